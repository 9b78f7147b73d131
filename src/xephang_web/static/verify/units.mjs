// One unit's record: its standing, its leaves, everything that is added up from them, its
// classes and its verdict, each held against what is printed.
import { classesOf, lacksSection } from "./classes.mjs";
import { lateness } from "./deadlines.mjs";
import { checkLeaf } from "./leaves.mjs";
import { isOpen } from "./relations.mjs";
import { readOr } from "./report.mjs";
import { byCodePoint, canonicalText, keysOf } from "./sealed.mjs";
import { isSame, said } from "./sentences.mjs";
import { Misshapen } from "./shape.mjs";
import { finalVerdict, standing } from "./standing.mjs";
import { addForm, addIndices, findNode, isUndecided, leafFrom, ownPoints } from "./totals.mjs";

const FORM_NAME = said("Tổng điểm", "Total");

/**
 * Where each unit stands before any points are looked at, by id: `{member, printed, form,
 * before, counts}`; `counts`: assessed, or for a person. Names what is wrong with lateness.
 */
export function standUnits(members, results, { book, campaign, acts, report }) {
  const found = new Map();
  const lasts = new Map();
  members.forEach((member, index) => {
    const printed = results.units[index];
    const place = `results.units[${member.unit}]`;
    readOr(place, () => {
      const form = book.form(member.group);
      const late = checkLateness(member, printed, { book, campaign, acts, report, place, lasts });
      const before = standing(member, campaign, acts, late, form !== null);
      const counts = before.verdict === "ranked" || before.verdict === "pending";
      found.set(member.unit, { member, printed, form, before, counts, place });
    });
  });
  return found;
}

/**
 * Names every difference in the record of one unit. `unit`: what `standUnits` gave;
 * `context`: book, acts, report, relations. Gives what rank tables need: id, group, parent,
 * verdict, reason, indices, classes, form, printed.
 */
export function checkUnit(unit, context) {
  const { member, printed, form, before, counts, place } = unit;
  const { acts, book, report } = context;
  const about = { unit: member.unit };
  const say = report.at(place, about);
  if (printed.group !== member.group) say("group", printed.group, member.group);
  const isScored = form !== null && (counts || acts.successors.has(member.unit));
  const blank = { indices: new Map(), classes: new Map(), form: null, isOpen: false };
  const scored = isScored && printed.tree ? score(unit, context) : blank;
  for (const field of ["tree", "indices"]) {
    const has = printed[field] ? Object.keys(printed[field]).length : null;
    if ((has !== null) !== isScored) say(field, has, isScored ? field : null);
  }
  const open = scored.isOpen ? openIn(printed.tree, member.group, book) : null;
  const verdict = finalVerdict(before, scored.classes, open);
  if (printed.verdict !== verdict.verdict) say("verdict", printed.verdict, verdict.verdict);
  if (printed.citation !== verdict.cite) say("citation", printed.citation, verdict.cite);
  if (!isSame(printed.reason, verdict.reason)) say("reason", printed.reason, verdict.reason);
  checkClasses(printed, scored.classes, report, place, about);
  const own = { id: member.unit, group: member.group, parent: member.parent, printed };
  return { ...own, ...scored, verdict: verdict.verdict, reason: verdict.reason };
}

/** The leaves against their criteria, then everything that is added up from them. */
function score({ member, printed, form, place }, { book, acts, report, relations }) {
  const about = { unit: member.unit };
  const sheet = relations.sheet(member.unit);
  const kin = relations.kinOf(member.unit);
  const leaves = new Map();
  const nodes = printedNodes(printed.tree);
  for (const [id, criterion] of form.criteria) {
    const own = nodes.get(id);
    const where = `${place}.tree[${id}]`;
    if (!own) throw new Misshapen(where, "missing");
    const say = (field, was, is, node = id) =>
      report.at(`${place}.tree[${node}]`, { ...about, node })(field, was, is);
    const override = acts.overrides.get(`${member.unit}\n${id}`);
    readOr(where, () => checkLeaf(criterion, own, { form, unit: sheet, override, kin, say }));
    leaves.set(id, readOr(where, () => leafFrom(own)));
  }
  const total = addForm(form, leaves, book);
  const whole = { name: FORM_NAME, cite: "", children: [...form.general, ...form.sections] };
  checkNode(whole, total, printed.tree, { report, place, about });
  const indices = addIndices(total, member.group, book);
  checkIndices(printed, indices, report, place, about);
  const sections = new Map();
  const keep = (section) => {
    sections.set(section.node, ownPoints(findNode(total, section.node), book));
    section.children.filter((each) => each.isSection).forEach(keep);
  };
  form.sections.forEach(keep);
  const lacks = book.schemesOf(member.group).some((each) => lacksSection(each, sections));
  return {
    form: total,
    indices,
    classes: classesOf(member.group, indices, sections, book),
    isOpen: isUndecided(total) || lacks,
  };
}

/** The nodes that a person must decide, from the top, with nothing open below them. */
function waitingIn(node) {
  const parts = node.parts ?? [];
  const own = node.status === "pending" && !parts.some(isOpen) ? [node] : [];
  return [...own, ...parts.flatMap(waitingIn)];
}

