// What is found, in plain Vietnamese and English.
import { named, NO_NAMES, stepsTo } from "./names.mjs";

const FIELDS = {
  points: ["điểm", "points"],
  max: ["điểm tối đa", "maximum"],
  applicable: ["điểm tối đa áp dụng", "applicable maximum"],
  status: ["tình trạng", "status"],
  node: ["mã mục", "id of the item"],
  name: ["tên mục", "name of the item"],
  citation: ["điều khoản viện dẫn", "article cited"],
  inputs: ["số liệu đã trả lời", "answers"],
  parts: ["các mục bên dưới", "items below"],
  percent: ["tỷ lệ phần trăm", "percent"],
  undecided: ["còn chờ quyết định", "waits for a decision"],
  indices: ["các chỉ số", "indices"],
  class: ["mức xếp loại", "class"],
  classes: ["xếp loại", "classes"],
  next_class: ["mức kế trên", "next class up"],
  shortfalls: ["điểm còn thiếu", "what is missing"],
  verdict: ["kết luận", "verdict"],
  group: ["nhóm đối tượng", "target group"],
  rank: ["thứ hạng", "rank"],
  tied: ["đồng hạng", "shares its rank"],
  shown: ["điểm được in", "printed value"],
  value: ["điểm xếp hạng", "value ranked by"],
  unit: ["đơn vị", "unit"],
  units: ["danh sách đơn vị", "list of units"],
  tables: ["danh sách bảng", "list of tables"],
  table: ["bảng", "table"],
  parent: ["đơn vị cấp trên", "parent unit"],
  rows: ["các dòng của bảng", "rows of the table"],
  not_ranked: ["đơn vị không xếp hạng", "units not ranked"],
  reason: ["lý do", "reason"],
  tree: ["cây điểm", "tree of points"],
  lateness: ["kết luận về thời hạn", "verdict on lateness"],
  received: ["thời điểm nhận", "moment of receipt"],
  deadline: ["hạn nộp", "deadline"],
  last_accepted: ["thời điểm nhận cuối cùng", "last accepted moment"],
  other_readings: ["cách hiểu khác", "other readings"],
  regulation: ["quy định", "regulation"],
  regulation_digest: ["mã băm của quy định", "digest of the regulation"],
  year: ["năm", "year"],
  // Parts of the file, and what stands in them.
  campaign: ["đợt đánh giá", "campaign"],
  results: ["kết quả", "results"],
  digests: ["các mã băm", "digests"],
  format: ["dạng của gói", "form of the package"],
  form: ["tổng điểm", "total"],
  forms: ["các phiếu", "forms"],
  roster: ["danh sách đơn vị", "roster"],
  illustrative: ["là số liệu minh họa", "is illustrative"],
  predecessors: ["các đơn vị trước khi sắp xếp", "units it came from"],
  restricted: ["số liệu không công khai", "figures not public"],
  receipts: ["biên nhận", "receipts"],
  at: ["thời điểm", "moment"],
  channel: ["kênh nhận", "channel"],
  complete: ["đủ hồ sơ", "is complete"],
  extensions: ["gia hạn", "extensions"],
  milestone: ["mốc thời gian", "milestone"],
  before: ["trước ngày", "before"],
  document: ["văn bản", "document"],
  exemptions: ["miễn đánh giá", "exemptions"],
  rulings: ["quyết định về phiếu nghi vấn", "rulings on doubtful forms"],
  overrides: ["điểm ấn định", "points set"],
  criterion: ["tiêu chí", "criterion"],
  by: ["người ấn định", "who set them"],
  basis: ["căn cứ", "basis"],
  answers: ["số liệu", "answers"],
  previous: ["số liệu năm trước", "last year's answers"],
  section: ["mục", "section"],
  has: ["đạt được", "reached"],
  needs: ["cần có", "needed"],
  vi: ["tiếng Việt", "in Vietnamese"],
  en: ["tiếng Anh", "in English"],
};

// Of a list, one entry; its first is 1 where it has no name of its own.
const ONE_OF = {
  units: ["đơn vị", "unit"],
  roster: ["danh sách đơn vị, đơn vị", "roster, unit"],
  tables: ["bảng", "table"],
  rows: ["dòng của", "row of"],
  not_ranked: ["không xếp hạng,", "not ranked,"],
  tree: ["mục", "item"],
};
const COUNTED = new Set(["tables", "extensions", "predecessors", "parts", "shortfalls", "other_readings"]);

