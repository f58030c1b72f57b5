/** The frame that a panel's plane or curve fills, and what stands where in it. */
import { clamp, linear, type Scale } from "../../../figures/plane.ts";

export const WIDTH = 314;
export const HEIGHT = 251;

export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
}

export type Place = readonly [x1: number, x2: number];
export type Range = readonly [low: number, high: number];

/** Both axes have the same scale: x1 from -reach to reach, x2 cropped to what the frame's height leaves, 0.8 of it. */
export function planeFrame(reach: number): Frame {
  const crop = (reach * HEIGHT) / WIDTH;
  return { x: linear([-reach, reach], [0, WIDTH]), y: linear([-crop, crop], [HEIGHT, 0]) };
}

/** A curve keeps off the upper and the lower edge. */
const MARGIN = 14;

export function curveFrame(reach: number, range: Range): Frame {
  return { x: linear([-reach, reach], [0, WIDTH]), y: linear(range, [HEIGHT - MARGIN, MARGIN]) };
}

/** What the values on a grid say between its middles, linearly; beyond the outermost middles what they say there. */
export function planeAt(values: Float32Array, side: number, reach: number, [x1, x2]: Place): number {
  const { first, share } = besides(-x2, side, reach);
  const row = (r: number) => curveAt(values.subarray(r * side, (r + 1) * side), reach, x1);
  return mixed(row(first), row(first + 1), share);
}

/** The same on a grid of one input. */
export function curveAt(values: Float32Array, reach: number, x: number): number {
  const { first, share } = besides(x, values.length, reach);
  return mixed(values[first] as number, values[first + 1] as number, share);
}

/** The middle before a place, and how far it is on the way to the next one. */
function besides(value: number, side: number, reach: number) {
  const middle = clamp(((value / reach + 1) * side - 1) / 2, 0, side - 1);
  const first = Math.min(Math.floor(middle), side - 2);
  return { first, share: middle - first };
}

const mixed = (a: number, b: number, share: number): number => a + share * (b - a);
