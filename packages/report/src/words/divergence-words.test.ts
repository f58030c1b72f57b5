import { type DivergenceCause, divergenceError } from "@occam/core";
import { expect, it } from "vitest";
import { divergenceWords } from "./divergence-words.ts";

it.each<[DivergenceCause, string]>([
  [
    { code: "inputNotFinite", row: 13, column: 2, value: "NaN" },
    "input column 2 of row 13 is NaN: fill or drop missing values first",
  ],
  [
    { code: "targetNotFinite", row: 9, value: "-Infinity" },
    "the target of row 9 is -Infinity: fill or drop missing values first",
  ],
  [
    { code: "largeInput", column: 1, value: 5000 },
    "input column 1 reaches 5000: scale the inputs to about 1, or lower the learning rate",
  ],
  [{ code: "largeTarget", value: 1e6 }, "the target reaches 1000000: standardize it, or lower the learning rate"],
  [{ code: "learningRate" }, "the learning rate is too high for this network: lower it, for example to a tenth"],
])("%j", (cause, said) => {
  const divergence = { epoch: 3, step: 41, cause };
  expect(divergenceWords(divergence)).toBe(
    `its training diverged in epoch 3 at step 41, and the last good weights are shown: ${said}`,
  );
  // The library's error says the same of the cause.
  expect(divergenceError(divergence).message).toContain(said);
});
