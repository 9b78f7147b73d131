// Receipts and deadlines (docs/calendar.md). Everything a package can show without a table
// of public holidays is worked out anew; the end of a grace in working days and whether
// another reading of the text exists are taken from the package and held to what must be true.

const DAY = 86_400_000_000n;
const HANOI = 7n * 3_600_000_000n;
const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d))?$/;
const RELATIVE = /^(\d{1,2})\/(\d{1,2})\/Y(?:([+-])(\d))?$/;
const WORKING_DAYS_SLACK = 28n;

const two = (number) => String(number).padStart(2, "0");
const startOf = (day) => day * DAY - HANOI;
const dayNumber = (year, month, day) => BigInt(Date.UTC(year, month - 1, day)) / 86_400_000n;

/** A receipt as `{at, text}`: microseconds since 1970, and its text as results write it. */
function received(written) {
  const found = MOMENT.exec(written);
  if (!found) throw new RangeError(`not a moment: ${written}`);
  const [, year, month, day, hour, minute, second, decimals, zone] = found;
  const days = dayNumber(Number(year), Number(month), Number(day));
  if (hour === undefined) return { at: startOf(days), text: `${written}T00:00:00+07:00` };
  const micro = (decimals ?? "").padEnd(6, "0");
  const offset = zone === "Z" ? "+00:00" : zone;
  const minutes = BigInt(offset.slice(1, 3)) * 60n + BigInt(offset.slice(4));
  const seconds = BigInt(hour) * 3600n + BigInt(minute) * 60n + BigInt(second);
  const shift = (offset[0] === "-" ? -1n : 1n) * minutes * 60_000_000n;
  const at = days * DAY + seconds * 1_000_000n + BigInt(micro) - shift;
  const clock = `${hour}:${minute}:${second}${Number(micro) ? `.${micro}` : ""}`;
  return { at, text: `${year}-${month}-${day}T${clock}${offset}` };
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
  if (extendedTo === null || startOf(extendedTo) <= deadline) return { named, deadline };
  return { named: extendedTo, deadline: startOf(extendedTo) };
}

/** The milestone by which a group's forms are due, or null. */
function submissionOf(book, group) {
  const isIts = (each) => !each.groups?.length || each.groups.includes(group);
  return book.milestones.find((each) => each.kind === "submission" && isIts(each)) ?? null;
}

const latestOf = (values) => values.reduce((a, b) => (a === null || b > a ? b : a), null);

/**
 * What the calendar says of one unit, beside what is printed; null where lateness is not
 * judged. `{received, deadline, lastAccepted, status, cite, isRange}`: with `isRange` the
 * last accepted moment and the status rest on what is printed.
 */
export function lateness(book, campaign, member, printed) {
  if (campaign.receipts === null || !book.hasCalendar) return null;
  const milestone = submissionOf(book, member.group);
  if (!milestone) return null;
  const isIts = (each) =>
    each.milestone === milestone.id && (each.unit === null || each.unit === member.unit);
  const acts = campaign.extensions.filter(isIts);
  const extendedTo = latestOf(acts.map((each) => (received(each.before).at + HANOI) / DAY));
  const due = dueOf(milestone, Number(campaign.year), extendedTo);
  const channels = milestone.channels ?? [];
  const counts = (each) =>
    each.unit === member.unit &&
    each.complete &&
    (!channels.length || channels.includes(each.channel));
  const forms = campaign.receipts.filter(counts).map((each) => received(each.at));
  const first = forms.reduce((a, b) => (a === null || b.at < a.at ? b : a), null);
  const end = acceptedUntil(milestone, due, printed?.last_accepted);
  return {
    received: first ? first.text : null,
    deadline: midnightText(due.deadline),
    lastAccepted: end.text,
    isPlausible: end.isPlausible,
    status: statusOf(milestone, first, due.deadline, end.at),
    cite: String(milestone.cite ?? "").trim(),
    excludes: milestone.late === "not_assessed",
    hasFlawed: campaign.receipts.some((each) => each.unit === member.unit && !counts(each)),
  };
}

/** The first moment no longer accepted: worked out for days, held to bounds for working days. */
function acceptedUntil(milestone, due, printed) {
  const grace = milestone.grace;
  const plain = (at) => ({ at, text: midnightText(at), isPlausible: true });
  if (!grace) return plain(due.deadline);
  const days = BigInt(String(grace.days).trim());
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
