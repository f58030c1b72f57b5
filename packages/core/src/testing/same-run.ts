/** Test support: whether two trainings are the same. */
import { expect } from "vitest";
import type { Run } from "../training/fit.ts";

/** Two runs ended alike: status, kept epoch, every parameter and every number of the history within `tolerance`. */
export function expectSameRun(run: Run, own: Run, tolerance = 1e-5): void {
  expect([run.status, run.keptEpoch, run.history.length]).toEqual([own.status, own.keptEpoch, own.history.length]);
  expect([...run.parameters.keys()]).toEqual([...own.parameters.keys()]);
  for (const [name, { shape, data }] of run.parameters) {
    expect(shape).toEqual(own.parameters.get(name)?.shape);
    expect(largestDifference(data, own.parameters.get(name)?.data ?? []), name).toBeLessThan(tolerance);
  }
  expect(largestDifference(loggedNumbers(run), loggedNumbers(own)), "history").toBeLessThan(tolerance);
}

/** Losses, metrics and penalties of all epochs. */
function loggedNumbers({ history }: Run): readonly number[] {
  return history.flatMap(({ epoch, train, validation = {}, penalty }) => [
    epoch,
    ...Object.values(train),
    ...Object.values(validation),
    penalty,
  ]);
}

/** No two runs ended with the same weights. */
export function expectAllDifferent(runs: readonly Run[]): void {
  const ends = runs.map(({ parameters }) => [...parameters.values()].map(({ data }) => data.join()).join());
  expect(new Set(ends).size).toBe(runs.length);
}

/** Absolute for numbers up to 1, relative to `b` for larger ones. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  const difference = (value: number, other: number) => Math.abs(value - other) / Math.max(1, Math.abs(other));
  return Array.from(a).reduce((most, value, i) => Math.max(most, difference(value, b[i] as number)), 0);
}
