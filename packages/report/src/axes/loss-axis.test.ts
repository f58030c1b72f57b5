import fc from "fast-check";
import { expect, test } from "vitest";
import { edgeNote, logTicks, lossAxis } from "./loss-axis.ts";

test("losses within a factor of 30 get a linear axis, beyond it a logarithmic one", () => {
  expect(lossAxis([0.1, 2.9]).scale).toBe("linear");
  expect(lossAxis([0.1, 3.1]).scale).toBe("log");
  expect(lossAxis([0.1, 3.1], 100).scale).toBe("linear");
});

test("a decade takes the same length anywhere on a logarithmic axis", () => {
  const { position } = lossAxis([0.001, 0.01, 0.1, 1]);
  const steps = [position(0.01) - position(0.001), position(0.1) - position(0.01), position(1) - position(0.1)];
  for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 12);
});

test("a larger loss never lies further left, and every loss lies on the axis", () => {
  const losses = fc.array(fc.double({ min: 0, max: 1e300, noNaN: true }), { minLength: 2 });
  fc.assert(
    fc.property(losses, (values) => {
      const { position } = lossAxis(values);
      const places = values.toSorted((a, b) => a - b).map(position);
      places.forEach((place, at) => {
        expect(place).toBeGreaterThanOrEqual(places[at - 1] ?? 0);
        expect(place).toBeLessThanOrEqual(1);
      });
    }),
  );
});

test("equal losses lie in the middle", () => {
  expect(lossAxis([0.5, 0.5, 0.5]).position(0.5)).toBeCloseTo(0.5, 12);
});

test("one absurd loss does not press the others together, and a caption says so", () => {
  const axis = lossAxis([0.3, 0.4, 0.5, 1e30]);
  expect(axis.high).toBeLessThan(1);
  expect(axis.position(1e30)).toBe(1);
  expect(edgeNote(axis, [0.3, 1e30])).toContain("beyond the axis");
  expect(edgeNote(axis, [0.3, 0.5])).toBe("");
});

test("a loss of exactly 0 lies at the left end of a logarithmic axis", () => {
  const axis = lossAxis([0, 0.01, 1, 2]);
  expect(axis.scale).toBe("log");
  expect(axis.position(0)).toBe(0);
});

test("what is not finite stretches nothing and has no place", () => {
  const axis = lossAxis([Number.NaN, Number.POSITIVE_INFINITY, 1, 2]);
  expect([axis.low, axis.high]).toEqual([0.95, 2.05]);
  expect(axis.position(Number.NaN)).toBeNaN();
  expect(Number.isFinite(lossAxis([]).high)).toBe(true);
});

test("ticks step in 1-2-5 on a short span and in decades on a long one", () => {
  expect(logTicks(0.015, 0.8)).toEqual([0.02, 0.05, 0.1, 0.2, 0.5]);
  expect(logTicks(0.5, 2e5)).toEqual([1, 10, 100, 1000, 10000, 100000]);
  expect(logTicks(1e-20, 1e20).length).toBeLessThanOrEqual(8);
});