const PENDING = ["chờ quyết định", "pending"];
const STATES = {
  // of a unit
  ranked: ["được xếp hạng", "ranked"],
  below_lowest: ["dưới mức thấp nhất", "below the lowest class"],
  not_assessed_late: ["không đánh giá (nộp trễ)", "not assessed (late)"],
  not_assessed_missing: ["không đánh giá (không nộp)", "not assessed (missing)"],
  exempt: ["được miễn", "exempt"],
  pending: PENDING,
  // of an item
  scored: ["đã chấm", "scored"],
  unanswered: ["chưa trả lời", "not answered"],
  not_applicable: ["không áp dụng", "not applicable"],
  not_applicable_refused: ["không chấp nhận loại trừ", "left-out refused"],
  not_scored: ["thông tin, không tính điểm", "information, not scored"],
  known_after_closing: ["biết sau khi khóa sổ", "known after closing"],
  overridden: ["điểm ấn định", "points set"],
  // of a class
  classed: ["đạt một mức", "classed"],
  in_gap: ["rơi vào khoảng không mức nào", "in a gap between classes"],
  // of a form that came, or did not
  on_time: ["đúng hạn", "on time"],
  late_within_grace: ["trễ, trong thời gian được nhận thêm", "late, within the grace"],
  recorded_late: ["trễ, ghi nhận", "late and recorded"],
  not_assessed: ["không đánh giá", "not assessed"],
  missing: ["không gửi", "missing"],
  doubtful: ["nghi vấn", "doubtful"],
};
const STATE_FIELDS = new Set(["status", "verdict", "lateness"]);
const KIND_OF = {
  class: "classes",
  next_class: "classes",
  group: "groups",
  tables: "tables",
  indices: "indices",
  classes: "indices",
};

const WHY = {
  type: ["kiểu dữ liệu không đúng", "it is of a wrong type"],
  unknown: ["không có mục nào tên này", "there is no such entry"],
  missing: ["thiếu mục này", "it is missing"],
  "no-form": ["không có phiếu của năm này", "there is no form of that year"],
};
// What cannot be read stands behind these words, and is repeated as it is written.
const UNREAD = {
  "no criterion": "không có tiêu chí",
  "zero denominator": "mẫu số bằng không",
  "not an exact number": "không phải số chính xác",
  "unknown rounding": "không rõ cách làm tròn",
  decimals: "số chữ số thập phân",
  "not a moment": "không phải thời điểm",
  "not a date of a regulation": "không phải ngày của quy định",
  "not a number of days": "không phải số ngày",
  "unknown quantity": "không rõ đại lượng",
  "unknown method": "không rõ phương pháp",
  "unknown kind of rule": "không rõ cách tính điểm",
};
const ABSENT = { vi: "không có", en: "nothing" };
const SENTENCES = {
  "not-utf8": ["tệp không phải gói kết quả: không phải chữ UTF-8", "not a package: it is not UTF-8 text"],
  "not-canonical": [
    "tệp không ở dạng chuẩn tắc tại ký tự {at}: tệp đã bị sửa hoặc không phải gói kết quả",
    "the file is not in canonical form at character {at}: it was changed, or is no package",
  ],
  "too-deep": ["tệp không phải gói kết quả: lồng quá sâu", "not a package: it nests too deeply"],
  "too-large": ["tệp quá lớn để là gói kết quả", "the file is too large to be a package"],
  "wrong-parts": [
    "tệp không phải gói kết quả: thiếu hoặc thừa phần ({why})",
    "not a package: a part is missing or too many ({why})",
  ],
  "wrong-format": ["không rõ dạng của gói: {why}", "unknown form of package: {why}"],
  "printed-digest": [
    "mã băm của gói là {computed}, khác với mã in trong quyết định {printed}",
    "the digest of the package is {computed}, not the one printed in the decision, {printed}",
  ],
  "part-digest": [
    "phần “{place}” đã thay đổi: gói ghi mã băm {printed}, tính lại được {computed}",
    "part “{place}” was changed: the package says digest {printed}, it comes out as {computed}",
  ],
  unreadable: [
    "không chấm lại được từ phần “{place}”: {why}",
    "it cannot be worked out again from part “{place}”: {why}",
  ],
  implausible: [
    "{where}: {field} là {printed}, không thể như vậy",
    "{where}: {field} is {printed}, which cannot be",
  ],
  differs: [
    "{where}: {field} được ghi là {printed}, tính lại được {computed}",
    "{where}: {field} is printed as {printed}, it comes out as {computed}",
  ],
};

/** A value in words: a sentence in its language, what is missing as `12 < 15`. */
function plain(value, language) {
  if (value === null || value === undefined) return ABSENT[language];
  if (Array.isArray(value)) return value.map((each) => plain(each, language)).join(", ") || ABSENT[language];
  if (typeof value === "boolean") return { vi: ["không", "có"], en: ["no", "yes"] }[language][Number(value)];
  if (typeof value !== "object") return String(value) || "“”";
  if (language in value) return `“${value[language]}”`;
  if ("needs" in value) return `${value.section ? `${value.section}: ` : ""}${value.has} < ${value.needs}`;
  const entries = Object.keys(value).map((key) => `${key}: ${plain(value[key], language)}`);
  return entries.join("; ") || ABSENT[language];
}

