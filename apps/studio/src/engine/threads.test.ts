import { expect, it } from "vitest";
import { trainingThreads } from "./threads.ts";

it.each([
  [1, 1],
  [2, 1],
  [4, 3],
  [64, 8],
  [undefined, 1],
])("of %s processors %s train", (processors, threads) => {
  expect(trainingThreads(processors)).toBe(threads);
});
