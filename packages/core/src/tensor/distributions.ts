/** What the random inputs of graphs hold. */
import { type RandomKey, randomNormal, randomOpenUniform } from "./random.ts";
import { randomBits, randomLevels } from "./random-levels.ts";

/** Numbers that a key decides, with the distribution's own parameters, if it has any. */
export interface Distribution {
  /** Whoever has a function of this name may draw them by the key; without one they are always given. */
  readonly name?: DistributionName;
  /** Element type of the inputs that hold them. */
  readonly dtype: "float32" | "bool";
  /** The first `count` numbers of a key. */
  readonly draw: (count: number, key: RandomKey, parameters: readonly number[]) => ArrayLike<number>;
}

/** Those that compiled programs draw by themselves. */
export type DistributionName = "levels" | "bits" | "normal" | "uniform";

export const DISTRIBUTIONS: Readonly<Record<DistributionName, Distribution>> = {
  /** Whole numbers of 16 random bits (`randomLevels`). */
  levels: { name: "levels", dtype: "float32", draw: randomLevels },
  /** Whether each level reaches a threshold (`randomBits`), a whole number from 0 to 65536: the one parameter. */
  bits: { name: "bits", dtype: "bool", draw: (count, key, [threshold = 0]) => randomBits(count, threshold, key) },
  /** Standard normal numbers (`randomNormal`). */
  normal: { name: "normal", dtype: "float32", draw: randomNormal },
  /** Numbers uniform on (0, 1) (`randomOpenUniform`). */
  uniform: { name: "uniform", dtype: "float32", draw: randomOpenUniform },
};
