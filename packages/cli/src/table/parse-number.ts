const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const infinity = /^[+-]?inf(inity)?$/i;

const space = 0x20;
const tab = 0x09;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;

/** Powers of ten that a double holds exactly; so mantissa / power rounds once, like `Number`. */
const powers = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const maxExactDigits = 15;

/**
 * The decimal number that a cell spells, spaces around it ignored; NaN when it spells none.
 * "inf" and numbers beyond a double give an infinity, so that the caller can refuse them.
 */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  if (decimal.test(trimmed)) return Number(trimmed);
  if (infinity.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity;
  return Number.NaN;
}

/** `parseNumber` of the bytes from `start` to `end`, without a string for the usual "-12.5". */
export function parseNumberBytes(bytes: Buffer, start: number, end: number): number {
  let first = start;
  let last = end;
  while (first < last && isBlank(bytes[first])) first += 1;
  while (last > first && isBlank(bytes[last - 1])) last -= 1;
  if (last - first > maxExactDigits + 2) return parseNumber(bytes.toString("latin1", first, last));
  const negative = bytes[first] === minus;
  let mantissa = 0;
  let digitCount = 0;
  let pointAt = -1;
  for (let at = negative ? first + 1 : first; at < last; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - zero;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digitCount += 1;
    } else if (byte === point && pointAt < 0) pointAt = at;
    else return parseNumber(bytes.toString("latin1", first, last));
  }
  if (digitCount === 0) return Number.NaN;
  if (digitCount > maxExactDigits) return parseNumber(bytes.toString("latin1", first, last));
  const magnitude = pointAt < 0 ? mantissa : mantissa / (powers[last - 1 - pointAt] ?? Number.NaN);
  return negative ? -magnitude : magnitude;
}

export function isBlankCell(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && isBlank(bytes[at])) at += 1;
  return at === end;
}

/** "007": digits that may be a code. */
export function hasLeadingZero(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && isBlank(bytes[at])) at += 1;
  return bytes[at] === zero && at + 1 < end && isDigit(bytes[at + 1]);
}

/** How many groups of three digits follow points, where a number may be written so ("1.234.567" has two); else -1. */
export function pointGroups(bytes: Buffer, start: number, end: number): number {
  let [at, last] = [start, end];
  while (at < last && (isBlank(bytes[at]) || bytes[at] === minus)) at += 1;
  while (last > at && isBlank(bytes[last - 1])) last -= 1;
  const first = at;
  while (at < last && isDigit(bytes[at])) at += 1;
  const digitCount = at - first;
  const isHead = digitCount > 0 && digitCount <= 3 && (bytes[first] !== zero || at === last);
  if (!isHead || (last - at) % 4 !== 0) return -1;
  const groupCount = (last - at) / 4;
  for (; at < last; at += 4) {
    if (bytes[at] !== point || !isDigit(bytes[at + 1]) || !isDigit(bytes[at + 2]) || !isDigit(bytes[at + 3])) return -1;
  }
  return groupCount;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= zero + 9;
}

export function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab;
}
