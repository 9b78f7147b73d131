// Who is assessed at all: the verdict before any points are looked at, and the one after.
import { byCodePoint } from "./sealed.mjs";
import { remarkIn, said } from "./sentences.mjs";

/** The recorded acts of a campaign by unit. */
export class Acts {
  constructor(campaign) {
    const byUnit = (acts) => new Map((acts ?? []).map((each) => [each.unit, each]));
    this.exemptions = byUnit(campaign.exemptions);
    this.rulings = byUnit(campaign.rulings);
    this.successors = new Map();
    const roster = [...campaign.roster].sort((a, b) => byCodePoint(a.unit, b.unit));
    for (const each of roster) {
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

const titleOf = ({ name, unit }) => ((name ?? null) === null ? unit : remarkIn(name).vi);

function exemptWords(member, acts) {
  const exemption = acts.exemptions.get(member.unit);
  if (!exemption) {
    const name = acts.successors.get(member.unit).join(", ");
    return said("đã sắp xếp vào “{name}”", "succeeded by “{name}”", { name });
  }
  const document = exemption.document ? ` (${exemption.document})` : "";
  const values = { reason: remarkIn(exemption.reason), document };
  return said("được miễn: {reason}{document}", "exempt: {reason}{document}", values);
}

function ruledWords({ verdict, document, reason }) {
  const values = { document, reason: remarkIn(reason) };
  if (verdict === "accepted") {
    return said("chấp nhận theo {document}: {reason}", "accepted by {document}: {reason}", values);
  }
  return said("không đánh giá theo {document}: {reason}", "not assessed by {document}: {reason}", values);
}

const NOTHING_CAME = said("không gửi phiếu: không đánh giá", "no form was sent: not assessed");
const NO_RECEIPT = said(
  "có số liệu nhưng không có biên nhận: chờ người có thẩm quyền",
  "there are answers but no receipt: for a person to decide",
);
const NO_ANSWERS = said(
  "có biên nhận nhưng không có số liệu: chờ người có thẩm quyền",
  "there is a receipt but there are no answers: for a person to decide",
);
const NO_FORM = said("nhóm này không có phiếu", "this group has no form");
const ASSESSED = said("được đánh giá", "assessed");

const isEmpty = (answers) => !answers || Object.keys(answers).length === 0;

/**
 * The verdict before scoring, `{verdict, cite, reason}`: `ranked` means that the unit goes on.
 * `late`: what the calendar says (null where it is silent), with the status to go by.
 */
export function standing(member, campaign, acts, late, hasForm) {
  if (acts.exemptions.has(member.unit) || acts.successors.has(member.unit)) {
    return { verdict: "exempt", cite: "", reason: exemptWords(member, acts) };
  }
  const cite = late ? late.cite : "";
  const is = (verdict, reason) => ({ verdict, cite, reason });
  if (late?.status === "not_assessed") return is("not_assessed_late", late.reason);
  const ruling = late?.status === "doubtful" ? acts.rulings.get(member.unit) : null;
  if (late?.status === "doubtful" && !ruling) return is("pending", late.reason);
  if (ruling?.verdict === "not_assessed") return is("not_assessed_late", ruledWords(ruling));
  const isReceived = late !== null && late.status !== "missing";
  const isBlank = isEmpty(campaign.answers[member.unit]);
  // What came was flawed, and came after the last moment by every reading.
  const isFlawed = (campaign.receipts ?? []).some((each) => each.unit === member.unit);
  if (late !== null && !isReceived && isFlawed) return is("not_assessed_missing", late.reason);
  if (isBlank && !isReceived) return is("not_assessed_missing", NOTHING_CAME);
  // Answers without a receipt, a receipt without answers, a group without a form: for a person.
  if (late !== null && !isReceived) return is("pending", NO_RECEIPT);
  if (isBlank) return is("pending", NO_ANSWERS);
  if (!hasForm) return { verdict: "pending", cite: "", reason: NO_FORM };
  const reason = ruling ? ruledWords(ruling) : (late?.reason ?? ASSESSED);
  return { verdict: "ranked", cite: "", reason };
}

/**
 * The verdict once points and classes are known, `{verdict, cite, reason}`. `open`: what a
 * person must decide first, `{cite, reason}`; null where nothing waits.
 */
export function finalVerdict(before, classes, open) {
  if (before.verdict !== "ranked") return before;
  if (open !== null) return { verdict: "pending", ...open };
  const [main] = classes.values();
  if (!main) return before;
  const verdicts = { classed: "ranked", below_lowest: "below_lowest", in_gap: "pending" };
  return { verdict: verdicts[main.status], cite: main.cite, reason: main.reason };
}
