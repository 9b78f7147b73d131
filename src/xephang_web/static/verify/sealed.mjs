// The container: one canonical JSON text. It is read by a parser of its own that takes the
// canonical form alone (keys in the order of their code points and each once, no white
// space, whole numbers, text in normal form C), so that reading and checking are one act.

/** A file that is no package, or not in canonical form. `at`: character, from 0. */
export class NotSealed extends Error {
  constructor(code, at = 0, values = {}) {
    super(`${code} at ${at}`);
    this.code = code;
    this.at = at;
    this.values = values;
  }
}

/** Order of code points, as canonical JSON wants it (UTF-16 orders some otherwise). */
export function byCodePoint(left, right) {
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    if (left.charCodeAt(at) !== right.charCodeAt(at)) {
      const start = at && isLow(left, at) && isLow(right, at) ? at - 1 : at;
      return left.codePointAt(start) - right.codePointAt(start);
    }
  }
  return left.length - right.length;
}
const isLow = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

const DEEPEST = 150;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\bfnrt]|u[0-9a-f]{4}))*"/uy;
const LONE = /\p{Surrogate}/u;
const WHOLE = /-?(?:0|[1-9][0-9]*)/y;
const WORDS = { t: ["true", true], f: ["false", false], n: ["null", null] };

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.spans = new Map();
  }
  fail(code = "not-canonical") {
    throw new NotSealed(code, this.at);
  }
  take(character) {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) this.fail();
    return found[0];
  }
  string() {
    const written = this.match(STRING);
    const value = JSON.parse(written);
    const isPlain = JSON.stringify(value) === written && !LONE.test(value);
    if (!isPlain || value.normalize("NFC") !== value) this.fail();
    this.at += written.length;
    return value;
  }
  value(depth) {
    if (depth > DEEPEST) this.fail("too-deep");
    const first = this.text[this.at];
    if (first === "{") return this.object(depth);
    if (first === "[") return this.list(depth);
    if (first === '"') return this.string();
    const [word, meant] = WORDS[first] ?? [];
    if (word && this.text.startsWith(word, this.at)) {
      this.at += word.length;
      return meant;
    }
    const whole = this.match(WHOLE);
    if (whole === "-0") this.fail();
    this.at += whole.length;
    return BigInt(whole);
  }
  object(depth) {
    const result = Object.create(null);
    let before = null;
    this.at += 1;
    if (this.take("}")) return result;
    do {
      const key = this.string();
      if (before !== null && byCodePoint(before, key) >= 0) this.fail();
      before = key;
      if (!this.take(":")) this.fail();
      const start = this.at;
      result[key] = this.value(depth + 1);
      if (depth === 0) this.spans.set(key, [start, this.at]);
    } while (this.take(","));
    if (!this.take("}")) this.fail();
    return result;
  }
  list(depth) {
    const result = [];
    this.at += 1;
    if (this.take("]")) return result;
    do result.push(this.value(depth + 1));
    while (this.take(","));
    if (!this.take("]")) this.fail();
    return result;
  }
}

/**
 * Read canonical JSON bytes. Gives the value (whole numbers as BigInt, objects without a
 * prototype) and the text of each entry of the outermost object.
 * Throws NotSealed, with the place of the first character that is not canonical.
 */
export function readCanonical(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotSealed("not-utf8");
  }
  const reader = new Reader(text);
  const value = reader.value(0);
  if (!reader.take("\n") || reader.at !== text.length) reader.fail();
  const written = new Map();
  for (const [key, [start, end]] of reader.spans) written.set(key, text.slice(start, end));
  return { value, written };
}

/** Canonical JSON text of plain data, without the newline at its end. */
export function canonicalText(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = keysOf(value).map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
    return `{${entries.join(",")}}`;
  }
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

/** The keys of an object in the order of canonical JSON. */
export const keysOf = (object) => Object.keys(object).sort(byCodePoint);

/** SHA-256 of bytes, as 64 hexadecimal digits. */
export async function digestOfBytes(bytes) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(found, (each) => each.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 of a canonical JSON text with its newline. */
export const digestOfText = (text) => digestOfBytes(new TextEncoder().encode(`${text}\n`));
