// What a criterion takes from elsewhere: the block of units it is compared with, units below
// it, units it succeeded, other leaves of its form. Points of others are those printed; each
// of them is itself held against what it must be.
import { exact } from "./exact.mjs";
import { Desk, measure, NotAnswered, NoValue } from "./quantities.mjs";
import { canonicalText } from "./sealed.mjs";

const OPEN = new Set(["pending", "known_after_closing"]);
const EMPTY = Object.freeze(Object.create(null));
/** True where a printed node, or any below it, waits for a person or for other units. */
export const isOpen = (node) => OPEN.has(node.status) || (node.parts ?? []).some(isOpen);
const find = (tree, id) => {
  if (tree.node === id) return tree;
  for (const each of tree.parts ?? []) {
    const found = find(each, id);
    if (found) return found;
  }
  return null;
};

/** All units of a campaign as their relatives see them. */
export class Relations {
  /**
   * `units`: `{member, counts, printed, form}` by id; `counts`: assessed, or for a person.
   * `granted(form, answers, criterion)`: true where not applicable is granted.
   */
  constructor(units, campaign, year, granted) {
    this.units = units;
    this.campaign = campaign;
    this.year = year;
    this.granted = granted;
    this.blocks = new Map();
    this.children = new Map();
    for (const each of units.values()) {
      const { parent } = each.member;
      if (!each.counts || !parent) continue;
      if (!this.children.has(parent)) this.children.set(parent, []);
      this.children.get(parent).push(each);
    }
  }
  sheet(id) {
    const { answers, previous } = this.campaign;
    return { answers: answers[id] ?? EMPTY, previous: previous[id] ?? EMPTY };
  }
  /** What the criteria of one unit may ask. */
  kinOf(id) {
    const { member, printed } = this.units.get(id);
    const children = this.children.get(id) ?? [];
    const before = member.predecessors.map((each) => this.units.get(each)).filter(Boolean);
    return {
      year: this.year,
      block: (criterion, quantity) => this.block(member.group, criterion, quantity),
      below: (wanted) => this.#taken(children.filter((each) => isOfGroup(each, wanted)), wanted),
      before: (wanted) => this.#taken(before, wanted),
      points: (node) => pointsOf(printed, node),
    };
  }
  /** A quantity's value for every unit of a group that has one. */
  block(group, criterion, quantity) {
    const key = `${group}\n${criterion}\n${canonicalText(quantity)}`;
    if (!this.blocks.has(key)) this.blocks.set(key, this.#measured(group, criterion, quantity));
    return this.blocks.get(key);
  }
  #measured(group, criterion, quantity) {
    const values = [];
    for (const [id, { member, counts, form }] of this.units) {
      if (!counts || !form || member.group !== group) continue;
      const sheet = this.sheet(id);
      if (this.granted(form, sheet.answers, criterion)) continue;
      try {
        values.push(measure(quantity, new Desk(criterion, sheet, this.kinOf(id))));
      } catch (problem) {
        if (!(problem instanceof NotAnswered || problem instanceof NoValue)) throw problem;
      }
    }
    return values;
  }
  #taken(units, wanted) {
    const values = units.filter((each) => each.form).map((each) => this.#one(each, wanted));
    return values.filter((each) => each !== null);
  }
  #one({ member, printed }, wanted) {
    if (wanted.take === "input") {
      const cut = wanted.of.lastIndexOf("/");
      const given = this.sheet(member.unit).answers[wanted.of.slice(0, cut)]?.[wanted.of.slice(cut + 1)];
      return typeof given === "string" ? exact(given) : null;
    }
    const node = printed.tree && (wanted.of ? find(printed.tree, wanted.of) : printed.tree);
    if (!node || isOpen(node)) return null;
    if (wanted.take === "points") return exact(node.points);
    const applicable = exact(node.applicable);
    return applicable.isZero ? null : exact(node.points).over(applicable);
  }
}

const isOfGroup = ({ member }, { groups }) => !groups?.length || groups.includes(member.group);

/** The printed points of another leaf; one that waits for a person hands that on. */
function pointsOf(printed, id) {
  const node = printed.tree && find(printed.tree, id);
  if (!node) throw new RangeError(`no criterion ${id}`);
  if (OPEN.has(node.status)) throw new NoValue(node.reason);
  return exact(node.points);
}
