// Receipts and deadlines (docs/calendar.md). Everything a package can show without a table
// of public holidays is worked out anew; the end of a grace in working days and whether
// another reading of the text exists are taken from the package and held to what must be true.
import { Readings } from "./readings.mjs";
import { arrivalIn, DAY, HANOI, joined, momentIn, said } from "./sentences.mjs";

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d))?$/;
const RELATIVE = /^(\d{1,2})\/(\d{1,2})\/Y(?:([+-])(\d))?$/;
const WORKING_DAYS_SLACK = 28n;

const two = (number) => String(number).padStart(2, "0");
const startOf = (day) => day * DAY - HANOI;
const dayNumber = (year, month, day) => BigInt(Date.UTC(year, month - 1, day)) / 86_400_000n;

/**
 * A receipt as `{at, text, isStamped}`: microseconds since 1970, its text as results write it,
 * and whether only its day is known.
 */
function received(written) {
  const found = MOMENT.exec(written);
  if (!found) throw new RangeError(`not a moment: ${written}`);
  const [, year, month, day, hour, minute, second, decimals, zone] = found;
  const days = dayNumber(Number(year), Number(month), Number(day));
  if (hour === undefined) {
    return { at: startOf(days), text: `${written}T00:00:00+07:00`, isStamped: true };
  }
  const micro = (decimals ?? "").padEnd(6, "0");
  const offset = zone === "Z" ? "+00:00" : zone;
  const minutes = BigInt(offset.slice(1, 3)) * 60n + BigInt(offset.slice(4));
  const seconds = BigInt(hour) * 3600n + BigInt(minute) * 60n + BigInt(second);
  const shift = (offset[0] === "-" ? -1n : 1n) * minutes * 60_000_000n;
  const at = days * DAY + seconds * 1_000_000n + BigInt(micro) - shift;
  const clock = `${hour}:${minute}:${second}${Number(micro) ? `.${micro}` : ""}`;
  return { at, text: `${year}-${month}-${day}T${clock}${offset}`, isStamped: false };
}

