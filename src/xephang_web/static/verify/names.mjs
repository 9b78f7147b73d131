// What a package itself calls its units, tables, classes, groups and indices, so that a
// difference is told in those words and not by ids.
import { nameIn, plain, said } from "./sentences.mjs";

const KINDS = ["units", "tables", "classes", "groups", "indices", "items"];

/** No names: for what is found before a package can be read. */
export const NO_NAMES = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));

const listOf = (given) => (Array.isArray(given) ? given : []);

/**
 * `{units, tables, classes, groups, indices, items}`: each a map from an id to `{vi, en}`; of
 * items only those that the law gives no number, which their ids then do not have either.
 */
export function namesOf({ regulation: written, forms }, campaign) {
  const named = (nodes, key = "id") => {
    const found = listOf(nodes).filter((each) => each?.[key] !== undefined && each.name);
    return new Map(found.map((each) => [plain(each[key]), nameIn(each.name)]));
  };
  const schemes = listOf(written.classes).map((each) => named(each?.classes));
  return {
    units: named(campaign.roster, "unit"),
    tables: named(written.rank_tables),
    // Ids of classes are the same in every scheme, or stay ids.
    classes: new Map(schemes.flatMap((each) => [...each]).filter(([id, name]) => isOne(schemes, id, name))),
    groups: named(written.groups),
    items: named(itemsIn([written, ...listOf(forms)]).filter(({ id }) => !/[0-9]/.test(plain(id)))),
    indices: named(written.indices).set("total", said("tổng điểm", "total")),
  };
}

/** Sections and criteria, however deep, of a decision and of forms. */
function itemsIn(nodes) {
  const below = nodes.flatMap((each) => ["general", "sections", "criteria"].flatMap((kind) => listOf(each?.[kind])));
  return below.length ? [...below, ...itemsIn(below)] : [];
}

const isOne = (schemes, id, name) => schemes.every((each) => (each.get(id) ?? name).vi === name.vi);

/** One answer told by its question: `answer` in the words of its option, where it has some. */
export function answerTold(label, name, answer, asked) {
  const question = asked ? label(name) : nameIn(name);
  const isChosen = asked && (asked.options || plain(asked.type) === "yes_no");
  return said("{question}: {answer}", "{question}: {answer}", {
    question,
    answer: isChosen ? label(name, answer) : answer,
  });
}

/** The way to a place of a package: `results.units[A].citation` as its names and ids. */
export function stepsTo(place) {
  const steps = [];
  for (const [, name, id] of place.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (name !== undefined) steps.push({ name, id: null });
    else if (steps.length) steps.at(-1).id = id;
  }
  return steps;
}

/** A value that names something (a class, a table with its parent) in the package's words. */
export function named(value, names, kind) {
  if (typeof value !== "string" || !(kind in names)) return value;
  const one = (id) => {
    const [, own, rest] = /^(.*?)( \(.*\))?$/s.exec(id);
    const found = names[kind].get(own);
    return found ? said("“{name}”{rest}", "“{name}”{rest}", { name: found, rest: rest ?? "" }) : said(id, id);
  };
  const parts = value.split(", ").map(one);
  return { vi: parts.map(({ vi }) => vi).join(", "), en: parts.map(({ en }) => en).join(", ") };
}
