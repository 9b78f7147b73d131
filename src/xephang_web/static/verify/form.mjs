// The form of one target group: the fixed sections of the decision, filled with what the
// yearly form puts under them (docs/rule-language.md), and everything it says about them.
import { exact, ONE, rounded, sum, ZERO } from "./exact.mjs";
import { keysOf } from "./sealed.mjs";
import { nameIn, plain, said } from "./sentences.mjs";

const listOf = (given) => given ?? [];
/** A number of decimals, 0 to 12 as the language has it. */
function whole(given, otherwise) {
  if (!plain(given)) return otherwise;
  if (!/^(?:[0-9]|1[0-2])$/.test(plain(given))) throw new RangeError(`decimals: ${plain(given)}`);
  return Number(plain(given));
}
const YES_NO = new Map([
  ["yes", said("có", "yes")],
  ["no", said("không", "no")],
]);
const numberOr = (given, otherwise) => (plain(given) ? exact(plain(given)) : otherwise);

/** A function that rounds as declared; none declared: the value as it is. */
function rounding(declared) {
  if (!declared) return (value) => value;
  const [digits, mode] = [whole(declared.digits, 0), plain(declared.mode) || "half_up"];
  return (value) => rounded(value, digits, mode);
}

/** One number for all groups, or one a group; null where there is none for this one. */
function forGroup(declared, group) {
  if (declared === null || declared === undefined) return null;
  if (typeof declared !== "object") return exact(plain(declared));
  const own = declared[group] ?? declared["*"];
  return own === undefined ? null : exact(plain(own));
}

const isFor = (node, group) => {
  const groups = listOf(node.applies_to);
  return groups.length === 0 || groups.includes(group);
};

/** The decision and the forms of one year, ready to be asked. */
export class Rulebook {
  /** `written`: the part "regulation" of a package. Throws on what cannot be read. */
  constructor(written) {
    const file = written.regulation;
    this.written = written;
    this.file = file;
    this.id = plain(file.id);
    this.year = Number(written.year);
    this.forms = written.forms.filter((each) => Number(plain(each.year)) === this.year);
    const policy = file.not_applicable;
    this.policy = policy ? plain(policy.policy) : "refused";
    this.policyCite = policy ? plain(policy.cite) : "";
    /** False where units are judged by percent of what remains. */
    this.rescales = this.policy !== "exclude_percent";
    const declared = file.rounding ?? {};
    this.roundSection = rounding(declared.section);
    this.roundTotal = rounding(declared.total);
    this.leafRounding = declared.leaf;
    this.digits = declared.display ? whole(declared.display.digits, 0) : 2;
    const bounds = file.bounds ?? {};
    this.lowest = numberOr(bounds.least, null);
    this.highest = numberOr(bounds.most, null);
    this.indices = listOf(file.indices).map(indexOf);
    this.schemes = listOf(file.classes).map(schemeOf);
    this.tables = listOf(file.rank_tables).map(tableOf);
    this.milestones = listOf(file.calendar?.milestones);
    this.hasCalendar = Boolean(file.calendar);
    this.groups = new Set(file.groups.map((each) => plain(each.id)));
    this.trees = new Map();
  }