/** The first moment of a day of Viet Nam, as results write it. */
function midnightText(at) {
  const date = new Date(Number((at + HANOI) / 1000n));
  const day = `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return `${String(date.getUTCFullYear()).padStart(4, "0")}-${day}T00:00:00+07:00`;
}

/** `25/09/Y-1` as a day number; 29 February of a common year is the 28th, or as a bound 1 March. */
function dayOf(relative, year, isBound) {
  const found = RELATIVE.exec(String(relative).trim());
  if (!found) throw new RangeError(`not a date of a regulation: ${relative}`);
  const [day, month] = [Number(found[1]), Number(found[2])];
  const actual = year + Number(found[4] ?? 0) * (found[3] === "-" ? -1 : 1);
  const isMissing = month === 2 && day === 29 && new Date(Date.UTC(actual, 1, 29)).getUTCDate() === 1;
  if (!isMissing) return dayNumber(actual, month, day);
  return isBound ? dayNumber(actual, 3, 1) : dayNumber(actual, 2, 28);
}

/** The day that is named, and the first moment no longer on time. */
function dueOf(milestone, year, extendedTo) {
  const isBefore = Boolean(milestone.before);
  const written = milestone.before ?? milestone.through ?? milestone.within?.through;
  const named = dayOf(written, year, isBefore);
  const deadline = startOf(isBefore ? named : named + 1n);
  if (extendedTo === null || startOf(extendedTo) <= deadline) {
    return { named, deadline, isExtended: false };
  }
  return { named: extendedTo, deadline: startOf(extendedTo), isExtended: true };
}

/** The milestone by which a group's forms are due, or null. */
function submissionOf(book, group) {
  const isIts = (each) => !each.groups?.length || each.groups.includes(group);
  return book.milestones.find((each) => each.kind === "submission" && isIts(each)) ?? null;
}

const extendsTo = (act) => (received(act.before).at + HANOI) / DAY;
/** The act with the latest day; the first of equals; null of none. */
const latestOf = (acts) =>
  acts.reduce((a, b) => (a === null || extendsTo(b) > extendsTo(a) ? b : a), null);

const CHANNELS = new Map([
  ["application", said("trên phần mềm", "the application")],
  ["paper", said("bản giấy", "paper")],
  ["document_system", said("hệ thống văn bản", "document system")],
  ["official_mailbox", said("hộp thư công vụ", "official mailbox")],
  ["email", said("thư điện tử khác", "other e-mail")],
]);

/** Why a form does not count; nothing where it does. */
function flawsOf({ channel, complete }, channels) {
  const found = [];
  if (channels.length && !channels.includes(channel)) {
    const values = { channel: CHANNELS.get(channel) ?? channel };
    const [vi, en] = ["kênh “{channel}” không được quy định", "channel “{channel}” is not provided for"];
    found.push(said(vi, en, values));
  }
  if (!complete) found.push(said("chưa đầy đủ", "incomplete"));
  return found;
}

/** One unit's receipts: the form that counts (or null), and the flawed ones, the earliest first. */
function formsOf(member, campaign, channels) {
  let first = null;
  const flawed = [];
  for (const each of campaign.receipts.filter(({ unit }) => unit === member.unit)) {
    const form = received(each.at);
    const why = flawsOf(each, channels);
    const values = { moment: arrivalIn(form.at, form.isStamped), why: joined(why) };
    if (why.length) {
      const words = said("phiếu nhận {moment} ({why})", "the form received {moment} ({why})", values);
      flawed.push({ at: form.at, words });
    } else if (first === null || form.at < first.at) first = form;
  }
  flawed.sort((a, b) => Number(a.at > b.at) - Number(a.at < b.at));
  return { first, flawed };
}

/**
 * What the calendar says of one unit, beside what is printed; null where lateness is not
 * judged. `{received, deadline, lastAccepted, isPlausible, status, cite, reason, readings, terms}`:
 * `readings` are those printed, if they may be, see readings.mjs; units of the same `terms`
 * have the same last accepted moment.
 */
export function lateness(book, campaign, member, printed) {
  if (campaign.receipts === null || !book.hasCalendar) return null;
  const milestone = submissionOf(book, member.group);
  if (!milestone) return null;
  const isIts = (each) =>
    each.milestone === milestone.id && (each.unit === null || each.unit === member.unit);
  const act = latestOf(campaign.extensions.filter(isIts));
  const due = dueOf(milestone, Number(campaign.year), act && extendsTo(act));
  const { first, flawed } = formsOf(member, campaign, milestone.channels ?? []);
  const end = acceptedUntil(milestone, due, printed?.last_accepted);
  const plain = statusOf(milestone, first, due.deadline, end.at);
  const reason = plainWords(plain, first, due, end, flawed);
  const readings = new Readings(milestone, { plain, reason, first, flawed, until: end.at });
  // Whether the text can be read otherwise is the calendar's to say; in time is never doubtful.
  const mayDoubt = plain !== "on_time" && (milestone.late === "not_assessed" || flawed.length > 0);
  const isDoubtful =
    printed?.status === "doubtful" && mayDoubt && printed.other_readings.length > 0;
  const notes = [isDoubtful ? readings.words(printed.other_readings) : reason];
  const passed = flawed.filter((each) => first === null || each.at <= first.at);
  if (!isDoubtful && passed.length) {
    const forms = joined(passed.map((each) => each.words));
    notes.push(said("không tính {forms}", "not counted: {forms}", { forms }));
  }
  if (due.isExtended) {
    notes.push(said("gia hạn theo {document}", "extended by {document}", { document: act.document }));
  }
  return {
    received: first ? first.text : null,
    deadline: midnightText(due.deadline),
    lastAccepted: end.text,
    isPlausible: end.isPlausible,
    status: isDoubtful ? "doubtful" : plain,
    cite: String(milestone.cite ?? "").trim(),
    reason: joined(notes),
    terms: `${milestone.id}\n${midnightText(due.deadline)}\n${due.named}`,
    readings: isDoubtful ? readings.read(printed.other_readings) : [],
  };
}

/** The verdict by the text as it is read here, in words. */
function plainWords(status, first, due, end, flawed) {
  if (status === "missing") {
    return flawed.length
      ? said("không có phiếu nào được tính", "no form counts")
      : said("không nhận được phiếu", "no form was received");
  }
  const values = {
    moment: arrivalIn(first.at, first.isStamped),
    deadline: momentIn(due.deadline),
    last: momentIn(end.at),
  };
  const [vi, en] = {
    on_time: ["nhận {moment}, trong hạn (đến {deadline})", "received {moment}, in time (until {deadline})"],
    recorded_late: [
      "nhận {moment}, sau hạn {deadline}; quy định không nêu hệ quả, chỉ ghi nhận",
      "received {moment}, after {deadline}; the text names no consequence, recorded only",
    ],
    late_within_grace: [
      "nhận {moment}, trễ nhưng trong thời gian cho phép (đến {last})",
      "received {moment}, late but within the grace (until {last})",
    ],
    not_assessed: [
      "nhận {moment}, sau thời điểm cuối cùng {last}: không đánh giá, không xếp hạng",
      "received {moment}, after the last moment {last}: not assessed, not ranked",
    ],
  }[status];
  return said(vi, en, values);
}

const WHOLE_DAYS = /^([0-9]{1,4})(?:\.0+)?$/;

/** A number of days, as a regulation writes it. */
function daysOf(written) {
  const found = WHOLE_DAYS.exec(String(written).trim());
  if (!found) throw new RangeError(`not a number of days: ${written}`);
  return BigInt(found[1]);
}

/** The first moment no longer accepted: worked out for days, held to bounds for working days. */
function acceptedUntil(milestone, due, printed) {
  const grace = milestone.grace;
  const plain = (at) => ({ at, text: midnightText(at), isPlausible: true });
  if (!grace) return plain(due.deadline);
  const days = daysOf(grace.days);
  const early = startOf(due.named + days + 1n);
  const soonest = early > due.deadline ? early : due.deadline;
  if (grace.unit !== "working_days") return plain(soonest);
  let at = soonest;
  try {
    at = received(printed).at;
  } catch {
    return { ...plain(soonest), isPlausible: false };
  }
  const isMidnight = midnightText(at) === printed;
  const latest = soonest + (days + WORKING_DAYS_SLACK) * DAY;
  return { at, text: printed, isPlausible: isMidnight && at >= soonest && at <= latest };
}

function statusOf(milestone, first, deadline, until) {
  if (!first) return "missing";
  if (first.at < deadline) return "on_time";
  if (milestone.late !== "not_assessed") return "recorded_late";
  return first.at < until ? "late_within_grace" : "not_assessed";
}