/** What a difference says of a value: states, classes, tables and groups in their words. */
function inWords(value, field, names) {
  if (STATE_FIELDS.has(field) && Object.hasOwn(STATES, value)) return STATES[value];
  return Object.hasOwn(KIND_OF, field) ? named(value, names, KIND_OF[field]) : value;
}

/** `inWords` in one language; words of a state and of a name are shown without more quotes. */
function told(value, field, names, language) {
  const words = inWords(value, field, names);
  if (words === value || words === null || words === undefined) return plain(value, language);
  return Array.isArray(words) ? words[Number(language === "en")] : words[language];
}

/** Two values told apart: where the same words mean two things, as they are written. */
function toldApart(found, names, language) {
  const both = [found.printed, found.computed];
  const shown = both.map((each) => told(each, found.field, names, language));
  return shown[0] === shown[1] ? both.map((each) => plain(each, language)) : shown;
}

/** A place of the file in words: `results.units[A].citation` as results, unit A, article cited. */
function placeInWords(place, position) {
  const steps = stepsTo(place ?? "").map(({ name, id }) => {
    if (id === null) return Object.hasOwn(FIELDS, name) ? FIELDS[name][position] : name;
    const shown = COUNTED.has(name) && /^[0-9]+$/.test(id) ? Number(id) + 1 : id;
    const word = (Object.hasOwn(ONE_OF, name) ? ONE_OF : FIELDS)[name]?.[position] ?? name;
    return `${word} ${shown}`;
  });
  return steps.join(", ");
}

/** Why something cannot be read: our words, and what was found as it is written. */
function whyInWords(why, code, position) {
  if (why === undefined) return why;
  if (Object.hasOwn(WHY, why)) return WHY[why][position];
  if (code === "wrong-parts") {
    return why.split(", ").map((each) => (Object.hasOwn(FIELDS, each) ? FIELDS[each][position] : each)).join(", ");
  }
  const known = Object.keys(UNREAD).find((each) => why.startsWith(each));
  return known && position === 0 ? UNREAD[known] + why.slice(known.length) : why;
}

/** The language that tells two sentences apart: that of the page, if it does. */
function tellingLanguage(printed, computed, language) {
  const isSentence = (value) => value !== null && typeof value === "object" && "vi" in value;
  const areAlike = isSentence(printed) && isSentence(computed) && printed[language] === computed[language];
  return areAlike ? { vi: "en", en: "vi" }[language] : language;
}

const MOST_SHOWN = 80;
const BEFORE = 30;

/** Two texts, long ones cut to where they part: `[printed, computed]`. */
function shownApart(printed, computed) {
  let parting = 0;
  while (parting < printed.length && printed[parting] === computed[parting]) parting += 1;
  const longest = Math.max(printed.length, computed.length);
  const start = longest > MOST_SHOWN ? Math.max(0, parting - BEFORE) : 0;
  return [printed, computed].map((text) => {
    const part = text.slice(start, start + MOST_SHOWN);
    return `${start ? "…" : ""}${part}${start + part.length < text.length ? "…" : ""}`;
  });
}

function whereIs(found, names, language) {
  const parts = [];
  const word = (vi, en) => (language === "vi" ? vi : en);
  const label = (id, kind) => named(id, names, kind)[language];
  if (found.table) parts.push(`${word("bảng", "table")} ${label(found.table, "tables")}`);
  if (found.unit) {
    const name = names.units.get(found.unit)?.[language];
    const shown = name && name !== found.unit ? `“${name}” (${found.unit})` : found.unit;
    parts.push(`${word("đơn vị", "unit")} ${shown}`);
  }
  if (found.node) {
    const item = found.node === "form" ? word(...FIELDS.form) : label(found.node, "items");
    parts.push(`${word("mục", "item")} ${item}`);
  }
  if (found.index) {
    const index = found.index === "total" ? word(...FIELDS.form) : label(found.index, "indices");
    parts.push(`${word("chỉ số", "index")} ${index}`);
  }
  return parts.join(", ") || word("kết quả", "results");
}

/**
 * One difference as a sentence. `found`: code, and as far as they apply place, unit, table,
 * node, index, field, printed, computed, why, at. `language`: vi or en; `names`: what the
 * package calls its units, tables and classes.
 */
export function sentence(found, language, names = NO_NAMES) {
  const position = language === "vi" ? 0 : 1;
  const telling = tellingLanguage(found.printed, found.computed, language);
  const [printed, computed] = shownApart(...toldApart(found, names, telling));
  const values = {
    ...found,
    where: whereIs(found, names, language),
    place: placeInWords(found.place, position),
    field: FIELDS[found.field]?.[position] ?? found.field,
    why: whyInWords(found.why, found.code, position),
    printed,
    computed,
  };
  const template = SENTENCES[found.code][position];
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
