import { describe, expect, it } from "vitest";
import { type Column, type LossPart, meanOf, runsOf, spreadOf, zonesOf } from "./zones.ts";

/** Five seeds: losses `shifts` beside a middle. */
const column = (train: number, validation: number, shifts = [-0.02, -0.01, 0, 0.01, 0.02]): Column =>
  shifts.map((shift) => ({ train: train + shift / 10, validation: validation + shift, divergence: undefined }));
const shifted = (own: Column, part: LossPart, shifts: readonly number[]): Column =>
  own.map((cell, i) => ({ ...cell, [part]: cell[part] + (shifts[i] as number) }));
const stopped = { epoch: 3, step: 9, cause: { code: "learningRate" } } as const;

describe("zones over the strength", () => {
  const overfits = column(0.05, 0.5);
  const best = column(0.2, 0.25);
  const underfits = column(0.6, 0.62);

  it("clearly worse and lower in training overfits, clearly worse and higher underfits, in any order and more than once", () => {
    expect(zonesOf([overfits, best, underfits, overfits], 800)).toEqual({
      best: 1,
      zones: ["overfits", "fits", "underfits", "overfits"],
    });
  });

  it("what chance may put behind the best fits too", () => {
    // Differences of 0.05, −0.03, 0.04, −0.02, 0.03 to the best: 0.014 on average, t = 0.8.
    const near = shifted(best, "validation", [0.05, -0.03, 0.04, -0.02, 0.03]);
    expect(zonesOf([near, best], 800).zones).toEqual(["fits", "fits"]);
  });

  it("a small difference that all seeds share is clear", () => {
    const near = best.map((cell, i) => ({ ...cell, train: 0.1, validation: cell.validation + 0.004 + 0.0001 * i }));
    expect(zonesOf([near, best], 800).zones).toEqual(["overfits", "fits"]);
  });

  it("clearly worse with a training loss that is now above, now below is not sure", () => {
    const worse = shifted(column(0.2, 0.4), "train", [0.1, -0.1, 0.05, -0.05, 0]);
    expect(zonesOf([worse, best], 800).zones).toEqual(["unsure", "fits"]);
  });

  it("one seed of the best that stayed behind in training hides no overfitting", () => {
    const uneven = shifted(best, "train", [0, 0.3, 0, 0, 0]);
    expect(zonesOf([overfits, uneven, underfits], 800).zones).toEqual(["overfits", "fits", "underfits"]);
  });

  it("before epoch 40 there is a best, but no zone", () => {
    expect(zonesOf([overfits, best], 39)).toEqual({ best: 1, zones: undefined });
    expect(zonesOf([overfits, best], 40).zones).toEqual(["overfits", "fits"]);
  });

  it("a column of which a seed diverged is not the best, however low the others are", () => {
    const diverged = column(0.01, 0.01).with(2, { train: 0.01, validation: 0.01, divergence: stopped });
    expect(zonesOf([diverged, best], 800)).toEqual({ best: 1, zones: ["diverged", "fits"] });
    expect(zonesOf([diverged], 800)).toEqual({ best: undefined, zones: ["diverged"] });
    const notFinite = best.with(0, { train: 0.2, validation: Number.NaN, divergence: undefined });
    expect(zonesOf([notFinite, best], 800).zones).toEqual(["diverged", "fits"]);
    expect(meanOf(diverged, "validation")).toBeUndefined();
  });

  it("mean and standard deviation over seeds", () => {
    expect(meanOf(best, "validation")).toBeCloseTo(0.25, 12);
    // Squares 4 + 1 + 0 + 1 + 4 hundredths of a hundredth over four.
    expect(spreadOf(best)).toBeCloseTo(Math.sqrt(0.001 / 4), 12);
  });

  it("neighbours of one zone are one run", () => {
    expect(runsOf(["overfits", "overfits", "fits", "overfits"])).toEqual([
      { zone: "overfits", from: 0, count: 2 },
      { zone: "fits", from: 2, count: 1 },
      { zone: "overfits", from: 3, count: 1 },
    ]);
  });
});
