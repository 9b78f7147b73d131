// The shape of the parts "campaign" and "results": which entries stand where, of what type.
import { keysOf } from "./sealed.mjs";

/** Something in a part that is not as packages have it. `place`: where; `why`: type, unknown, missing, or words. */
export class Misshapen extends Error {
  constructor(place, why) {
    super(`${place}: ${why}`);
    this.place = place;
    this.why = why;
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const of = (test) => (value, place) => {
  if (!test(value)) throw new Misshapen(place, "type");
};
const text = of((value) => typeof value === "string");
const like = (pattern) => of((value) => typeof value === "string" && pattern.test(value));
const moment = like(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d))?$/);
const day = like(/^\d{4}-\d\d-\d\d$/);
const flag = of((value) => typeof value === "boolean");
const whole = of((value) => typeof value === "bigint");
const orNull = (shape) => (value, place) => {
  if (value !== null) shape(value, place);
};
const list = (shape) => (value, place) => {
  if (!Array.isArray(value)) throw new Misshapen(place, "type");
  value.forEach((each, index) => shape(each, `${place}[${each?.unit ?? index}]`));
};
/** An object from any name to a shape. */
const table = (shape) => (value, place) => {
  if (!isObject(value)) throw new Misshapen(place, "type");
  for (const key of keysOf(value)) shape(value[key], `${place}.${key}`);
};
/** An object of known entries; a name that ends in `?` may be missing. */
const entries = (wanted) => {
  const shapes = new Map(Object.entries(wanted).map(([key, shape]) => [key.replace("?", ""), shape]));
  const needed = Object.keys(wanted).filter((key) => !key.endsWith("?"));
  return (value, place) => {
    if (!isObject(value)) throw new Misshapen(place, "type");
    for (const key of keysOf(value)) {
      if (!shapes.has(key)) throw new Misshapen(`${place}.${key}`, "unknown");
      shapes.get(key)(value[key], `${place}.${key}`);
    }
    for (const key of needed) if (!(key in value)) throw new Misshapen(`${place}.${key}`, "missing");
  };
};
const either = (one, other) => (value, place) => (Array.isArray(value) ? one : other)(value, place);

const name = either(text, (value, place) => (isObject(value) ? given : text)(value, place));
const given = entries({ "en?": orNull(text), vi: text });
const words = entries({ en: text, vi: text });
const answers = table(table(table(either(list(table(text)), text))));

const CAMPAIGN = entries({
  year: whole,
  "illustrative?": flag,
  roster: list(
    entries({
      unit: text,
      group: text,
      "name?": orNull(name),
      "parent?": orNull(text),
      "predecessors?": list(text),
      "restricted?": flag,
    }),
  ),
  "receipts?": orNull(
    list(entries({ unit: text, at: moment, "channel?": text, "complete?": flag })),
  ),
  "extensions?": list(
    entries({ milestone: text, before: day, "unit?": orNull(text), document: text }),
  ),
  "exemptions?": list(entries({ unit: text, reason: name, "document?": text })),
  "rulings?": list(entries({ unit: text, verdict: text, reason: name, document: text })),
  "overrides?": list(
    entries({
      unit: text,
      criterion: text,
      points: text,
      reason: name,
      by: text,
      "basis?": text,
    }),
  ),
  "answers?": answers,
  "previous?": answers,
});

const node = (value, place) => NODE(value, place);
const NODE = entries({
  node: text,
  name: text,
  points: text,
  max: text,
  applicable: text,
  status: text,
  reason: words,
  citation: text,
  "inputs?": table(text),
  "parts?": list(node),
});
const UNIT = entries({
  unit: text,
  group: text,
  verdict: text,
  reason: words,
  citation: text,
  "lateness?": entries({
    status: text,
    received: orNull(text),
    deadline: text,
    last_accepted: text,
    other_readings: list(words),
  }),
  "indices?": table(entries({ points: text, max: text, percent: orNull(text), undecided: flag })),
  "tree?": node,
  "classes?": table(
    entries({
      status: text,
      class: orNull(text),
      reason: words,
      citation: text,
      next_class: orNull(text),
      shortfalls: list(entries({ section: orNull(text), has: text, needs: text })),
    }),
  ),
});
const RESULTS = entries({
  regulation: text,
  regulation_digest: text,
  year: whole,
  units: list(UNIT),
  tables: list(
    entries({
      table: text,
      parent: orNull(text),
      rows: list(
        entries({
          rank: whole,
          tied: flag,
          unit: text,
          value: text,
          shown: text,
          class: orNull(text),
        }),
      ),
      not_ranked: list(entries({ unit: text, verdict: text, reason: words, citation: text })),
    }),
  ),
});
const REGULATION = entries({
  regulation: table(() => {}),
  forms: list(table(() => {})),
  year: whole,
});

/** Throws Misshapen at the first entry of a package that is missing, unknown or of a wrong type. */
export function checkShape(value) {
  REGULATION(value.regulation, "regulation");
  CAMPAIGN(value.campaign, "campaign");
  RESULTS(value.results, "results");
}

/** A campaign with what may be left out filled in. */
export function filled(campaign) {
  return {
    year: campaign.year,
    receipts: campaign.receipts?.map((each) => ({ channel: "system", complete: true, ...each })) ?? null,
    extensions: (campaign.extensions ?? []).map((each) => ({ unit: null, ...each })),
    exemptions: campaign.exemptions ?? [],
    rulings: campaign.rulings ?? [],
    overrides: campaign.overrides ?? [],
    answers: campaign.answers ?? Object.create(null),
    previous: campaign.previous ?? Object.create(null),
    roster: campaign.roster.map((each) => ({ parent: null, predecessors: [], ...each })),
  };
}
