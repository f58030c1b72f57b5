import { expect, it } from "vitest";
import { createLows } from "./lows.ts";

const at = (step: number) => ({ step, stepsPerEpoch: 2, epoch: step / 2 });
const lowest = (lows: ReturnType<typeof createLows>, step = 100) =>
  lows.lowest(step).map(({ loss, epoch }) => [loss, epoch]);

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

it("looking back forgets nothing: then what was lowest by then is told, and later what is lowest again", () => {
  const lows = createLows();
  for (const [step, loss] of [4, 3, 1, 2].entries()) lows.learn(at(2 * step), [loss]);
  lows.learn(at(2), [3]);
  expect(lowest(lows, 2)).toEqual([[3, 1]]);
  lows.learn(at(6), [2]);
  expect(lowest(lows, 6)).toEqual([[1, 2]]);
});

it("forgets what came after the step from which a training goes on", () => {
  const lows = createLows();
  for (const [step, loss] of [4, 3, 2, 1].entries()) lows.learn(at(2 * step), [loss]);
  lows.goOn(4);
  expect(lowest(lows)).toEqual([[2, 2]]);
  // Units that were taken out make another loss of the same step.
  lows.learn(at(4), [2.5]);
  expect(lowest(lows)).toEqual([[2.5, 2]]);
  lows.learn(at(4), [9]);
  expect(lowest(lows)).toEqual([[3, 1]]);
});
