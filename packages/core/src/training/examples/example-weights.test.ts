import { describe, expect, it } from "vitest";
import { softmaxCrossEntropy } from "../../losses/index.ts";
import { exampleWeightsOf } from "./example-weights.ts";

/** Classes 0, 0, 0, 1. */
const prepared = {
  x: { shape: [4, 1], data: new Float32Array(4) },
  targets: { shape: [4, 2], data: Float32Array.of(1, 0, 1, 0, 1, 0, 0, 1) },
};

describe("weights of examples", () => {
  it("are computed once for replicas of one list of rows, and to a mean of 1 over it", () => {
    const [first, second] = [
      [0, 1, 3],
      [1, 2, 3],
    ];
    const weightsOf = exampleWeightsOf(prepared, softmaxCrossEntropy, { exampleWeights: [1, 2, 4, 3] }, [
      first,
      second,
      first,
    ] as number[][]);
    expect(weightsOf(0)).toEqual(Float64Array.of(0.5, 1, 2, 1.5));
    expect(weightsOf(1)).toEqual(Float64Array.of(1 / 3, 2 / 3, 4 / 3, 1));
    expect(weightsOf(2)).toBe(weightsOf(0));
  });

  it.each([
    ["fit.exampleWeights", { exampleWeights: [0, 0, 0, 0] }],
    ["fit.classWeights", { classWeights: [0, 0] }],
    ["fit.classWeights times fit.exampleWeights", { classWeights: [1, 0], exampleWeights: [0, 0, 0, 1] }],
  ])("that are all 0 are refused by the name of what was given: %s", (where, options) => {
    expect(() => exampleWeightsOf(prepared, softmaxCrossEntropy, options, undefined)).toThrow(
      `${where} expects a weight above 0 for some example but receives none. (OCCAM_OPTION)`,
    );
  });
});
