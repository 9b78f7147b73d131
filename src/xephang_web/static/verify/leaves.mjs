// The sealed leaves, each against its criterion, the answers beside it, and what a person
// granted or set.
import { award } from "./awards.mjs";
import { between, exact, ZERO } from "./exact.mjs";
import { Desk } from "./quantities.mjs";
import { keysOf } from "./sealed.mjs";
import { overrideWords } from "./standing.mjs";

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

/** What a leaf must be: by a person's act, by a claim, or by its rule. */
function leafOf(criterion, unit, override, kin) {
  const { max } = criterion;
  const meant = { node: criterion.node, name: criterion.name, max, citation: criterion.cite, parts: [] };
  if (override) {
    const points = between(ZERO, exact(override.points), max);
    return { ...meant, status: "overridden", points, applicable: max };
  }
  const status = claimOf(criterion, unit.answers[criterion.node]);
  if (status === null) {
    const desk = new Desk(criterion.node, unit, kin);
    const found = award(criterion.rule, max, desk, criterion.node, criterion.condition);
    return { ...meant, ...found, points: criterion.round(found.points) };
  }
  const isGranted = status === "not_applicable";
  return {
    ...meant,
    status,
    points: isGranted && criterion.policy === "full" ? max : ZERO,
    applicable: isGranted && criterion.policy.startsWith("exclude") ? ZERO : max,
    citation: criterion.policyCite || criterion.cite,
  };
}

/**
 * Holds what is printed of one criterion to all that. `unit`: `{answers, previous}`; `kin`:
 * see relations.mjs; `say(field, printed, computed, node)` names each difference.
 */
export function checkLeaf(criterion, printed, unit, override, kin, say) {
  checkInputs(criterion, printed, unit.answers[criterion.node] ?? {}, say);
  compare(leafOf(criterion, unit, override, kin), printed, say);
  const named = override ? overrideWords(override) : [];
  const unnamed = named.filter((each) => !printed.reason.vi.includes(each));
  if (unnamed.length) say("reason", printed.reason, unnamed.join(", "));
}

function checkInputs(criterion, printed, answers, say) {
  const given = printed.inputs ?? {};
  if (printed.inputs !== undefined && !criterion.inputs.length) say("inputs", given, null);
  for (const name of new Set([...criterion.inputs, ...keysOf(given)])) {
    const meant = criterion.inputs.includes(name) ? answerText(answers[name]) : undefined;
    const told = (answer) => (answer === undefined ? null : `${name}: ${answer}`);
    if (given[name] !== meant) say("inputs", told(given[name]), told(meant));
  }
}

function compare(meant, printed, say) {
  const { node } = meant;
  for (const field of ["node", "name", "status", "max", "applicable", "points"]) {
    const computed = String(meant[field]);
    if (printed[field] !== computed) say(field, printed[field], computed, node);
  }
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
