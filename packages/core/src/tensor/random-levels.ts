/**
 * Whole numbers of 16 random bits, one for each place, and whether each reaches a threshold. The bits of a level come
 * from 16 streams, one a bit: comparing with a threshold asks only for the streams from its lowest set bit up, so that
 * fair coins take one random bit each.
 */
import { requireCount } from "../errors.ts";
import { type RandomKey, randomWords } from "./random.ts";

/** Levels are whole numbers from 0 to LEVEL_COUNT - 1. */
export const LEVEL_COUNT = 65_536;
/** Streams that the bits of a level come from. */
export const BIT_COUNT = 16;

/** The levels of `count` places. */
export function randomLevels(count: number, key: RandomKey): Float32Array {
  const out = new Float32Array(count);
  const words = Array.from({ length: BIT_COUNT }, (_, bit) => wordsOf(bit, count, key));
  const square = new Uint32Array(32);
  for (let first = 0, word = 0; first < count; first += 32, word++) {
    square.fill(0);
    for (let bit = 0; bit < BIT_COUNT; bit++) square[bit] = (words[bit] as Uint32Array)[word] as number;
    transposeBits(square);
    const end = Math.min(32, count - first);
    for (let i = 0; i < end; i++) out[first + i] = square[i] as number;
  }
  return out;
}

/** Swaps bit j of word i with bit i of word j, of 32 words: blocks of 16 bits first, then 8, 4, 2, 1. Warren, Hacker's Delight, 7-3. */
function transposeBits(square: Uint32Array): void {
  for (let width = 16, mask = 0xffff; width > 0; width >>>= 1, mask ^= mask << width) {
    for (let low = 0; low < 32; low = (low + width + 1) & ~width) {
      const above = square[low] as number;
      const below = square[low + width] as number;
      const swapped = ((above >>> width) ^ below) & mask;
      square[low + width] = below ^ swapped;
      square[low] = above ^ (swapped << width);
    }
  }
}

/**
 * For `count` places 1 where the level is at least `threshold`, else 0: with the key of `randomLevels`, the very
 * comparison of its levels. The share of ones is 1 - threshold / LEVEL_COUNT.
 * @throws RangeError with code OCCAM_OPTION unless the threshold is a whole number from 0 up.
 */
export function randomBits(count: number, threshold: number, key: RandomKey): Uint8Array {
  requireCount("randomBits.threshold", threshold, 0);
  const out = new Uint8Array(count);
  if (threshold === 0 || threshold >= LEVEL_COUNT) return out.fill(Number(threshold === 0));
  const reaches = comparison(count, threshold, key);
  for (let i = 0, word = 0; i < count; i++) {
    word = i % 32 === 0 ? (reaches[i >>> 5] as number) : word >>> 1;
    out[i] = word & 1;
  }
  return out;
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
