// From answers to the points of one criterion: every rule kind, from docs/rules.md.
import { between, exact, Exact, greatest, HUNDRED, least, ONE, rounded, sum, ZERO } from "./exact.mjs";
import { measure, NotAnswered, NoValue } from "./quantities.mjs";
import { nameIn, said } from "./sentences.mjs";

const isTrue = (written) => ["true", "1", "yes", "on", "t", "y"].includes(String(written ?? "").toLowerCase());
const leftOut = (reason) => ({ points: ZERO, applicable: ZERO, status: "not_applicable", parts: [], reason });
const scored = (points, max, reason) => ({ points, applicable: max, status: "scored", parts: [], reason });
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

function onZero(rule, max) {
  if (!rule.on_zero) {
    throw new NoValue(
      said(
        "mẫu số bằng 0 và quy định không nói tính thế nào",
        "the denominator is zero and the regulation does not say what follows",
      ),
    );
  }
  if (rule.on_zero === "not_applicable") {
    return leftOut(said("mẫu số bằng 0: không tính", "the denominator is zero: left out"));
  }
  const points = rule.on_zero === "full" ? max : ZERO;
  const reason = said(
    "mẫu số bằng 0: {points} điểm theo quy định",
    "the denominator is zero: {points} points by the rule",
    { points },
  );
  return scored(points, max, reason);
}

function above(a, b) {
  return said("tử số {a} lớn hơn mẫu số {b}", "numerator {a} is larger than denominator {b}", { a, b });
}

function ratio(rule, max, desk) {
  const numerator = measure(rule.numerator, desk);
  const denominator = measure(rule.denominator, desk);
  const isAllowed = isTrue(rule.may_exceed) || numerator.compare(denominator) <= 0;
  if (!isAllowed) throw new NoValue(above(numerator, denominator));
  if (denominator.isZero) return onZero(rule, max);
  const part = isTrue(rule.complement) ? denominator.minus(numerator) : numerator;
  const share = between(ZERO, part.over(denominator), ONE);
  const values = { part, whole: denominator, share: share.times(HUNDRED), max };
  if (rule.floor && share.compare(exact(rule.floor)) < 0) {
    const reason = said(
      "{part} / {whole} = {share} %, dưới mức sàn {floor} %: 0 điểm",
      "{part} / {whole} = {share} %, below the floor of {floor} %: 0 points",
      { ...values, floor: exact(rule.floor).times(HUNDRED) },
    );
    return scored(ZERO, max, reason);
  }
  if (!rule.target) {
    const reason = said(
      "{part} / {whole} = {share} % × {max} điểm",
      "{part} / {whole} = {share} % × {max} points",
      values,
    );
    return scored(share.times(max), max, reason);
  }
  const target = targetOf(rule.target, desk.kin.year);
  const reason = said(
    "{part} / {whole} = {share} %, chỉ tiêu {target} %, tối đa {max} điểm",
    "{part} / {whole} = {share} %, target {target} %, at most {max} points",
    { ...values, target: target.times(HUNDRED) },
  );
  return scored(least(ONE, share.over(target)).times(max), max, reason);
}

function bands(rule, max, desk) {
  const value = measure(rule.of, desk);
  const holds = (band) =>
    isAtLeast(value, band.at_least) &&
    isAbove(value, band.above) &&
    isBelow(value, band.below) &&
    isAtMost(value, band.at_most);
  const written = rule.bands.find(holds)?.points ?? rule.else_points;
  if (written === undefined) {
    throw new NoValue(
      said("{value} không thuộc khoảng điểm nào", "{value} lies in none of the bands", { value }),
    );
  }
  const points = within(worth(written, max), max);
  const reason = said(
    "giá trị {value}: {points} điểm theo khoảng",
    "value {value}: {points} points by its band",
    { value, points },
  );
  return scored(points, max, reason);
}

