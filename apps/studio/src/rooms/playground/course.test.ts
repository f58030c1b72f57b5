import { describe, expect, it } from "vitest";
import { createCourse } from "./course.ts";

const moment = (step: number, train = 1) => ({ step, epoch: step / 3, train, validation: 2, penalty: 0 });

describe("the losses along a training", () => {
  it("keep the first and the last, at most 400, at equal distances", () => {
    const course = createCourse();
    for (let step = 0; step <= 10_000; step += 5) course.add(moment(step));
    const steps = course.moments().map((each) => each.step);
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(10_000);
    expect(steps.length).toBeLessThanOrEqual(401);
    expect(steps.length).toBeGreaterThan(150);
    const distances = steps.slice(1, -1).map((step, i) => step - (steps[i] as number));
    expect(Math.max(...distances)).toBeLessThanOrEqual(4 * Math.min(...distances));
  });

  it("what was later is another training and goes", () => {
    const course = createCourse();
    for (const step of [0, 10, 20, 30]) course.add(moment(step));
    course.add(moment(20, 7));
    expect(course.moments().map(({ step, train }) => [step, train])).toEqual([
      [0, 1],
      [10, 1],
      [20, 7],
    ]);
  });
});

it("a training that goes on from an early step is as finely kept as one that began there", () => {
  const course = createCourse();
  for (let step = 0; step <= 100_000; step += 10) course.add(moment(step));
  for (let step = 0; step <= 300; step += 10) course.add(moment(step));
  expect(course.moments().map(({ step }) => step)).toEqual(Array.from({ length: 31 }, (_, i) => 10 * i));
});
