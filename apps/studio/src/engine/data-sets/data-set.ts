/** Made-up problems of which the truth is known. */

/** A problem of the playground: all its facts. */
export interface DataSet {
  /** As links and programs call it. */
  readonly name: string;
  /** Classes are A (target 1) and B (target 0). */
  readonly task: "classification" | "regression";
  readonly inputCount: 1 | 2;
  /** Inputs are shown from -reach to reach. */
  readonly reach: number;
  /** The noise to begin with: a standard deviation, of positions for classes, of targets for regression. */
  readonly noise: number;
  /** Independent examples; the first of many are those of few. Numbers are multiples of 0.001, so that programs and links can hold them. */
  readonly draw: (count: number, noise: number, seed: number) => DrawnExamples;
  /**
   * What nobody predicts better, whatever the examples: the probability of class A at x, whose 1/2 is Bayes' boundary, or the mean of
   * the target at x.
   */
  readonly truth: (noise: number) => (x1: number, x2: number) => number;
}

export interface DrawnExamples {
  /** One example after the other, inputCount numbers each. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** To a multiple of 0.001, the precision of all examples. */
export function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
