import fc from "fast-check";
import { expect, it } from "vitest";
import { predictedClasses } from "./predicted-classes.ts";

it("the highest probability of a row names its class", () => {
  expect(Array.from(predictedClasses([0.1, 0.2, 0.7, 0.5, 0.3, 0.2], 3))).toEqual([2, 0]);
});

it("of equal probabilities the lowest class wins", () => {
  expect(Array.from(predictedClasses([0.2, 0.4, 0.4, 0.5, 0.5, 0], 3))).toEqual([1, 0]);
});

it("a single sigmoid says class 1 above one half, and class 0 at one half", () => {
  expect(Array.from(predictedClasses([0.4999, 0.5, 0.5001], 1))).toEqual([0, 0, 1]);
});

it("a single sigmoid p answers as the two columns 1 - p and p", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (probabilities) => {
      const columns = probabilities.flatMap((p) => [1 - p, p]);
      // Where 1 - p rounds onto p the columns tie although p is just above one half.
      fc.pre(probabilities.every((p) => p === 0.5 || 1 - p !== p));
      expect(predictedClasses(probabilities, 1)).toEqual(predictedClasses(columns, 2));
    }),
  );
});

it("weights of classes decide by weight times probability, and without a weight no class is named", () => {
  expect(Array.from(predictedClasses([0.2, 0.8, 0.1, 0.9, 0, 1], 2, [0.85, 0.15]))).toEqual([0, 1, 1]);
  expect(Array.from(predictedClasses([0.6, 0.1, 0.3], 3, [0, 1, 1]))).toEqual([2]);
});

it("of a single sigmoid weights are those of class 0 and class 1", () => {
  expect(Array.from(predictedClasses([0.1, 0.2, 0.3], 1, [0.2, 0.8]))).toEqual([0, 0, 1]);
});
