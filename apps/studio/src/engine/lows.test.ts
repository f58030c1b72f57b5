import { expect, it } from "vitest";
import { createLows } from "./lows.ts";

const at = (step: number) => ({ step, stepsPerEpoch: 2, epoch: step / 2 });
const lowest = (lows: ReturnType<typeof createLows>) => lows.lowest().map(({ loss, epoch }) => [loss, epoch]);

it("keeps the lowest loss of each panel and its epoch, and the first of equal ones", () => {
  const lows = createLows();
  lows.learn(at(0), [3, 5]);
  lows.learn(at(2), [1, 6]);
  lows.learn(at(4), [2, 4]);
  lows.learn(at(6), [1, 7]);
  expect(lowest(lows)).toEqual([
    [1, 1],
    [4, 2],
  ]);
});

it("forgets what came after the step to which a training went back", () => {
  const lows = createLows();
  for (const [step, loss] of [4, 3, 2, 1].entries()) lows.learn(at(2 * step), [loss]);
  lows.learn(at(4), [2.5]);
  expect(lowest(lows)).toEqual([[2.5, 2]]);
  lows.learn(at(2), [9]);
  expect(lowest(lows)).toEqual([[4, 0]]);
});