/** What a person must decide first, `{cite, reason}`; the article else of the first scheme. */
function openIn(tree, group, book) {
  const waiting = waitingIn(tree);
  const ofScheme = book.schemesOf(group).find((each) => each.cite)?.cite ?? "";
  const cite = waiting.find((each) => each.citation)?.citation ?? ofScheme;
  const [first, ...more] = waiting;
  if (!first) {
    const reason = said(
      "có tiêu chí chờ người có thẩm quyền quyết định",
      "some criteria are for a person to decide",
    );
    return { cite, reason };
  }
  const values = { id: first.node, why: first.reason, more: more.length };
  const reason = more.length
    ? said("tiêu chí {id}: {why} (và {more} tiêu chí khác)", "criterion {id}: {why} (and {more} more)", values)
    : said("tiêu chí {id}: {why}", "criterion {id}: {why}", values);
  return { cite, reason };
}

/** What is printed of every node, by id; the first where an id stands twice. */
function printedNodes(tree) {
  const found = new Map();
  const walk = (node) => {
    if (!found.has(node.node)) found.set(node.node, node);
    (node.parts ?? []).forEach(walk);
  };
  walk(tree);
  return found;
}

/** A section, or the whole form, as printed against what its leaves add up to. */
function checkNode(written, computed, printed, context) {
  const { report, place, about } = context;
  const say = report.at(`${place}.tree[${computed.node}]`, { ...about, node: computed.node });
  const meant = { node: computed.node, name: written.name.vi, citation: written.cite, status: computed.status };
  for (const field of ["points", "max", "applicable"]) meant[field] = String(computed[field]);
  for (const field of keysOf(meant)) {
    if (printed[field] !== meant[field]) say(field, printed[field], meant[field]);
  }
  if (!isSame(printed.reason, computed.reason)) say("reason", printed.reason, computed.reason);
  if (printed.inputs !== undefined) say("inputs", printed.inputs, null);
  const parts = printed.parts ?? [];
  const ids = (each) => each.map(({ node }) => node).join(" ");
  if (ids(parts) !== ids(written.children) || printed.parts?.length === 0) {
    say("parts", ids(parts), ids(written.children));
    return;
  }
  written.children.forEach((child, index) => {
    if (child.isSection) checkNode(child, computed.parts[index], parts[index], context);
  });
}

function checkIndices(printed, indices, report, place, about) {
  const given = printed.indices ?? {};
  if (keysOf(given).join() !== [...indices.keys()].sort(byCodePoint).join()) {
    report.at(place, about)("indices", keysOf(given).join(", "), [...indices.keys()].join(", "));
    return;
  }
  for (const [id, index] of indices) {
    const say = report.at(`${place}.indices.${id}`, { ...about, index: id });
    const meant = {
      points: String(index.points),
      max: String(index.max),
      percent: index.percent === null ? null : String(index.percent),
      undecided: index.isUndecided,
    };
    for (const field of Object.keys(meant)) {
      if (given[id][field] !== meant[field]) say(field, given[id][field], meant[field]);
    }
  }
}

function checkClasses(printed, classes, report, place, about) {
  const given = printed.classes ?? {};
  const meantKeys = [...classes.keys()].sort(byCodePoint);
  if (keysOf(given).join() !== meantKeys.join() || (printed.classes && !meantKeys.length)) {
    report.at(place, about)("classes", keysOf(given).join(", ") || null, meantKeys.join(", ") || null);
    return;
  }
  for (const [index, found] of classes) {
    const say = report.at(`${place}.classes.${index}`, { ...about, index });
    const meant = { status: found.status, class: found.id, citation: found.cite, next_class: found.next };
    for (const field of Object.keys(meant)) {
      if (given[index][field] !== meant[field]) say(field, given[index][field], meant[field]);
    }
    const missing = found.missing.map((each) => ({
      has: String(each.has),
      needs: String(each.needs),
      section: each.section,
    }));
    if (!isSame(given[index].reason, found.reason)) say("reason", given[index].reason, found.reason);
    const was = canonicalText(given[index].shortfalls);
    if (was !== canonicalText(missing)) say("shortfalls", given[index].shortfalls, missing);
  }
}

/**
 * Names what is wrong with the printed lateness; gives the status to go by, or null. `lasts`:
 * the last accepted moment of the terms met so far.
 */
function checkLateness(member, printed, { book, campaign, acts, report, place, lasts }) {
  const given = printed.lateness ?? null;
  const isOut = acts.exemptions.has(member.unit) || acts.successors.has(member.unit);
  const late = isOut ? null : lateness(book, campaign, member, given);
  const about = { unit: member.unit };
  if ((given === null) !== (late === null)) {
    report.at(place, about)("lateness", given?.status ?? null, late?.status ?? null);
    return late;
  }
  if (late === null) return null;
  const say = report.at(`${place}.lateness`, about);
  const meant = { received: late.received, deadline: late.deadline, last_accepted: late.lastAccepted };
  for (const field of Object.keys(meant)) {
    if (given[field] !== meant[field]) say(field, given[field], meant[field]);
  }
  if (!late.isPlausible) {
    const field = "last_accepted";
    report.add({ code: "implausible", place: `${place}.lateness.${field}`, field, printed: given[field], ...about });
  }
  const last = lasts.get(late.terms) ?? late.lastAccepted;
  lasts.set(late.terms, last);
  if (last !== late.lastAccepted) say("last_accepted", late.lastAccepted, last);
  if (given.status !== late.status) say("status", given.status, late.status);
  if (given.other_readings.length !== late.readings.length) {
    say("other_readings", given.other_readings.length, late.readings.length);
  }
  late.readings.forEach((meant, index) => {
    const read = given.other_readings[index];
    if (meant === null || !isSame(read, meant)) say("other_readings", read, meant);
  });
  return late;
}
