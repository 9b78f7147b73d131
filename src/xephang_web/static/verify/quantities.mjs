// The numbers that rules are about: answers, and what is worked out of them
// (docs/rule-language.md). Written for one criterion of one unit at a time.
import { exact, greatest, least, sum, ZERO } from "./exact.mjs";
import { keysOf } from "./sealed.mjs";
import { said } from "./sentences.mjs";

/** An answer that a rule needs is not there: no points, the maximum stays. */
export class NotAnswered extends Error {
  /** `reference`: the answer, as the rule writes it. */
  constructor(reference) {
    super(reference);
    this.reference = reference;
  }
}
/** No text decides (a zero denominator, nobody to compare with): for a person. */
export class NoValue extends Error {
  /** `why`: the sentence that says what is missing. */
  constructor(why) {
    super(why.en);
    this.why = why;
  }
}

/**
 * What one criterion may look at. `unit`: `{answers, previous}`; `kin`: what only other
 * units or leaves know, `{block, below, before, points}`, see relations.mjs; `label`: what
 * the form calls an input or an option of it, `(reference, option) => {vi, en}`.
 */
export class Desk {
  constructor(criterion, unit, kin, label) {
    this.criterion = criterion;
    this.unit = unit;
    this.kin = kin;
    this.label = label;
  }
  #given(reference, answers) {
    const cut = reference.lastIndexOf("/");
    const criterion = cut < 0 ? this.criterion : reference.slice(0, cut);
    return answers[criterion]?.[reference.slice(cut + 1)];
  }
  choice(reference) {
    const given = this.#given(reference, this.unit.answers);
    if (typeof given !== "string") throw new NotAnswered(reference);
    return given;
  }
  number(reference) {
    return exact(this.choice(reference));
  }
  before(reference) {
    const given = this.#given(reference, this.unit.previous);
    if (typeof given !== "string") throw new NotAnswered(`${reference} (Y-1)`);
    return exact(given);
  }
  rows({ where }, reference) {
    const given = this.#given(reference, this.unit.answers);
    const wanted = Object.entries(where ?? {});
    const rows = Array.isArray(given) ? given : [];
    return rows.filter((row) => wanted.every(([name, value]) => row[name] === value));
  }
  column(quantity, reference) {
    const found = this.rows(quantity, reference).map((row) => row[quantity.field]);
    if (found.includes(undefined)) throw new NotAnswered(`${reference}.${quantity.field}`);
    return found.map(exact);
  }
}

const all = (items, desk) => items.map((each) => measure(each, desk));

/** One figure over several units: none of them has a value, no figure. */
function combine(values, wanted) {
  const how = wanted.combine ?? "mean";
  const count = exact(values.length);
  if (how === "count") return count;
  if (!values.length) {
    throw new NoValue(said("không có đơn vị nào để tính", "there is no unit to take it from"));
  }
  if (how === "sum") return sum(values);
  if (how === "mean") return sum(values).over(count);
  if (how === "least") return values.reduce(least);
  if (how === "greatest") return values.reduce(greatest);
  const bar = exact(wanted.at_least ?? "0");
  return exact(values.filter((each) => each.compare(bar) >= 0).length).over(count);
}

const OPERATIONS = {
  constant: (quantity) => exact(quantity.constant),
  sum: (quantity, desk) => sum(all(quantity.sum, desk)),
  difference: (quantity, desk) => {
    const [from, taken] = all(quantity.difference, desk);
    return from.minus(taken);
  },
  product: (quantity, desk) => all(quantity.product, desk).reduce((a, b) => a.times(b)),
  quotient: (quantity, desk) => {
    const [dividend, divisor] = all(quantity.quotient, desk);
    if (!divisor.isZero) return dividend.over(divisor);
    if (quantity.on_zero === "zero") return ZERO;
    throw new NoValue(said("số chia bằng 0", "the divisor is zero"));
  },
  least: (quantity, desk) => all(quantity.least, desk).reduce(least),
  greatest: (quantity, desk) => all(quantity.greatest, desk).reduce(greatest),
  weighted: ({ weighted }, desk) =>
    sum(keysOf(weighted).map((each) => desk.number(each).times(exact(weighted[each])))),
  count: (quantity, desk) => exact(desk.rows(quantity, quantity.count).length),
  total: (quantity, desk) => sum(desk.column(quantity, quantity.total)),
  mean: (quantity, desk) => {
    const values = desk.column(quantity, quantity.mean);
    if (!values.length) throw new NotAnswered(quantity.mean);
    return sum(values).over(exact(values.length));
  },
  previous_year: (quantity, desk) => desk.before(quantity.previous_year),
  children: ({ children }, desk) => combine(desk.kin.below(children), children),
  predecessors: ({ predecessors }, desk) => combine(desk.kin.before(predecessors), predecessors),
  points_of: (quantity, desk) => desk.kin.points(quantity.points_of),
};

/** The exact value of a quantity. Throws NotAnswered or NoValue. */
export function measure(quantity, desk) {
  if (typeof quantity === "string") return desk.number(quantity.trim());
  const operation = Object.keys(quantity).find((key) => key in OPERATIONS);
  if (!operation) throw new RangeError(`unknown quantity: ${Object.keys(quantity)}`);
  return OPERATIONS[operation](quantity, desk);
}
