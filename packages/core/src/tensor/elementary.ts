/**
 * exp, log, powers, sine and cosine in float64, the same bits in every JavaScript engine. ECMAScript leaves the results of
 * Math.exp, log, sin, cos and of ** to the engine; these are made of + - * /, comparisons and the bits of numbers,
 * which it does not. Whatever decides a number of a training goes through them.
 */

/** The first 33 bits of log 2: whole multiples up to 2^11 are exact. */
export const LN2_HIGH = 0.6931471804855391;
export const LN2_LOW = 7.440617110012397e-11;

/** (e^r - 1 - r) / r² for abs(r) <= log(2) / 2, by Remez's exchange with weight r² / e^r: within 2^-61 of e^r. */
const EXP_REMAINDER = [
  0.5, 0.16666666666666688, 0.041666666666666824, 0.00833333333331389, 0.0013888888888777746, 0.00019841269903388034,
  2.480158756005215e-5, 2.7557228650994116e-6, 2.7557066751735243e-7, 2.511396974765109e-8, 2.0978672976173355e-9,
];

/** (2 artanh(s) / s - 2) / s² as a polynomial of s², 1 + f from √½ to √2 with s = f / (2 + f), by Remez's exchange: within 2^-66. */
export const LOG_REMAINDER = [
  0.6666666666666666, 0.4000000000000492, 0.2857142856941228, 0.22222222606813574, 0.181817783654862,
  0.15386988508618576, 0.13252153818038848, 0.13234740777610413,
];

export const TURN = 2 * Math.PI;
/** sin(2π r) / r - TURN as a polynomial of r², up to an eighth of a turn, by Remez's exchange: within 2^-63 of the sine. */
export const SINE = [
  2.4491755071975323e-16, -41.34170224039976, 81.60524927607726, -76.70585975394887, 42.05869410785284,
  -15.094657445054967, 3.8205878045833312, -0.7263232074382151,
];
/** (cos(2π r) - 1) / r² as a polynomial of r², up to an eighth of a turn, by Remez's exchange: within 2^-61 of the cosine. */
export const COSINE = [
  -19.739208802178716, 64.93939402266668, -85.45681720598925, 60.24464122723562, -26.426241132197845, 7.90262925787362,
  -1.6882977405309787,
];

/** e^x within 1 ulp. Cody & Waite 1980. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** log x within 1 ulp: -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x < 0 ? Number.NaN : x;
  const [k, f] = split(x);
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  // log(1 + f) = 2 artanh s = f - f²/2 + s (f²/2 + s² R(s²)), in which only the last and smallest term is rounded much.
  const correction = s * (half + s * s * polynomial(s * s, LOG_REMAINDER)) + k * LN2_LOW;
  return k * LN2_HIGH - (half - correction - f);
}

/** x², rounded once, which x ** 2 need not be. */
export function square(x: number): number {
  return x * x;
}

/** log(1 + x) within 2 ulp, also where x is near 0: log u and what u = 1 + x lost, over u. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  if (!(u > 0 && u < Infinity)) return log(u);
  return log(u) + (x > 1 ? 1 - (u - x) : x - (u - 1)) / u;
}

/**
 * x^y for x of at least 0 and finite y up to 1e300 in size: e^(y log x) with log x in two numbers, within 1.5 ulp. 1 where y is 0. Exact
 * where the power is a whole number up to 2^26.
 */
export function pow(x: number, y: number): number {
  return powersOf(x)(y);
}

/** y -> x^y, for where many powers of one number are asked for. */
export function powersOf(x: number): (y: number) => number {
  if (!(x > 0 && x < Infinity)) return (y) => specialPower(x, y);
  const [high, low] = logInTwo(x);
  return (y) => {
    const [product, lost] = productInTwo(high, y);
    // Beyond, the result is 0 or Infinity.
    if (!(Math.abs(product) < 800)) return exp(product);
    return expOfSum(product, lost + low * y);
  };
}

/** Of 0, Infinity and what is no number of at least 0. */
function specialPower(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== 0 && x !== Infinity) return Number.NaN;
  const isLarge = (x === Infinity) === y > 0;
  return isLarge ? Infinity : 0;
}

/** cos(2π t) of t turns, from 0 to 2^50, within 2 ulp; exact at the quarters. */
export function cosTurn(t: number): number {
  return sineAndCosine(t)[1];
}

