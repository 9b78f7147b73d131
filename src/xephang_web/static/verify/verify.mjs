// Holds a sealed results package to what it says (docs/verifier.md). Pure: bytes in, a
// report out; for a page and for Node alike. Nothing is fetched and nothing is kept.
import { Rulebook } from "./form.mjs";
import { claimOf } from "./leaves.mjs";
import { namesOf } from "./names.mjs";
import { checkTables } from "./placings.mjs";
import { Relations } from "./relations.mjs";
import { namesApart, readOr, Report } from "./report.mjs";
import {
  byCodePoint,
  canonicalText,
  digestOfBytes,
  digestOfText,
  keysOf,
  NotSealed,
  readCanonical,
} from "./sealed.mjs";
import { checkShape, filled, Misshapen } from "./shape.mjs";
import { Acts } from "./standing.mjs";
import { checkUnit, standUnits } from "./units.mjs";

export const FORMAT = "xephang-package/1";
const PARTS = ["regulation", "campaign", "results"];
const LARGEST = 512 * 1024 * 1024;

/**
 * Verify a package. `bytes`: Uint8Array; `printedDigest`: that of the decision, if at hand.
 * Gives `{holds, worded, digest, units, tables, differences}`; `worded`: sentences differ and
 * nothing else. Each difference has `code`, `place`, what it is about, `printed`, `computed`,
 * and the sentence `vi` and `en`. Never throws on
 * what a file holds; throws where the browser has no SHA-256 (a page without https).
 */
export async function verifyPackage(bytes, printedDigest = "") {
  const report = new Report();
  if (bytes.length > LARGEST) return report.end({ code: "too-large", place: "package" });
  report.digest = await digestOfBytes(bytes);
  const wanted = printedDigest.trim().toLowerCase();
  if (wanted && wanted !== report.digest) {
    report.add({ code: "printed-digest", place: "package", printed: wanted, computed: report.digest });
  }
  try {
    const { value, written } = readCanonical(bytes);
    checkContainer(value);
    for (const name of PARTS) {
      const [printed, computed] = [value.digests[name], await digestOfText(written.get(name))];
      if (printed !== computed) report.add({ code: "part-digest", place: name, printed, computed });
    }
    await recompute(value, report);
  } catch (problem) {
    if (problem instanceof NotSealed) {
      return report.end({ code: problem.code, place: "package", at: problem.at, ...problem.values });
    }
    if (problem instanceof Misshapen) {
      return report.end({ code: "unreadable", place: problem.place, why: problem.why });
    }
    throw problem;
  }
  return report.end();
}

function checkContainer(value) {
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  const wanted = ["campaign", "digests", "format", "regulation", "results"];
  const keys = isObject ? keysOf(value) : [];
  if (keys.join() !== wanted.join()) {
    throw new NotSealed("wrong-parts", 0, { why: keys.slice(0, 9).join(", ") });
  }
  if (value.format !== FORMAT) throw new NotSealed("wrong-format", 0, { why: String(value.format) });
  const digests = value.digests;
  const isTable = digests !== null && typeof digests === "object" && !Array.isArray(digests);
  if (!isTable || keysOf(digests).join() !== [...PARTS].sort().join()) {
    throw new NotSealed("wrong-parts", 0, { why: "digests" });
  }
}

/** Work everything out again from decision, roster, answers and leaves; compare. */
async function recompute(value, report) {
  checkShape(value);
  const { results } = value;
  const campaign = filled(value.campaign);
  const book = readOr("regulation", () => new Rulebook(value.regulation));
  report.names = readOr("regulation", () => namesOf(value.regulation, campaign));
  const say = report.at("results", {});
  const pinned = await regulationDigest(value.regulation, book);
  if (results.regulation_digest !== pinned) say("regulation_digest", results.regulation_digest, pinned);
  if (results.regulation !== book.id) say("regulation", results.regulation, book.id);
  if (results.year !== campaign.year) say("year", results.year, campaign.year);
  if (!book.forms.length) throw new Misshapen("regulation", "no-form");
  const acts = new Acts(campaign);
  const members = [...campaign.roster].sort((a, b) => byCodePoint(a.unit, b.unit));
  const ids = (each) => each.map(({ unit }) => unit);
  if (canonicalText(ids(members)) !== canonicalText(ids(results.units))) {
    namesApart(ids(results.units), ids(members), say, "units");
    return;
  }
  const units = standUnits(members, results, { book, campaign, acts, report });
  const granted = (form, answers, id) => {
    const criterion = form.criteria.get(id);
    return !criterion || claimOf(criterion, answers[id]) === "not_applicable";
  };
  const relations = new Relations(units, campaign, book.year, granted);
  const found = [...units.values()].map((each) =>
    readOr(each.place, () => checkUnit(each, { book, acts, report, relations })),
  );
  report.units = found.length;
  readOr("results.tables", () => checkTables(found, results, book, report));
}

/** What a campaign pins: the decision and the forms of its year, with the language. */
async function regulationDigest(written, book) {
  const forms = [];
  for (const each of book.forms) forms.push([await digestOfText(canonicalText(each)), each]);
  forms.sort(([left], [right]) => byCodePoint(left, right));
  const pinned = { forms: forms.map(([, each]) => each), language: "1", regulation: written.regulation };
  return digestOfText(canonicalText(pinned));
}
