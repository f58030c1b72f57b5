/**
 * Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011). Word i of a stream is a pure function of (seed, stream name, position, i), so that a run can
 * be resumed, split over workers or trained as replicas without any generator state.
 */
import { requireCount, requireRange } from "../errors.ts";
import { exp, log, sineAndCosine } from "./elementary.ts";

/** Where random numbers come from: one seed, a named purpose, and a position (a step or epoch) within it. */
export interface RandomKey {
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  /** The purpose, for example "init/dense0/kernel"; streams of different names are independent. */
  readonly stream: string;
  /** The step, epoch or draw within the stream, from 0. */
  readonly position?: number;
}

/** The constants of the rounds (Salmon et al. 2011, section 3.3). */
export const MULTIPLIER_0 = 0xd2511f53;
export const MULTIPLIER_1 = 0xcd9e8d57;
export const WEYL_0 = 0x9e3779b9;
export const WEYL_1 = 0xbb67ae85;
export const ROUND_COUNT = 10;
/** The factor of the hash of names. */
export const FNV_PRIME = 0x01000193;
const TWO_32 = 0x100000000;

/** The Philox4x32-10 bijection: four words out for a counter of four words under a key of two. */
export function philox(counter: ArrayLike<number>, key: ArrayLike<number>): Uint32Array {
  const out = new Uint32Array(4);
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = Array.from(counter);
  philoxInto(out, 0, c0, c1, c2, c3, key[0] ?? 0, key[1] ?? 0);
  return out;
}

/** A key as the generator takes it, each a word of 32 bits: the key of Philox, and three of the counter's words. */
export interface KeyWords {
  readonly seedLow: number;
  readonly seedHigh: number;
  /** The hash of the stream's name. */
  readonly stream: number;
  readonly positionLow: number;
  readonly positionHigh: number;
}

export function keyWords({ seed, stream, position = 0 }: RandomKey): KeyWords {
  requireCount("seed", seed, 0);
  return {
    seedLow: seed >>> 0,
    seedHigh: Math.floor(seed / TWO_32) >>> 0,
    stream: hashName(stream),
    positionLow: position >>> 0,
    positionHigh: Math.floor(position / TWO_32) >>> 0,
  };
}

/** `count` independent uniform 32-bit words. */
export function randomWords(count: number, key: RandomKey): Uint32Array {
  const out = new Uint32Array(Math.ceil(count / 4) * 4);
  const { seedLow, seedHigh, stream, positionLow, positionHigh } = keyWords(key);
  for (let block = 0; block * 4 < count; block++) {
    philoxInto(out, block * 4, block, positionLow, positionHigh, stream, seedLow, seedHigh);
  }
  return out.subarray(0, count);
}

/** `count` numbers uniform on [0, 1), with 32 random bits each. */
export function randomUniform(count: number, key: RandomKey): Float64Array {
  // Not Float64Array.from with a function, which lists all numbers as objects first.
  const out = new Float64Array(randomWords(count, key));
  for (let i = 0; i < count; i++) out[i] = (out[i] as number) / TWO_32;
  return out;
}

/**
 * `count` float32 numbers uniform on (0, 1): (k + 1/2) / 2^23 for k from 0 to 2^23 - 1. Both u and 1 - u are exact in float32 and
 * never 0.
 */
export function randomOpenUniform(count: number, key: RandomKey): Float32Array {
  const out = new Float32Array(count);
  const words = randomWords(count, key);
  for (let i = 0; i < count; i++) out[i] = (((words[i] as number) >>> 9) + 0.5) / 2 ** 23;
  return out;
}

/** `count` standard normal numbers by the Box-Muller transform. */
export function randomNormal(count: number, key: RandomKey): Float64Array {
  const out = new Float64Array(count);
  const words = randomWords(count + (count % 2), key);
  for (let i = 0; i < count; i += 2) {
    // 1 - u lies in (0, 1], so that the logarithm is finite.
    const radius = Math.sqrt(-2 * log(1 - (words[i] as number) / TWO_32));
    const [sine, cosine] = sineAndCosine((words[i + 1] as number) / TWO_32);
    out[i] = radius * cosine;
    if (i + 1 < count) out[i + 1] = radius * sine;
  }
  return out;
}