function table(rule, max, desk) {
  const value = measure(rule.of, desk);
  const counts = rule.rows.map((row) => ({ count: exact(row.count), points: row.points }));
  const reached = counts.filter(({ count }) =>
    rule.match === "exact" ? count.equals(value) : count.compare(value) <= 0,
  );
  const best = reached.reduce((a, b) => (a && a.count.compare(b.count) >= 0 ? a : b), null);
  const points = within(worth(best ? best.points : (rule.else_points ?? "0"), max), max);
  const reason = said(
    "số lượng {value}: {points} điểm theo bảng",
    "count {value}: {points} points by the table",
    { value, points },
  );
  return scored(points, max, reason);
}

function linear(rule, max, desk) {
  const [none, full] = [exact(rule.none_at), exact(rule.full_at)];
  const value = measure(rule.of, desk);
  const way = value.minus(none).over(full.minus(none));
  const reason = said(
    "giá trị {value} giữa {none} (0 điểm) và {full} ({max} điểm)",
    "value {value} between {none} (0 points) and {full} ({max} points)",
    { value, none, full, max },
  );
  return scored(between(ZERO, way, ONE).times(max), max, reason);
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
  if (rule.method !== "z_score") throw new RangeError(`unknown method: ${rule.method}`);
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
  if (!block.length) {
    throw new NoValue(said("không có đơn vị nào để so sánh", "there is no unit to compare with"));
  }
  const share = between(ZERO, standingIn(rule, value, block), ONE);
  const [low, high] = [block.reduce(least), block.reduce(greatest)];
  const reason = said(
    "giá trị {value}; trong khối từ {low} đến {high}: {share} % × {max} điểm",
    "value {value}; in the block from {low} to {high}: {share} % × {max} points",
    { value, low, high, share: share.times(HUNDRED), max },
  );
  return scored(share.times(max), max, reason);
}

