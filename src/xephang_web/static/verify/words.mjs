// What is found, in plain Vietnamese and English.

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
};

const WHY = {
  type: ["kiểu dữ liệu không đúng", "it is of a wrong type"],
  unknown: ["không có mục nào tên này", "there is no such entry"],
  missing: ["thiếu mục này", "it is missing"],
  "no-form": ["không có phiếu của năm này", "there is no form of that year"],
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

function whereIs(found, language) {
  const parts = [];
  const word = (vi, en) => (language === "vi" ? vi : en);
  if (found.table) parts.push(`${word("bảng", "table")} ${found.table}`);
  if (found.unit) parts.push(`${word("đơn vị", "unit")} ${found.unit}`);
  if (found.node) parts.push(`${word("mục", "item")} ${found.node}`);
  if (found.index) parts.push(`${word("chỉ số", "index")} ${found.index}`);
  return parts.join(", ") || word("kết quả", "results");
}

/**
 * One difference as a sentence. `found`: code, and as far as they apply place, unit, table,
 * node, index, field, printed, computed, why, at. `language`: vi or en.
 */
export function sentence(found, language) {
  const position = language === "vi" ? 0 : 1;
  const telling = tellingLanguage(found.printed, found.computed, language);
  const [printed, computed] = shownApart(plain(found.printed, telling), plain(found.computed, telling));
  const values = {
    ...found,
    where: whereIs(found, language),
    field: FIELDS[found.field]?.[position] ?? found.field,
    why: WHY[found.why]?.[position] ?? found.why,
    printed,
    computed,
  };
  const template = SENTENCES[found.code][position];
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