/** sin(2π t) and cos(2π t) of t turns, from 0 to 2^50, each within 2 ulp; exact at the quarters. */
export function sineAndCosine(t: number): readonly [sine: number, cosine: number] {
  const quarter = Math.floor(4 * t + 0.5);
  const r = t - quarter / 4;
  const z = r * r;
  const sine = r * TURN + r * polynomial(z, SINE);
  const cosine = 1 + z * polynomial(z, COSINE);
  switch (quarter % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

/** e^(x + small), small being far below the last place of 1. */
function expOfSum(x: number, small: number): number {
  if (!(x > -746 && x < 710)) return x > 0 ? Infinity : x < 0 ? 0 : x;
  const n = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW - small;
  const r = high - low;
  const [rest, restLost] = sumInTwo(high, r * r * polynomial(r, EXP_REMAINDER) - low);
  const [sum, lost] = sumInTwo(1, rest);
  const power = sum + (lost + restLost);
  // In two factors, since 2^n itself may be no number.
  const half = n >> 1;
  return power * powerOfTwo(half) * powerOfTwo(n - half);
}

/** log x as a sum of two numbers, within 2^-62 of it. */
function logInTwo(x: number): readonly [high: number, low: number] {
  const [k, f] = split(x);
  const sum = 2 + f;
  const sumLow = f - (sum - 2);
  const s = f / sum;
  const [product, lost] = productInTwo(s, sum);
  const sLow = (f - product - lost - s * sumLow) / sum;
  const [z, zLow] = productInTwo(s, s);
  // 2 artanh(s + sLow) = 2 s + s³ R(z) + 2 sLow / (1 - z): of the second term too what rounding lost counts.
  const [cube, cubeLow] = cubicInTwo(s, z, zLow);
  const [first, firstLow] = sumInTwo(k * LN2_HIGH, 2 * s);
  const [second, secondLow] = sumInTwo(first, cube);
  return sumInTwo(second, firstLow + secondLow + cubeLow + (2 * sLow) / (1 - z) + k * LN2_LOW);
}

/** s³ R(s²), s² in two numbers, as a sum of two numbers. */
function cubicInTwo(s: number, z: number, zLow: number): readonly [number, number] {
  const [lead, ...others] = LOG_REMAINDER as [number, ...number[]];
  const [cube, cubeLow] = productInTwo(s, z);
  const [head, headLow] = productInTwo(cube, lead);
  const [sum, lost] = sumInTwo(head, cube * z * polynomial(z, others));
  return [sum, lost + headLow + (cubeLow + s * zLow) * lead];
}

/** a + b and what its rounding lost, for abs(a) >= abs(b) or a = 0. Dekker 1971. */
function sumInTwo(a: number, b: number): readonly [number, number] {
  const sum = a + b;
  return [sum, b - (sum - a)];
}

/** a b and what its rounding lost. Dekker 1971. */
function productInTwo(a: number, b: number): readonly [number, number] {
  const product = a * b;
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return [product, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

/** The upper 26 bits. */
function upperHalf(a: number): number {
  const c = a * 0x8000001;
  return c - (c - a);
}

/** c0 + c1 x + c2 x² + ... by Horner's rule. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] as number);
  return sum;
}

const scratch = new DataView(new ArrayBuffer(8));
/** The upper word of √½, rounded down. */
export const SQRT_HALF_WORD = 0x3fe6a09e;

/** k and f of x = 2^k (1 + f), 1 + f from √½ to √2, for x above 0. */
function split(x: number): readonly [k: number, f: number] {
  const isSubnormal = x < 2.2250738585072014e-308;
  scratch.setFloat64(0, isSubnormal ? x * 0x10000000000000 : x);
  const word = scratch.getInt32(0);
  const k = (word - SQRT_HALF_WORD) >> 20;
  scratch.setInt32(0, word - (k << 20));
  return [isSubnormal ? k - 52 : k, scratch.getFloat64(0) - 1];
}

/** 2^n for whole n from -1022 to 1023. */
function powerOfTwo(n: number): number {
  scratch.setInt32(0, (n + 1023) << 20);
  scratch.setInt32(4, 0);
  return scratch.getFloat64(0);
}
