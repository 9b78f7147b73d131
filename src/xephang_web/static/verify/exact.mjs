// Exact rational numbers of BigInt. No number of a package ever becomes a float.

const DECIMAL = /^([+-]?)([0-9]+)(?:\.([0-9]+))?$/;
const QUOTIENT = /^([+-]?[0-9]+)\/([0-9]+)$/;

function gcd(a, b) {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y) [x, y] = [y, x % y];
  return x;
}

/** A fraction in lowest terms, denominator above zero. */
export class Exact {
  constructor(top, bottom = 1n) {
    if (bottom === 0n) throw new RangeError("zero denominator");
    const sign = bottom < 0n ? -1n : 1n;
    const common = bottom === 1n ? 1n : gcd(top, bottom * sign) || 1n;
    this.top = (sign * top) / common;
    this.bottom = (sign * bottom) / common;
  }
  plus(other) {
    return new Exact(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }
  minus(other) {
    return new Exact(this.top * other.bottom - other.top * this.bottom, this.bottom * other.bottom);
  }
  times(other) {
    return new Exact(this.top * other.top, this.bottom * other.bottom);
  }
  /** Throws RangeError on a division by zero. */
  over(other) {
    return new Exact(this.top * other.bottom, this.bottom * other.top);
  }
  /** -1, 0 or 1. */
  compare(other) {
    const difference = this.top * other.bottom - other.top * this.bottom;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  equals(other) {
    return this.top === other.top && this.bottom === other.bottom;
  }
  get isZero() {
    return this.top === 0n;
  }
  /** True where no decimal holds it. */
  get isUnending() {
    return this.toString().includes("/");
  }
  /** The text that packages write: a decimal where it ends, else `1/3`. */
  toString() {
    let [rest, twos, fives] = [this.bottom, 0, 0];
    for (; rest % 2n === 0n; twos += 1) rest /= 2n;
    for (; rest % 5n === 0n; fives += 1) rest /= 5n;
    return rest === 1n ? fixed(this, Math.max(twos, fives)) : `${this.top}/${this.bottom}`;
  }
}

export const ZERO = new Exact(0n);
export const ONE = new Exact(1n);
export const HUNDRED = new Exact(100n);

/** The value of `2.125` or `1/3` as written; throws RangeError on anything else. */
export function exact(written) {
  const text = String(written).trim();
  const quotient = QUOTIENT.exec(text);
  if (quotient) return new Exact(BigInt(quotient[1]), BigInt(quotient[2]));
  const decimal = DECIMAL.exec(text);
  if (!decimal) throw new RangeError(`not an exact number: ${text.slice(0, 40)}`);
  const [, sign, whole, decimals = ""] = decimal;
  const scaled = BigInt(whole + decimals);
  return new Exact(sign === "-" ? -scaled : scaled, 10n ** BigInt(decimals.length));
}

export const least = (a, b) => (b.compare(a) < 0 ? b : a);
export const greatest = (a, b) => (b.compare(a) > 0 ? b : a);
/** The value, or the bound it passes; the lower bound wins where the two cross. */
export const between = (low, value, high) => greatest(low, least(value, high));
export const sum = (values) => values.reduce((total, each) => total.plus(each), ZERO);

/** value × 10^digits as a whole number. The sign is set aside: a half goes away from zero. */
function scaledWhole(value, digits, mode) {
  const size = (value.top < 0n ? -value.top : value.top) * 10n ** BigInt(digits);
  const whole = size / value.bottom;
  const twice = 2n * (size % value.bottom);
  const goesUp = {
    half_up: () => twice >= value.bottom,
    half_even: () => twice > value.bottom || (twice === value.bottom && whole % 2n === 1n),
    up: () => twice > 0n,
    down: () => false,
  }[mode];
  if (!goesUp) throw new RangeError(`unknown rounding ${mode}`);
  const rounded = goesUp() ? whole + 1n : whole;
  return value.top < 0n ? -rounded : rounded;
}

/** Rounded to `digits` decimals; `mode` is half_up, half_even, up or down. */
export function rounded(value, digits, mode = "half_up") {
  return new Exact(scaledWhole(value, digits, mode), 10n ** BigInt(digits));
}

/** Plain text with just so many decimals, half up: `2.10`. */
export function fixed(value, digits) {
  const scaled = scaledWhole(value, digits, "half_up");
  const size = String(scaled < 0n ? -scaled : scaled).padStart(digits + 1, "0");
  const text = digits ? `${size.slice(0, -digits)}.${size.slice(-digits)}` : size;
  return scaled < 0n ? `-${text}` : text;
}
