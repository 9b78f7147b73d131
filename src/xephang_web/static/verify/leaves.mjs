// The sealed leaves, each against its criterion, the answers beside it, and what a person
// granted or set.
import { award } from "./awards.mjs";
import { between, exact, ZERO } from "./exact.mjs";
import { Desk } from "./quantities.mjs";
import { Rulebook } from "./form.mjs";
import { answerTold } from "./names.mjs";
import { keysOf } from "./sealed.mjs";
import { isSame, remarkIn, said } from "./sentences.mjs";

/** An answer as results repeat it: rows one behind the other, nothing as nothing. */
function answerText(given) {
  if (given === null || given === undefined) return "";
  if (!Array.isArray(given)) return given;
  return given.map((row) => keysOf(row).map((key) => row[key]).join(", ")).join("; ");
}

/** None where not applicable is not claimed; else whether it is granted. */
export function claimOf(criterion, answers) {
  if (answers?.not_applicable !== "yes") return null;
  const isGranted = criterion.policy !== "refused" && answers.na_approved === "yes";
  return isGranted ? "not_applicable" : "not_applicable_refused";
}

const CLAIMS = {
  refused: said(
    "đề nghị không tính không được chấp nhận: quy định không cho phép",
    "left-out was asked for and refused: the regulation does not allow it",
  ),
  waiting: said(
    "đề nghị không tính chưa được duyệt: 0 điểm",
    "left-out was asked for and is not approved: 0 points",
  ),
  zero: said("không thuộc chức năng: 0 điểm", "outside its functions: 0 points"),
  full: said("không thuộc chức năng: đủ điểm", "outside its functions: full points"),
  excluded: said(
    "không thuộc chức năng: không tính vào thang điểm",
    "outside its functions: left out of the scale",
  ),
};

function claimWords({ policy }, isGranted) {
  if (policy === "refused") return CLAIMS.refused;
  return isGranted ? (CLAIMS[policy] ?? CLAIMS.excluded) : CLAIMS.waiting;
}

function setByPerson(override, max) {
  const points = between(ZERO, exact(override.points), max);
  const reason = said(
    "{by} ấn định {points} điểm: {reason}",
    "{by} set {points} points: {reason}",
    { by: override.by, points, reason: remarkIn(override.reason) },
  );
  return { status: "overridden", points, applicable: max, reason };
}

function roundedLeaf(found, round) {
  const points = round(found.points);
  if (points.equals(found.points)) return found;
  const values = { reason: found.reason, exact: found.points, points };
  const reason = said("{reason} = {exact}, làm tròn {points}", "{reason} = {exact}, rounded to {points}", values);
  return { ...found, points, reason };
}

/** What a leaf must be: by a person's act, by a claim, or by its rule. */
function leafOf(criterion, form, unit, override, kin) {
  const { max } = criterion;
  const meant = { node: criterion.node, name: criterion.name, max, citation: criterion.cite, parts: [] };
  if (override) return { ...meant, ...setByPerson(override, max) };
  const status = claimOf(criterion, unit.answers[criterion.node]);
  if (status === null) {
    const label = (reference, option) => Rulebook.label(form, criterion, reference, option);
    const desk = new Desk(criterion.node, unit, kin, label);
    const found = award(criterion.rule, max, desk, criterion.node, criterion.condition);
    return { ...meant, ...roundedLeaf(found, criterion.round) };
  }
  const isGranted = status === "not_applicable";
  return {
    ...meant,
    status,
    reason: claimWords(criterion, isGranted),
    points: isGranted && criterion.policy === "full" ? max : ZERO,
    applicable: isGranted && criterion.policy.startsWith("exclude") ? ZERO : max,
    citation: criterion.policyCite || criterion.cite,
  };
}

/**
 * Holds what is printed of one criterion of a form to all that. `unit`: `{answers, previous}`;
 * `kin`: see relations.mjs; `say(field, printed, computed, node)` names each difference.
 */
export function checkLeaf(criterion, printed, { form, unit, override, kin, say }) {
  checkInputs(criterion, form, printed, unit.answers[criterion.node] ?? {}, say);
  compare(leafOf(criterion, form, unit, override, kin), printed, say);
}

function checkInputs(criterion, form, printed, answers, say) {
  const label = (reference, option) => Rulebook.label(form, criterion, reference, option);
  const given = printed.inputs ?? {};
  if (printed.inputs !== undefined && !criterion.inputs.length) say("inputs", given, null);
  for (const name of new Set([...criterion.inputs, ...keysOf(given)])) {
    const meant = criterion.inputs.includes(name) ? answerText(answers[name]) : undefined;
    const told = (answer) =>
      answer === undefined ? null : answerTold(label, name, answer, criterion.asked[name]);
    if (given[name] !== meant) say("inputs", told(given[name]), told(meant));
  }
}

function compare(meant, printed, say) {
  const { node } = meant;
  const told = { ...meant, name: meant.name.vi };
  for (const field of ["node", "name", "status", "max", "applicable", "points"]) {
    const computed = String(told[field]);
    if (printed[field] !== computed) say(field, printed[field], computed, node);
  }
  if (!isSame(printed.reason, meant.reason)) say("reason", printed.reason, meant.reason, node);
  const citation = meant.citation ?? "";
  if (printed.citation !== citation) say("citation", printed.citation, citation, node);
  const given = printed.parts ?? [];
  const ids = (each) => each.map((part) => part.node).join(" ");
  if (ids(given) !== ids(meant.parts) || printed.parts?.length === 0) {
    say("parts", ids(given) || null, ids(meant.parts) || null, node);
    return;
  }
  given.forEach((each, index) => {
    if (each.inputs !== undefined) say("inputs", each.inputs, null, each.node);
    compare(meant.parts[index], each, say);
  });
}
