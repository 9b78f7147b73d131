// The sentences of results, in both languages, and the numbers, names and days in them
// (docs/verifier.md): `{vi, en}` each, put together from the package alone.
import { Exact, fixed, rounded } from "./exact.mjs";

/** A day, and how far Viet Nam is before the zero meridian, in microseconds. */
export const DAY = 86_400_000_000n;
export const HANOI = 7n * 3_600_000_000n;
const UNENDING_DIGITS = 4;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `1.234,5` or `1,234.5`; of a number that no decimal holds its beginning and `…`. */
function numberText(value, language) {
  const isUnending = value.isUnending;
  const cut = isUnending ? rounded(value, UNENDING_DIGITS, "down") : value;
  const plain = isUnending ? fixed(cut, UNENDING_DIGITS) : cut.toString();
  const [whole, decimals] = plain.split(".");
  const [group, mark] = language === "vi" ? [".", ","] : [",", "."];
  const grouped = whole.replace(/\B(?=(?:[0-9]{3})+$)/g, group);
  return grouped + (decimals ? mark + decimals : "") + (isUnending ? "…" : "");
}

function shown(value, language) {
  if (value instanceof Exact) return numberText(value, language);
  return value !== null && typeof value === "object" ? value[language] : String(value);
}

/** A sentence from two templates; `values`: exact numbers, plain text, or `{vi, en}`. */
export function said(vi, en, values = {}) {
  const fill = (template, language) =>
    template.replace(/\{(\w+)\}/g, (_, name) => shown(values[name], language));
  return { vi: fill(vi, "vi"), en: fill(en, "en") };
}

/** Several sentences as one. */
export const joined = (parts) => ({
  vi: parts.map((each) => each.vi).join("; "),
  en: parts.map((each) => each.en).join("; "),
});

export const isSame = (one, other) => one.vi === other.vi && one.en === other.en;

/** A value as a regulation writes it: nothing as nothing. */
export const plain = (value) => (value === null || value === undefined ? "" : String(value).trim());
const isObject = (value) => value !== null && typeof value === "object";

/** A name that the law gives: Vietnamese, in English with its gloss behind it. */
export function nameIn(given) {
  const [vi, en] = isObject(given) ? [plain(given.vi), plain(given.en)] : [plain(given), ""];
  return { vi, en: en ? `${vi} (${en})` : vi };
}

/** What somebody wrote: in English where there is English, else as it is. */
export function remarkIn(given) {
  const [vi, en] = isObject(given) ? [plain(given.vi), plain(given.en)] : [plain(given), ""];
  return { vi, en: en || vi };
}

/** A day number as `25/09/2020` and `25 September 2020`. */
export function dayIn(day) {
  const date = new Date(Number(day) * 86_400_000);
  const [year, month, of] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const two = (number) => String(number).padStart(2, "0");
  return { vi: `${two(of)}/${two(month + 1)}/${year}`, en: `${of} ${MONTHS[month]} ${year}` };
}

/** Day number and clock of a moment (microseconds since 1970) in the law's time. */
function local(at) {
  const [whole, rest] = [(at + HANOI) / DAY, (at + HANOI) % DAY];
  const [day, inDay] = rest < 0n ? [whole - 1n, rest + DAY] : [whole, rest];
  const seconds = Number(inDay / 1_000_000n);
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const micro = String(inDay % 1_000_000n).padStart(6, "0");
  const clock = `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return { day, inDay, clock: clock + (Number(micro) ? `.${micro}` : "") };
}

/** A bound: the first moment of a day reads as 24:00 of the day before. */
export function momentIn(at) {
  const { day, inDay, clock } = local(at);
  const values = inDay
    ? { clock, day: dayIn(day) }
    : { clock: "24:00", day: dayIn(day - 1n) };
  return said("{clock} ngày {day}", "{clock} on {day}", values);
}

/** When a form came: a moment, or only the day of its stamp. */
export function arrivalIn(at, isStamped) {
  const { day, clock } = local(at);
  const values = { clock, day: dayIn(day) };
  if (isStamped) return said("ngày {day}", "on {day}", values);
  return said("lúc {clock} ngày {day}", "at {clock} on {day}", values);
}
