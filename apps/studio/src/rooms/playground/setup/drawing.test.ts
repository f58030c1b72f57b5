import { expect, it } from "vitest";
import { checkState, FIRST_STATE } from "../../../engine/state.ts";
import { LEAST_POINTS, MOST_POINTS, type Point, pointAt, pointsOf, withoutNear, withPoint } from "./drawing.ts";

const CORNERS: readonly Point[] = [
  [-1, -1, 0],
  [1, 1, 1],
  [1, -1, 0],
  [-1, 1, 1],
];

const isValid = (points: Point[]) =>
  "state" in checkState({ ...FIRST_STATE, data: { ...FIRST_STATE.data, set: "own", points } });

it("a point lies within the plane, in thousandths: a state may hold it", () => {
  expect(pointAt(0.12345, -9, true)).toEqual([0.123, -2.4, 1]);
  expect(pointAt(7, 1, false)).toEqual([3, 1, 0]);
  expect(isValid([...CORNERS, pointAt(99, -99, true)])).toBe(true);
});

it("there are never more points than a state may hold", () => {
  const full = Array.from({ length: MOST_POINTS }, () => pointAt(0, 0, true));
  expect(isValid(full)).toBe(true);
  expect(withPoint(full, pointAt(1, 1, false))).toEqual(full);
  expect(withPoint(CORNERS, pointAt(1, 1, false))).toHaveLength(5);
});

it("the eraser takes what is near, but never the last that are needed", () => {
  const five = withPoint(CORNERS, pointAt(0.1, 0, true));
  expect(withoutNear(five, 0, 0, 0.2)).toEqual(CORNERS);
  expect(withoutNear(five, 0, 0, 0.05)).toEqual(five);
  expect(withoutNear(CORNERS, 1, 1, 0.2)).toEqual(CORNERS);
  expect(isValid(CORNERS.slice(0, LEAST_POINTS - 1))).toBe(false);
});

it("examples become points of both classes", () => {
  expect(pointsOf([0, 1, 9, 2, 0.5, 0.5, 3, 3], [1, 0], 4, 40)).toEqual([
    [0, 1, 1],
    [0.5, 0.5, 0],
  ]);
});
