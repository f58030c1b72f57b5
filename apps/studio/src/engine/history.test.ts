import { expect, it } from "vitest";
import { createHistory } from "./history.ts";

const at = (step: number) => ({ step, replicas: [] });

it("goes to the latest kept state that is not later, and keeps what is later until training goes on", () => {
  const history = createHistory(at(0));
  for (const step of [1, 4, 9]) history.keep(at(step));
  expect([0, 3, 4, 8, 100].map((step) => history.goTo(step).step)).toEqual([0, 1, 4, 4, 9]);
  expect(history.steps()).toEqual([0, 1, 4, 9]);
  history.keep(at(5));
  history.keep(at(5));
  expect(history.steps()).toEqual([0, 1, 4, 5]);
});

it("keeps at most 200 states, all along the training", () => {
  const history = createHistory(at(0));
  for (let step = 1; step <= 5000; step++) if (history.isDue(step)) history.keep(at(step));
  const steps = history.steps();
  expect(steps.length).toBeLessThanOrEqual(200);
  const gaps = steps.slice(1).map((step, i) => step - (steps[i] as number));
  expect([Math.min(...gaps), Math.max(...gaps), steps[0]]).toEqual([32, 32, 0]);
  expect(history.isDue(4999 + 32)).toBe(true);
  expect(history.isDue((steps.at(-1) as number) + 31)).toBe(false);
});

it("a training that goes on from an early state has none of the later ones, and is kept closely again", () => {
  const history = createHistory(at(0));
  for (let step = 1; step <= 5000; step++) if (history.isDue(step)) history.keep(at(step));
  history.goOn(64);
  expect(history.steps()).toEqual([0, 32, 64]);
  expect(history.isDue(65)).toBe(true);
  history.goOn(70);
  expect(history.goTo(5000).step).toBe(64);
});
