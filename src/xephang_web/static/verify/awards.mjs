// From answers to the points of one criterion: every rule kind, from docs/rules.md.
import { between, exact, Exact, greatest, least, ONE, rounded, sum, ZERO } from "./exact.mjs";
import { measure, NotAnswered, NoValue } from "./quantities.mjs";
import { keysOf } from "./sealed.mjs";

const isTrue = (written) => ["true", "1", "yes", "on", "t", "y"].includes(String(written ?? "").toLowerCase());
const leftOut = { points: ZERO, applicable: ZERO, status: "not_applicable", parts: [] };
const scored = (points, max) => ({ points, applicable: max, status: "scored", parts: [] });
const within = (points, max) => between(ZERO, points, max);

/** Points as written: a number, `max`, or a share of the maximum. */
function worth(written, max) {
  if (written !== null && typeof written === "object") return exact(written.share).times(max);
  return String(written).trim() === "max" ? max : exact(written);
}

const isAtLeast = (value, bound) => !bound || value.compare(exact(bound)) >= 0;
const isAtMost = (value, bound) => !bound || value.compare(exact(bound)) <= 0;
const isAbove = (value, bound) => !bound || value.compare(exact(bound)) > 0;
const isBelow = (value, bound) => !bound || value.compare(exact(bound)) < 0;

/** The target in force: of the latest year not after this one, else the first. */
function targetOf(written, year) {
  if (typeof written !== "object") return exact(written);
  const starts = Object.keys(written).sort((a, b) => Number(a) - Number(b));
  const inForce = starts.filter((start) => Number(start) <= year);
  return exact(written[inForce.at(-1) ?? starts[0]]);
}

function ratio(rule, max, desk) {
  const numerator = measure(rule.numerator, desk);
  const denominator = measure(rule.denominator, desk);
  if (!isTrue(rule.may_exceed) && numerator.compare(denominator) > 0) throw new NoValue();
  if (denominator.isZero) {
    if (!rule.on_zero) throw new NoValue();
    if (rule.on_zero === "not_applicable") return leftOut;
    return scored(rule.on_zero === "full" ? max : ZERO, max);
  }
  const part = isTrue(rule.complement) ? denominator.minus(numerator) : numerator;
  const share = between(ZERO, part.over(denominator), ONE);
  if (rule.floor && share.compare(exact(rule.floor)) < 0) return scored(ZERO, max);
  if (!rule.target) return scored(share.times(max), max);
  return scored(least(ONE, share.over(targetOf(rule.target, desk.kin.year))).times(max), max);
}

function bands(rule, max, desk) {
  const value = measure(rule.of, desk);
  const holds = (band) =>
    isAtLeast(value, band.at_least) &&
    isAbove(value, band.above) &&
    isBelow(value, band.below) &&
    isAtMost(value, band.at_most);
  const written = rule.bands.find(holds)?.points ?? rule.else_points;
  if (written === undefined) throw new NoValue();
  return scored(within(worth(written, max), max), max);
}

function table(rule, max, desk) {
  const value = measure(rule.of, desk);
  const counts = rule.rows.map((row) => ({ count: exact(row.count), points: row.points }));
  const reached = counts.filter(({ count }) =>
    rule.match === "exact" ? count.equals(value) : count.compare(value) <= 0,
  );
  const best = reached.reduce((a, b) => (a && a.count.compare(b.count) >= 0 ? a : b), null);
  return scored(within(worth(best ? best.points : (rule.else_points ?? "0"), max), max), max);
}

function linear(rule, max, desk) {
  const [none, full] = [exact(rule.none_at), exact(rule.full_at)];
  const way = measure(rule.of, desk).minus(none).over(full.minus(none));
  return scored(between(ZERO, way, ONE).times(max), max);
}

/** The square root, rounded as declared: by whole numbers and comparing squares alone. */
function root(value, { digits, mode = "half_up" }) {
  const scale = 10n ** BigInt(digits);
  const squared = (value.top * scale * scale) / value.bottom;
  let low = 0n;
  for (let bit = 1n << BigInt(Math.ceil(squared.toString(2).length / 2)); bit; bit >>= 1n) {
    if ((low | bit) * (low | bit) <= squared) low |= bit;
  }
  const square = (at) => at.times(at);
  const floor = new Exact(low, scale);
  if (square(floor).equals(value)) return floor;
  // Between two decimals: what stands for the root is any number on the same side of the middle.
  const middle = new Exact(2n * low + 1n, 2n * scale);
  const side = value.compare(square(middle));
  return rounded(new Exact(4n * low + 2n + BigInt(side), 4n * scale), digits, mode);
}

