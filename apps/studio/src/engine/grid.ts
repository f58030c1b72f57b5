/** The points at which a plane or a curve is drawn. */
import type { FloatTensor } from "@occam/core";
import type { Sample } from "./sample.ts";

export interface Grid {
  /** Points along each axis. */
  readonly side: number;
  /**
   * Of the middles of equal cells, [side * side, inputs] row by row from the top left, x2 falling; [side, inputs] from left to right where
   * one input is shown. Inputs that are not shown are 0.
   */
  readonly x: FloatTensor;
}

export function gridOf({ inputCount, shownCount, reach }: Shown, side: number): Grid {
  const middles = Array.from({ length: side }, (_, i) => reach * ((2 * i + 1) / side - 1));
  const points =
    shownCount === 1 ? middles.map((x) => [x]) : middles.toReversed().flatMap((x2) => middles.map((x1) => [x1, x2]));
  const hidden = new Array<number>(inputCount - shownCount).fill(0);
  const data = Float32Array.from(points.flatMap((point) => [...point, ...hidden]));
  return { side, x: { shape: [points.length, inputCount], data } };
}

type Shown = Pick<Sample, "inputCount" | "shownCount" | "reach">;

/** What nobody predicts better at the points of a grid; undefined where nobody knows. */
export function truthOn(
  { truth, inputCount }: Pick<Sample, "truth" | "inputCount">,
  { x }: Grid,
): Float32Array | undefined {
  if (truth === undefined) return undefined;
  return Float32Array.from({ length: x.data.length / inputCount }, (_, i) => {
    const [x1, x2 = 0] = x.data.subarray(inputCount * i, inputCount * (i + 1));
    return truth(x1 as number, x2);
  });
}