function partFrom(written, node, position, max) {
  const share = written.weight ? exact(written.weight).times(max) : null;
  return {
    node: `${node}/${position}`,
    name: nameIn(written.name ?? position),
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
  const waiting = parts.find((each) => each.status === "pending");
  if (waiting) throw new NoValue(waiting.reason);
  return parts;
}

const numbered = (rule, node, max, desk) =>
  decided(rule.parts.map((each, index) => outcomeOf(partFrom(each, node, String(index + 1), max), desk)));

const statusOf = (parts) => (parts.every((each) => each.status === "unanswered") ? "unanswered" : "scored");

function addedUp(rule, max, desk, node) {
  const parts = numbered(rule, node, max, desk);
  if (parts.every((each) => each.status === "not_applicable")) {
    return leftOut(said("không phần nào áp dụng", "no part is applicable"));
  }
  const applicable = least(max, sum(parts.map((each) => each.applicable)));
  const points = within(sum(parts.map((each) => each.points)), applicable);
  const reason = said(
    "cộng {count} phần: {points} điểm, tối đa {max}",
    "{count} parts added: {points} points, at most {max}",
    { count: parts.length, points, max: applicable },
  );
  return { points, applicable, status: statusOf(parts), parts, reason };
}

function bestOf(rule, max, desk, node) {
  const parts = numbered(rule, node, max, desk);
  const counted = parts.filter((each) => each.status !== "not_applicable");
  if (!counted.length) {
    return leftOut(said("không cách nào áp dụng", "no alternative is applicable"));
  }
  const best = counted.reduce((a, b) => (b.points.compare(a.points) > 0 ? b : a));
  const reason = said(
    "cao nhất là “{name}”: {points} điểm",
    "the best is “{name}”: {points} points",
    { name: best.name, points: best.points },
  );
  return { points: within(best.points, max), applicable: max, status: statusOf(counted), parts, reason };
}

function branches(rule, max, desk, node) {
  const chosen = desk.choice(rule.input);
  const option = desk.label(rule.input, chosen);
  const written = rule.branches[chosen];
  if (!written) return scored(ZERO, max, said("“{option}”: 0 điểm", "“{option}”: 0 points", { option }));
  const part = outcomeOf(partFrom(written, node, chosen, max), desk);
  decided([part]);
  if (part.status === "not_applicable") return leftOut(part.reason);
  const points = within(part.points, max);
  const reason = said(
    "nhánh “{option}”: {points} điểm, tối đa {max}",
    "branch “{option}”: {points} points, at most {max}",
    { option, points, max: part.max },
  );
  return { points, applicable: max, status: part.status, parts: [part], reason };
}

function choice(rule, max, desk) {
  const chosen = desk.choice(rule.input);
  const points = within(worth(rule.points[chosen] ?? "0", max), max);
  const reason = said(
    "chọn “{option}”: {points} điểm",
    "“{option}” chosen: {points} points",
    { option: desk.label(rule.input, chosen), points },
  );
  return scored(points, max, reason);
}

function perItem(rule, max, desk) {
  const cap = rule.cap ? least(exact(rule.cap), max) : max;
  const [count, each] = [measure(rule.of, desk), exact(rule.each)];
  const reason = said(
    "{count} × {each} điểm, không quá {cap}",
    "{count} × {each} points, at most {cap}",
    { count, each, cap },
  );
  return scored(within(count.times(each), cap), max, reason);
}

function deduction(rule, max, desk) {
  const [count, each] = [measure(rule.of, desk), exact(rule.each)];
  const floor = within(exact(rule.least ?? "0"), max);
  const reason = said(
    "{max} điểm trừ {count} × {each}, không dưới {floor}",
    "{max} points less {count} × {each}, not below {floor}",
    { max, count, each, floor },
  );
  return scored(between(floor, max.minus(count.times(each)), max), max, reason);
}

function given(rule, max, desk) {
  const score = measure(rule.of, desk);
  const scale = rule.out_of ? exact(rule.out_of) : max;
  const reason = said(
    "được cho {score} trên thang {scale}, tối đa {max} điểm",
    "given {score} on a scale of {scale}, at most {max} points",
    { score, scale, max },
  );
  const share = scale.isZero ? ZERO : between(ZERO, score.over(scale), ONE);
  return scored(share.times(max), max, reason);
}

const KINDS = {
  choice,
  ratio,
  bands,
  table,
  per_item: perItem,
  deduction,
  given,
  linear,
  normalised,
  sum: addedUp,
  best_of: bestOf,
  branches,
  information: () => ({ ...leftOut(said("không tính điểm", "not scored")), status: "not_scored" }),
};

function isMet(condition, desk) {
  if (condition.input !== undefined) return desk.choice(condition.input) === condition.equals;
  return measure(condition.quantity, desk).compare(exact(condition.at_least)) >= 0;
}

const UNMET = said("điều kiện không đạt: 0 điểm", "its condition is not met: 0 points");

function unanswered(reference, desk) {
  const field = desk.label(reference);
  return said("chưa trả lời “{field}”: 0 điểm", "“{field}” is not answered: 0 points", { field });
}

const waiting = (why) => said("chờ người có thẩm quyền: {why}", "for a person to decide: {why}", { why });

/** What a rule gives, `{points, applicable, status, parts, reason}`. Never throws on answers. */
export function award(rule, max, desk, node, condition) {
  const kind = KINDS[String(rule.kind).trim()];
  if (!kind) throw new RangeError(`unknown kind of rule: ${rule.kind}`);
  try {
    if (condition && !isMet(condition, desk)) return scored(ZERO, max, UNMET);
    return kind(rule, max, desk, node);
  } catch (problem) {
    if (problem instanceof NotAnswered) {
      return { ...scored(ZERO, max, unanswered(problem.reference, desk)), status: "unanswered" };
    }
    if (problem instanceof NoValue) {
      return { ...scored(ZERO, max, waiting(problem.why)), status: "pending" };
    }
    throw problem;
  }
}