function standingIn(rule, value, block) {
  const [low, high] = [block.reduce(least), block.reduce(greatest)];
  if (rule.method === "best") return high.compare(ZERO) > 0 ? value.over(high) : ZERO;
  const alike = exact(rule.when_equal ?? "1");
  if (low.equals(high)) return alike;
  if (rule.method === "min_max") return value.minus(low).over(high.minus(low));
  const count = exact(block.length);
  const mean = sum(block).over(count);
  const squares = block.map((each) => each.minus(mean).times(each.minus(mean)));
  const declared = { digits: Number(rule.deviation.digits), mode: rule.deviation.mode };
  const deviation = root(sum(squares).over(count), declared);
  if (deviation.isZero) return alike;
  const [none, full] = [exact(rule.none_at), exact(rule.full_at)];
  return value.minus(mean).over(deviation).minus(none).over(full.minus(none));
}

function normalised(rule, max, desk) {
  const value = measure(rule.of, desk);
  const block = desk.kin.block(desk.criterion, rule.of);
  if (!block.length) throw new NoValue();
  return scored(between(ZERO, standingIn(rule, value, block), ONE).times(max), max);
}

function partFrom(written, node, position, max) {
  const share = written.weight ? exact(written.weight).times(max) : null;
  const name = written.name ?? position;
  return {
    node: `${node}/${position}`,
    name: String(typeof name === "object" ? name.vi : name).trim(),
    max: share ?? (written.max ? exact(written.max) : max),
    written,
  };
}

/** A part, scored: what results print of it. */
function outcomeOf(part, desk) {
  const { written, max, node, name } = part;
  return { node, name, max, ...award(written.rule, max, desk, node, written.only_if) };
}

/** An undecided part leaves the whole undecided: a sum over it would not be a score. */
function decided(parts) {
  if (parts.some((each) => each.status === "pending")) throw new NoValue();
  return parts;
}

const numbered = (rule, node, max, desk) =>
  decided(rule.parts.map((each, index) => outcomeOf(partFrom(each, node, String(index + 1), max), desk)));

const statusOf = (parts) => (parts.every((each) => each.status === "unanswered") ? "unanswered" : "scored");

function addedUp(rule, max, desk, node) {
  const parts = numbered(rule, node, max, desk);
  if (parts.every((each) => each.status === "not_applicable")) return leftOut;
  const applicable = least(max, sum(parts.map((each) => each.applicable)));
  const points = within(sum(parts.map((each) => each.points)), applicable);
  return { points, applicable, status: statusOf(parts), parts };
}

function bestOf(rule, max, desk, node) {
  const parts = numbered(rule, node, max, desk);
  const counted = parts.filter((each) => each.status !== "not_applicable");
  if (!counted.length) return leftOut;
  const points = within(counted.map((each) => each.points).reduce(greatest), max);
  return { points, applicable: max, status: statusOf(counted), parts };
}

function branches(rule, max, desk, node) {
  const chosen = desk.choice(rule.input);
  const written = rule.branches[chosen];
  if (!written) return scored(ZERO, max);
  const part = outcomeOf(partFrom(written, node, chosen, max), desk);
  decided([part]);
  if (part.status === "not_applicable") return leftOut;
  return { points: within(part.points, max), applicable: max, status: part.status, parts: [part] };
}

const KINDS = {
  choice: (rule, max, desk) =>
    scored(within(worth(rule.points[desk.choice(rule.input)] ?? "0", max), max), max),
  ratio,
  bands,
  table,
  per_item: (rule, max, desk) => {
    const cap = rule.cap ? least(exact(rule.cap), max) : max;
    return scored(within(measure(rule.of, desk).times(exact(rule.each)), cap), max);
  },
  deduction: (rule, max, desk) => {
    const floor = within(exact(rule.least ?? "0"), max);
    return scored(between(floor, max.minus(measure(rule.of, desk).times(exact(rule.each))), max), max);
  },
  given: (rule, max, desk) => {
    const score = measure(rule.of, desk);
    const scale = rule.out_of ? exact(rule.out_of) : max;
    return scored(scale.isZero ? ZERO : between(ZERO, score.over(scale), ONE).times(max), max);
  },
  linear,
  normalised,
  sum: addedUp,
  best_of: bestOf,
  branches,
  information: () => ({ ...leftOut, status: "not_scored" }),
};

function isMet(condition, desk) {
  if (condition.input !== undefined) return desk.choice(condition.input) === condition.equals;
  return measure(condition.quantity, desk).compare(exact(condition.at_least)) >= 0;
}

/** What a rule gives, `{points, applicable, status, parts}`. Never throws on answers. */
export function award(rule, max, desk, node, condition) {
  const kind = KINDS[String(rule.kind).trim()];
  if (!kind) throw new RangeError(`unknown kind of rule: ${rule.kind}`);
  try {
    if (condition && !isMet(condition, desk)) return scored(ZERO, max);
    return kind(rule, max, desk, node);
  } catch (problem) {
    if (problem instanceof NotAnswered) return { ...scored(ZERO, max), status: "unanswered" };
    if (problem instanceof NoValue) return { ...scored(ZERO, max), status: "pending" };
    throw problem;
  }
}
