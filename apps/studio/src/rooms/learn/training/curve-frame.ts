/** How the course's problem is drawn: one frame of 490 by 322 for every figure of curves. */
import { clamp, linear, pathOf } from "../../../figures/plane.ts";
import { GRID, truth } from "./curve.ts";

export const x = linear([-1, 1], [30, 476]);
export const y = linear([-2.2, 2.2], [292, 10]);

/** A curve's values over the grid as a path; far ones end outside of the frame. */
export function curveLine(values: ArrayLike<number>): string {
  return pathOf(Array.from(GRID, (at, i) => [x.at(at), y.at(clamp(values[i] ?? 0, -2.8, 2.8))] as const));
}

export const TRUE_LINE = curveLine(Float64Array.from(GRID, truth));
