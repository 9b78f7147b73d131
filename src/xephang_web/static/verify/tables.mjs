// Rank tables: exact values from the highest down, ties as declared, and as many decimals
// as it takes that no printed value contradicts its class or its neighbours.
import { fixed, rounded, ZERO } from "./exact.mjs";
import { isShownWithin, measured } from "./classes.mjs";
import { byCodePoint } from "./sealed.mjs";
import { findNode } from "./totals.mjs";

/** One entry a unit: what it is ranked by, from the first that counts to the last. */
function entryOf(unit, table, scheme) {
  const value = measured(unit.indices.get(table.index), table.of);
  if (value === null) return null;
  const own = scheme ? unit.classes.get(scheme.index) : null;
  const position = own?.id ? scheme.classes.findIndex((each) => each.id === own.id) : 0;
  const main = unit.classes.get(table.index) ?? [...unit.classes.values()][0];
  const atTies = table.precision === null ? value : rounded(value, table.precision);
  const breakers = table.tieBreak.map(
    (node) => (unit.indices.get(node) ?? findNode(unit.form, node))?.points ?? ZERO,
  );
  return {
    unit: unit.id,
    value,
    atTies,
    classId: main ? main.id : null,
    position: table.isClassFirst ? position : 0,
    breakers,
  };
}

/** Below zero where `left` stands before `right`; 0 where nothing tells them apart. */
function merit(left, right) {
  if (left.position !== right.position) return left.position - right.position;
  const byValue = right.atTies.compare(left.atTies);
  if (byValue) return byValue;
  for (const [index, own] of left.breakers.entries()) {
    const byBreaker = right.breakers[index].compare(own);
    if (byBreaker) return byBreaker;
  }
  return 0;
}

/** Entries that tie on their value, together, from the lowest up. */
function levelsOf(entries) {
  const levels = [];
  for (const entry of [...entries].sort((a, b) => a.value.compare(b.value))) {
    const level = levels.at(-1);
    if (level && level[0].atTies.equals(entry.atTies)) level.push(entry);
    else levels.push([entry]);
  }
  return levels;
}

/** The text of each entry's value: more decimals until class and neighbours are told apart. */
function showValues(entries, scheme, table, digits) {
  const bands = scheme && scheme.of === table.of ? scheme.classes : [];
  const levels = levelsOf(entries);
  const isClear = (value, shown, wanted, rivals) =>
    bands.every((each) => isShownWithin(each, value, shown)) &&
    rivals.every((each) => !rounded(each, wanted).equals(shown));
  levels.forEach((level, index) => {
    const rivals = [levels[index - 1]?.at(-1), levels[index + 1]?.at(0)]
      .filter(Boolean)
      .map((each) => each.value);
    for (const entry of level) {
      let [wanted, shown] = [digits, rounded(entry.value, digits)];
      while (!shown.equals(entry.value) && !isClear(entry.value, shown, wanted, rivals)) {
        wanted += 1;
        shown = rounded(entry.value, wanted);
      }
      entry.shown = fixed(entry.value, wanted);
    }
  });
}

/** The ranked rows of one table, from the first place down. */
function rankRows(units, table, scheme, digits) {
  const entries = units
    .filter((each) => each.verdict === "ranked")
    .map((each) => entryOf(each, table, scheme))
    .filter(Boolean)
    .sort((a, b) => merit(a, b) || byCodePoint(a.unit, b.unit));
  showValues(entries, scheme, table, digits);
  const shares = (a, b) => Boolean(a && b) && table.ties !== "ordinal" && merit(a, b) === 0;
  let distinct = 0;
  entries.forEach((entry, index) => {
    const above = entries[index - 1];
    entry.isTied = shares(above, entry) || shares(entry, entries[index + 1]);
    if (shares(above, entry)) {
      entry.rank = above.rank;
      return;
    }
    distinct += 1;
    entry.rank = table.ties === "dense" ? distinct : index + 1;
  });
  return entries;
}

/**
 * Every table of the decision, one a parent where it ranks within parents.
 * `units`: `{id, group, parent, verdict, indices, classes, form}` of the whole roster.
 * Gives `{id, parent, rows, others}`; `others` are the members without a place, by id.
 */
export function rankTables(units, book) {
  return book.tables.flatMap((table) => {
    const members = units.filter((each) => table.groups.includes(each.group));
    const scheme = table.groups
      .map((group) => book.schemesOf(group).find((each) => each.index === table.index))
      .find(Boolean);
    const make = (parent, below) => {
      const rows = rankRows(below, table, scheme, book.digits);
      const placed = new Set(rows.map((each) => each.unit));
      const others = below
        .filter((each) => !placed.has(each.id))
        .sort((a, b) => byCodePoint(a.id, b.id));
      return { id: table.id, parent, rows, others };
    };
    if (!table.isWithinParent) return [make(null, members)];
    const parents = [...new Set(members.map((each) => each.parent ?? ""))].sort(byCodePoint);
    return parents.map((parent) =>
      make(parent, members.filter((each) => (each.parent ?? "") === parent)),
    );
  });
}
