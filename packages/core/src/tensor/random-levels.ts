/**
 * Whole numbers of 16 random bits, one for each place, and whether each reaches a threshold. The bits of a level come
 * from 16 streams, one a bit: comparing with a threshold asks only for the streams from its lowest set bit up, so that
 * fair coins take one random bit each.
 */
import { requireCount } from "../errors.ts";
import { type RandomKey, randomWords } from "./random.ts";

/** Levels are whole numbers from 0 to LEVEL_COUNT - 1. */
export const LEVEL_COUNT = 65_536;
const BIT_COUNT = 16;

/** Writes the level of each place. */
export function randomLevels(out: Float32Array, key: RandomKey): void {
  out.fill(0);
  for (let bit = 0; bit < BIT_COUNT; bit++) {
    const words = wordsOf(bit, out.length, key);
    const value = 2 ** bit;
    for (let i = 0; i < out.length; i++) {
      if (((words[i >>> 5] as number) >>> (i & 31)) & 1) out[i] = (out[i] as number) + value;
    }
  }
}

/**
 * Writes 1 where the level of a place is at least `threshold`, else 0: with the key of `randomLevels`, the very
 * comparison of its levels. The share of ones is 1 - threshold / LEVEL_COUNT.
 * @throws RangeError with code OCCAM_OPTION unless the threshold is a whole number from 0 up.
 */
export function randomBits(out: Uint8Array, threshold: number, key: RandomKey): void {
  requireCount("randomBits.threshold", threshold, 0);
  if (threshold === 0 || threshold >= LEVEL_COUNT) {
    out.fill(Number(threshold === 0));
    return;
  }
  const reaches = comparison(out.length, threshold, key);
  for (let i = 0, word = 0; i < out.length; i++) {
    word = i % 32 === 0 ? (reaches[i >>> 5] as number) : word >>> 1;
    out[i] = word & 1;
  }
}

/** Of 32 places a word, from the lowest bit up: a higher bit decides unless it equals the threshold's. */
function comparison(count: number, threshold: number, key: RandomKey): Uint32Array {
  const lowest = 31 - Math.clz32(threshold & -threshold);
  // All lower bits of the threshold are 0, which any level reaches.
  const reaches = wordsOf(lowest, count, key);
  for (let bit = lowest + 1; bit < BIT_COUNT; bit++) {
    const words = wordsOf(bit, count, key);
    const isSet = (threshold >>> bit) & 1;
    for (let i = 0; i < reaches.length; i++) {
      const word = words[i] as number;
      reaches[i] = isSet ? (reaches[i] as number) & word : (reaches[i] as number) | word;
    }
  }
  return reaches;
}

function wordsOf(bit: number, count: number, key: RandomKey): Uint32Array {
  return randomWords(Math.ceil(count / 32), { ...key, stream: `${key.stream}/bit${bit}` });
}
