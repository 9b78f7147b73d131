// From exact points to a class: the highest whose conditions all hold.
import { said } from "./sentences.mjs";

const reaches = (value, bound) => value.compare(bound) >= 0;

/** True if the value lies in the band of a class. */
export function isInBand(each, value) {
  return (
    (!each.atLeast || reaches(value, each.atLeast)) &&
    (!each.below || value.compare(each.below) < 0) &&
    (!each.atMost || value.compare(each.atMost) <= 0)
  );
}

/** True if a printed decimal lies where its exact value lies; one on 1/3 stands for 1/3. */
export function isShownWithin(each, value, shown) {
  if (isInBand(each, value) === isInBand(each, shown)) return true;
  const isOnBound = [each.atLeast, each.below, each.atMost].some((bound) => bound?.equals(value));
  return isOnBound && value.isUnending;
}

/** Every lower condition of a class that is missed: the index first, then sections. */
function missed(each, value, sections) {
  const found = [];
  if (each.atLeast && !reaches(value, each.atLeast)) {
    found.push({ section: null, has: value, needs: each.atLeast });
  }
  for (const { section, points } of each.minima) {
    const has = sections.get(section);
    if (!reaches(has, points)) found.push({ section, has, needs: points });
  }
  return found;
}

/** An index as points or percent; null where it is undecided or has none. */
export function measured(index, of) {
  if (!index || index.isUndecided) return null;
  return of === "percent" ? index.percent : index.points;
}

/** True where a section that has a minimum gives this unit nothing to be measured by. */
export const lacksSection = (scheme, sections) =>
  scheme.classes.some((each) =>
    each.minima.some(({ section }) => (sections.get(section) ?? null) === null),
  );

function heldWords(scheme, { name, atLeast, minima }, value) {
  const hasMinima = minima.length > 0;
  const values = { name, value };
  if (hasMinima && !atLeast) {
    return said(
      "mọi nhóm tiêu chí đạt điểm tối thiểu của “{name}”",
      "every section reaches the minimum of “{name}”",
      values,
    );
  }
  if (hasMinima) {
    return said(
      "{value} và điểm từng nhóm tiêu chí đạt “{name}”",
      "{value} and every section's points reach “{name}”",
      values,
    );
  }
  if (scheme.of === "percent") {
    return said("{value} % đạt “{name}”", "{value} % reaches “{name}”", values);
  }
  return said("{value} điểm đạt “{name}”", "{value} points reach “{name}”", values);
}

/**
 * The class by one scheme: `{status, id, cite, next, missing, reason}`; null where its index or a
 * section has no value. `sections`: points of each section within itself, or null.
 */
export function classFor(scheme, indices, sections) {
  const value = measured(indices.get(scheme.index), scheme.of);
  if (value === null || lacksSection(scheme, sections)) return null;
  const misses = (each) => missed(each, value, sections);
  const held = scheme.classes.findIndex(
    (each) => isInBand(each, value) && misses(each).length === 0,
  );
  if (held >= 0) {
    const [own, above] = [scheme.classes[held], scheme.classes[held - 1]];
    return {
      status: "classed",
      id: own.id,
      cite: own.cite || scheme.cite,
      next: above ? above.id : null,
      missing: above ? misses(above) : [],
      reason: heldWords(scheme, own, value),
    };
  }
  const lowest = scheme.classes[scheme.classes.length - 1];
  const missing = misses(lowest);
  if (missing.length) {
    const cite = lowest.cite || scheme.cite;
    const reason = said(
      "dưới mức thấp nhất “{name}”: không xếp hạng",
      "below the lowest class “{name}”: not ranked",
      { name: lowest.name },
    );
    return { status: "below_lowest", id: null, cite, next: lowest.id, missing, reason };
  }
  // Between two bands no class holds: a gap of the text, for a person.
  const reason = said(
    "{value} không thuộc mức nào: quy định để hở khoảng này",
    "{value} lies in no class: the regulation leaves this gap open",
    { value },
  );
  return { status: "in_gap", id: null, cite: scheme.cite, next: null, missing: [], reason };
}

/** The classes of a unit by index, in the order of the schemes; the first is the main one. */
export function classesOf(group, indices, sections, book) {
  const found = new Map();
  for (const scheme of book.schemesOf(group)) {
    const result = classFor(scheme, indices, sections);
    if (result) found.set(scheme.index, result);
  }
  return found;
}
