// Who is assessed at all: the verdict before any points are looked at, and the one after.

/** The recorded acts of a campaign by unit. */
export class Acts {
  constructor(campaign) {
    const byUnit = (acts) => new Map((acts ?? []).map((each) => [each.unit, each]));
    this.exemptions = byUnit(campaign.exemptions);
    this.rulings = byUnit(campaign.rulings);
    this.successors = new Map();
    for (const each of campaign.roster) {
      for (const before of each.predecessors) {
        this.successors.set(before, [...(this.successors.get(before) ?? []), titleOf(each)]);
      }
    }
    this.overrides = new Map();
    for (const each of campaign.overrides) {
      this.overrides.set(`${each.unit}\n${each.criterion}`, each);
    }
  }
}

const vietnamese = (given) => (typeof given === "string" ? given : (given?.vi ?? "")).trim();
const titleOf = (member) => vietnamese(member.name) || member.unit;

/** What a unit's reason must name where an act leaves it out: no other words are looked at. */
export function namedWords(member, acts) {
  const exemption = acts.exemptions.get(member.unit);
  if (exemption) return [vietnamese(exemption.reason), exemption.document ?? ""];
  return acts.successors.get(member.unit) ?? [];
}

/** What the reason of a leaf must name whose points a person set. */
export const overrideWords = (override) => [override.by, vietnamese(override.reason)];

const goesOn = { verdict: "ranked", cite: "" };
const isEmpty = (answers) => !answers || Object.keys(answers).length === 0;

/**
 * The verdict before scoring, `{verdict, cite}`: `ranked` means that the unit goes on.
 * `late`: what the calendar says (null where it is silent), with the status to go by.
 */
export function standing(member, campaign, acts, late, hasForm) {
  if (acts.exemptions.has(member.unit) || acts.successors.has(member.unit)) {
    return { verdict: "exempt", cite: "" };
  }
  const cite = late ? late.cite : "";
  if (late?.status === "not_assessed") return { verdict: "not_assessed_late", cite };
  if (late?.status === "doubtful") {
    const ruling = acts.rulings.get(member.unit);
    if (!ruling) return { verdict: "pending", cite };
    if (ruling.verdict === "not_assessed") return { verdict: "not_assessed_late", cite };
  }
  const isReceived = late !== null && late.status !== "missing";
  const isBlank = isEmpty(campaign.answers[member.unit]);
  // What came was flawed, and came after the last moment by every reading.
  const isFlawed = (campaign.receipts ?? []).some((each) => each.unit === member.unit);
  if (late !== null && !isReceived && isFlawed) return { verdict: "not_assessed_missing", cite };
  if (isBlank && !isReceived) return { verdict: "not_assessed_missing", cite };
  // Answers without a receipt, a receipt without answers, a group without a form: for a person.
  if (late !== null && !isReceived) return { verdict: "pending", cite };
  if (isBlank) return { verdict: "pending", cite };
  if (!hasForm) return { verdict: "pending", cite: "" };
  return goesOn;
}

/**
 * The verdict once points and classes are known, `{verdict, cite}`. `openCite`: the article of
 * what a person must decide first; null where nothing waits.
 */
export function finalVerdict(before, classes, openCite) {
  if (before.verdict !== "ranked") return before;
  if (openCite !== null) return { verdict: "pending", cite: openCite };
  const [main] = classes.values();
  if (!main) return before;
  const verdicts = { classed: "ranked", below_lowest: "below_lowest", in_gap: "pending" };
  return { verdict: verdicts[main.status], cite: main.cite };
}
