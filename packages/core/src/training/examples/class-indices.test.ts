import { expect, it } from "vitest";
import { meanSquaredError, sigmoidCrossEntropy, softmaxCrossEntropy } from "../../losses/index.ts";
import { classIndices } from "./class-indices.ts";

it("are those of one-hot rows; numbers, single outputs and labels have none", () => {
  const targets = { shape: [3, 3], data: Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0) };
  expect(classIndices(targets, softmaxCrossEntropy)).toEqual(Int32Array.of(2, 0, 1));
  expect(classIndices(targets, sigmoidCrossEntropy())).toBeUndefined();
  expect(classIndices(targets, meanSquaredError)).toBeUndefined();
  for (const shape of [[9, 1], [9]]) {
    expect(classIndices({ ...targets, shape }, softmaxCrossEntropy)).toBeUndefined();
  }
});