  /**
   * `{general, sections, criteria}` of a group (criteria: each by id), or null where the
   * year has no form for it.
   */
  form(group) {
    if (!this.trees.has(group)) this.trees.set(group, this.#grow(group));
    return this.trees.get(group);
  }

  #grow(group) {
    const form = this.forms.find((each) => each.groups.map(plain).includes(group));
    if (!form || !this.groups.has(group)) return null;
    const added = new Map(form.sections.map((each) => [plain(each.id), each]));
    const sections = this.file.sections.filter((each) => isFor(each, group));
    const general = listOf(form.general).filter((each) => isFor(each, group));
    const made = {
      general: general.map((each) => this.#criterion(each, group)),
      sections: sections.map((each) => this.#section(each, added, group)),
      criteria: new Map(),
    };
    const gather = (node) => {
      if (node.isSection) node.children.forEach(gather);
      else made.criteria.set(node.node, node);
    };
    [...made.general, ...made.sections].forEach(gather);
    return made;
  }

  #section(written, added, group) {
    const more = added.get(plain(written.id)) ?? {};
    const below = [...listOf(written.sections), ...listOf(more.sections)];
    const leaves = [...listOf(written.criteria), ...listOf(more.criteria)];
    const its = (nodes) => nodes.filter((each) => isFor(each, group));
    const children = [
      ...its(below).map((each) => this.#section(each, added, group)),
      ...its(leaves).map((each) => this.#criterion(each, group)),
    ];
    return {
      isSection: true,
      node: plain(written.id),
      name: nameIn(written.name),
      cite: plain(written.cite),
      role: plain(written.role) || "base",
      max: forGroup(written.max, group) ?? sum(children.map((each) => each.max)),
      cap: numberOr(written.cap, null),
      children,
    };
  }

  #criterion(written, group) {
    const node = plain(written.id);
    const max = forGroup(written.max, group) ?? ZERO;
    const own = written.not_applicable;
    return {
      isSection: false,
      node,
      name: nameIn(written.name),
      cite: plain(written.cite),
      max,
      inputs: written.inputs ? keysOf(written.inputs) : [],
      asked: written.inputs ?? Object.create(null),
      policy: own ? plain(own.policy) : this.policy,
      policyCite: own ? plain(own.cite) : this.policyCite,
      round: rounding(written.rounding ?? this.leafRounding),
      condition: written.only_if,
      rule: written.rule,
    };
  }

  /**
   * What a form calls an input (`id`, or `criterion/id`), or one of its options, seen from a
   * criterion; what it does not know is called by its id.
   */
  static label(form, criterion, reference, option) {
    const cut = reference.lastIndexOf("/");
    const asking = cut < 0 ? criterion : form.criteria.get(reference.slice(0, cut));
    const asked = asking?.asked[reference.slice(cut + 1)];
    if (option === undefined) return nameIn(asked ? asked.label : reference);
    const found = listOf(asked?.options).find((each) => plain(each.id) === option);
    return found ? nameIn(found.name) : (YES_NO.get(option) ?? nameIn(option));
  }

  /** The class schemes of a group, in their order. */
  schemesOf(group) {
    return this.schemes.filter((each) => !each.groups.length || each.groups.includes(group));
  }
}

function indexOf(written) {
  return {
    id: plain(written.id),
    groups: listOf(written.groups),
    terms: written.terms.map((each) => ({
      of: plain(each.of),
      weight: numberOr(each.weight, ONE),
    })),
    takesShare: plain(written.take) === "share",
    combine: plain(written.combine) || "sum",
    scale: numberOr(written.scale, ONE),
    round: rounding(written.rounding),
  };
}

function schemeOf(written) {
  return {
    groups: listOf(written.groups),
    index: plain(written.index) || "total",
    of: plain(written.of) || "points",
    cite: plain(written.cite),
    classes: written.classes.map((each) => ({
      id: plain(each.id),
      name: nameIn(each.name),
      cite: plain(each.cite),
      atLeast: numberOr(each.at_least, null),
      below: numberOr(each.below, null),
      atMost: numberOr(each.at_most, null),
      minima: keysOf(each.minima ?? {}).map((section) => ({
        section,
        points: exact(each.minima[section]),
      })),
    })),
  };
}

function tableOf(written) {
  return {
    id: plain(written.id),
    groups: written.groups,
    isWithinParent: plain(written.within) === "parent",
    index: plain(written.index) || "total",
    of: plain(written.of) || "points",
    isClassFirst: plain(written.order) === "class_first",
    ties: plain(written.ties) || "competition",
    precision: whole(written.precision, null),
    tieBreak: listOf(written.tie_break),
  };
}