/**
 * One number from the Beta(a, b) distribution: X / (X + Y) of gamma variates X ~ Gamma(a), Y ~ Gamma(b).
 * @throws RangeError with code OCCAM_OPTION when a or b is not above 0.
 */
export function randomBeta(a: number, b: number, key: RandomKey): number {
  requireRange("randomBeta.a", a, Number.MIN_VALUE, Infinity);
  requireRange("randomBeta.b", b, Number.MIN_VALUE, Infinity);
  const [x, y] = [
    logGamma(a, { ...key, stream: `${key.stream}/x` }),
    logGamma(b, { ...key, stream: `${key.stream}/y` }),
  ];
  // In logarithms, since for small a and b both variates may underflow.
  return 1 / (1 + exp(y - x));
}

/** Logarithm of a Gamma(shape, 1) variate. Marsaglia & Tsang 2000, with their boost for shapes below 1. */
function logGamma(shape: number, key: RandomKey): number {
  if (shape < 1) {
    const [u = 0] = randomUniform(1, { ...key, stream: `${key.stream}/boost` });
    // Finite for the smallest shapes too: two such variates have a difference.
    return Math.max(-Number.MAX_VALUE / 2, logGamma(shape + 1, key) + log(1 - u) / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let attempt = 0; ; attempt++) {
    const stream = `${key.stream}/${attempt}`;
    const [z = 0] = randomNormal(1, { ...key, stream });
    const [u = 0] = randomUniform(1, { ...key, stream: `${stream}/accept` });
    const root = 1 + c * z;
    const v = root * root * root;
    if (v > 0 && log(1 - u) < (z * z) / 2 + d - d * v + d * log(v)) return log(d * v);
  }
}

/** A uniform permutation of 0 .. count-1 (Fisher-Yates; unbiased by rejection). */
export function randomPermutation(count: number, key: RandomKey): Int32Array {
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const words = randomWords(count, key);
  let spare = 0;
  for (let i = count - 1; i > 0; i--) {
    const range = i + 1;
    let word = words[i] as number;
    // At most one word in 2^32 / range is rejected: for the others the remainder, a slow one, is not asked for.
    if (word >= TWO_32 - range) {
      const limit = TWO_32 - (TWO_32 % range);
      // Rejected words are redrawn from a stream of their own.
      while (word >= limit) word = randomWords(1, { ...key, stream: `${key.stream}/redraw${spare++}` })[0] as number;
    }
    // As whole numbers of 32 bits, whose remainder is an instruction.
    const j = (word >>> 0) % (range >>> 0);
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

/** `count` draws with replacement from 0 .. range-1: the rows of a bootstrap sample. */
export function randomIndices(count: number, range: number, key: RandomKey): Int32Array {
  return Int32Array.from(randomWords(count, key), (word) => Math.floor((word * range) / TWO_32));
}

/** FNV-1a of the name's UTF-16 units: the stream's word of the counter. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

function philoxInto(
  out: Uint32Array,
  at: number,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
): void {
  let c0 = counter0 | 0;
  let c1 = counter1 | 0;
  let c2 = counter2 | 0;
  let c3 = counter3 | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < ROUND_COUNT; round++) {
    const high0 = multiplyHigh(c0, MULTIPLIER_0 & 0xffff, MULTIPLIER_0 >>> 16);
    const high1 = multiplyHigh(c2, MULTIPLIER_1 & 0xffff, MULTIPLIER_1 >>> 16);
    const low0 = Math.imul(c0, MULTIPLIER_0);
    const low1 = Math.imul(c2, MULTIPLIER_1);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[at] = c0;
  out[at + 1] = c1;
  out[at + 2] = c2;
  out[at + 3] = c3;
}

/** The upper 32 bits of a 32 x 32-bit product, from 16-bit halves: JavaScript has no 64-bit integer product. */
function multiplyHigh(a: number, bLow: number, bHigh: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const cross = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}
