// From leaves upwards: sections, the form with bonus and penalty, and the indices. Nothing
// here reads a printed total; the leaves alone come from the package.
import { said } from "./sentences.mjs";
import { between, exact, greatest, HUNDRED, least, ONE, sum, ZERO } from "./exact.mjs";

const UNDECIDED = new Set(["pending", "known_after_closing"]);

/** What is printed of one leaf, as a node to be added up. `parts` are those of its rule. */
export function leafFrom(printed) {
  return {
    node: printed.node,
    points: exact(printed.points),
    max: exact(printed.max),
    applicable: exact(printed.applicable),
    status: printed.status,
    parts: (printed.parts ?? []).map(leafFrom),
  };
}

/** The node and everything below it, from the top. */
export function* nodesFrom(node) {
  yield node;
  for (const each of node.parts) yield* nodesFrom(each);
}

const pointsOf = (nodes) => sum(nodes.map((each) => each.points));
const applicableOf = (nodes) => sum(nodes.map((each) => each.applicable));

/** A section from what stands under it: added, capped, rounded where declared. */
function addSection(section, leaves, book) {
  const parts = section.children.map((child) =>
    child.isSection ? addSection(child, leaves, book) : leaves.get(child.node),
  );
  const applicable = parts.length ? least(section.max, applicableOf(parts)) : ZERO;
  const ceiling = section.cap ? least(applicable, section.cap) : applicable;
  const counted = book.roundSection(between(ZERO, pointsOf(parts), ceiling));
  const points = between(ZERO, counted, section.max);
  const isLeftOut = parts.length > 0 && parts.every((each) => each.status === "not_applicable");
  const reason = said(
    "cộng {count} mục: {points} điểm, tối đa {max}",
    "{count} items added: {points} points, at most {max}",
    { count: parts.length, points, max: applicable },
  );
  return {
    node: section.node,
    role: section.role,
    reason,
    points,
    max: section.max,
    applicable,
    status: isLeftOut ? "not_applicable" : "scored",
    parts,
  };
}

/**
 * The whole form of one unit. `leaves`: leaf by criterion id, for every criterion.
 * What does not apply is brought back to the full scale, unless the decision judges by
 * percent; bonus and penalty count unscaled; then bounds; then the rounding of totals.
 */
export function addForm(form, leaves, book) {
  const general = form.general.map((each) => leaves.get(each.node));
  const sections = form.sections.map((each) => addSection(each, leaves, book));
  const having = (role) => sections.filter((each) => each.role === role);
  const base = having("base");
  const full = sum(base.map((each) => each.max));
  const earned = pointsOf(base);
  const counted = broughtToScale(earned, applicableOf(base), full, book.rescales);
  const [bonus, penalty] = [pointsOf(having("bonus")), pointsOf(having("penalty"))];
  let points = counted.points.plus(bonus).minus(penalty);
  if (book.lowest) points = greatest(points, book.lowest);
  if (book.highest) points = least(points, book.highest);
  points = book.roundTotal(points);
  const hasMore = !bonus.isZero || !penalty.isZero;
  const reason = said(
    "{base}; thưởng {bonus}, trừ {penalty}: {points}",
    "{base}; bonus {bonus}, penalty {penalty}: {points}",
    { base: counted.reason, bonus, penalty, points },
  );
  return {
    node: "form",
    reason: hasMore ? reason : counted.reason,
    points,
    max: full,
    applicable: counted.applicable,
    status: counted.status,
    parts: [...general, ...sections],
  };
}

/** The base points on the full scale: `{points, applicable, status, reason}`. */
function broughtToScale(earned, applicable, full, rescales) {
  if (applicable.isZero) {
    const reason = said("không có tiêu chí nào áp dụng", "no criterion is applicable");
    return { points: earned, applicable, status: "pending", reason };
  }
  if (!rescales || applicable.equals(full)) {
    const values = { base: earned, full };
    const reason = said("cộng các mục: {base} / {full}", "sections added: {base} / {full}", values);
    return { points: earned, applicable, status: "scored", reason };
  }
  const points = earned.times(full).over(applicable);
  const reason = said(
    "{base} điểm trên {applicable} điểm áp dụng, quy đổi về thang {full}: {rescaled}",
    "{base} points of {applicable} applicable, brought to the scale of {full}: {rescaled}",
    { base: earned, applicable, full, rescaled: points },
  );
  return { points, applicable: full, status: "scored", reason };
}

/** True where the node, or any below it, waits for a person or for other units. */
export function isUndecided(node) {
  for (const each of nodesFrom(node)) if (UNDECIDED.has(each.status)) return true;
  return false;
}

const isAnswered = (node) =>
  node.parts.length ? node.parts.some(isAnswered) : node.status !== "unanswered";

/** The first node of that id in a form, or null. */
export function findNode(form, id) {
  for (const each of nodesFrom(form)) if (each.node === id) return each;
  return null;
}

/** A node's points as minima and indices see them: rescaled within it; null: nothing applies. */
export function ownPoints(node, book) {
  if (node.max.isZero) return node.points;
  if (node.applicable.isZero) return null;
  return book.rescales ? node.points.times(node.max).over(node.applicable) : node.points;
}

const percentOf = (points, full) => (full.isZero ? null : points.over(full).times(HUNDRED));

/** Every index that a group has, by id, `total` first: points, max, percent, isUndecided. */
export function addIndices(form, group, book) {
  const base = book.rescales && !form.max.isZero ? form.max : form.applicable;
  const total = {
    points: form.points,
    max: form.max,
    percent: percentOf(form.points, base),
    isUndecided: isUndecided(form),
  };
  const known = new Map([["total", total]]);
  for (const index of book.indices) {
    if (index.groups.length && !index.groups.includes(group)) continue;
    known.set(index.id, addIndex(index, form, known, book));
  }
  return known;
}

/** What one term brings: null where it is not on the form or nothing of it applies. */
function termOf(term, index, form, known, book) {
  if (term.of !== index.id && known.has(term.of)) {
    const other = known.get(term.of);
    return { value: other.points, full: other.max, isOpen: other.isUndecided, isAnswered: true };
  }
  const node = findNode(form, term.of);
  const value = node && ownPoints(node, book);
  if (!value) return null;
  return {
    value,
    full: book.rescales ? node.max : node.applicable,
    isOpen: isUndecided(node),
    isAnswered: isAnswered(node),
  };
}

function addIndex(index, form, known, book) {
  const terms = index.terms
    .map((each) => ({ weight: each.weight, ...termOf(each, index, form, known, book) }))
    .filter((each) => each.value);
  const counted = terms
    .filter((each) => !each.full.isZero)
    .map((each) => ({
      weight: index.combine === "weighted_mean" ? each.weight : ONE,
      value: index.takesShare ? each.value.over(each.full).times(index.scale) : each.value,
      full: index.takesShare ? index.scale : each.full,
    }));
  const weights = sum(counted.map((each) => each.weight));
  const divisor = index.combine === "sum" || weights.isZero ? ONE : weights;
  const combined = (part) => sum(counted.map((each) => each.weight.times(each[part]))).over(divisor);
  const [points, max] = [index.round(combined("value")), combined("full")];
  const isOpen = terms.some((each) => each.isOpen) || !terms.some((each) => each.isAnswered);
  return { points, max, percent: percentOf(points, max), isUndecided: isOpen || max.isZero };
}
