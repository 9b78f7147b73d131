// What a verification found, and how it is said.
import { NO_NAMES } from "./names.mjs";
import { Misshapen } from "./shape.mjs";
import { sentence } from "./words.mjs";

/** True of a difference in a sentence alone: another version may word it otherwise. */
const isWording = ({ field, printed }) =>
  field === "reason" || (field === "other_readings" && typeof printed === "object");

/** What was found, in the order in which it was found. */
export class Report {
  differences = [];
  digest = null;
  units = 0;
  tables = 0;
  names = NO_NAMES;
  add(found) {
    const [vi, en] = ["vi", "en"].map((language) => sentence(found, language, this.names));
    this.differences.push({ ...found, vi, en });
  }
  end(last) {
    if (last) this.add(last);
    const { differences, digest, units, tables } = this;
    const holds = differences.length === 0;
    const worded = !holds && differences.every(isWording);
    return { holds, worded, digest, units, tables, differences };
  }
  /** A function that names differences at one place: `say(field, printed, computed)`. */
  at(place, about) {
    return (field, printed, computed) =>
      this.add({ code: "differs", place: `${place}.${field}`, field, printed, computed, ...about });
  }
}

/** `work()`, and what cannot be read of the package as a problem at that place. */
export function readOr(place, work) {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof RangeError || problem instanceof TypeError) {
      throw new Misshapen(place, problem instanceof TypeError ? "type" : problem.message);
    }
    throw problem;
  }
}

/** Names what two lists of names do not have in common, or that their order differs. */
export function namesApart(printed, computed, say, field) {
  const [had, has] = [new Set(printed), new Set(computed)];
  const extra = printed.filter((each) => !has.has(each));
  const lost = computed.filter((each) => !had.has(each));
  if (extra.length || lost.length) say(field, extra.join(", ") || null, lost.join(", ") || null);
  else say(field, printed.join(", "), computed.join(", "));
}
