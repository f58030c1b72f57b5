/** The points at which a plane or a curve is drawn. */
import type { FloatTensor } from "@occam/core";
import type { Sample } from "./sample.ts";

export interface Grid {
  /** Points along each axis. */
  readonly side: number;
  /** [side * side, 2] row by row from the top left, x2 falling; [side, 1] from left to right for one input. The middles of equal cells. */
  readonly x: FloatTensor;
}

export function gridOf({ inputCount, reach }: Pick<Sample, "inputCount" | "reach">, side: number): Grid {
  const middles = Array.from({ length: side }, (_, i) => reach * ((2 * i + 1) / side - 1));
  if (inputCount === 1) return { side, x: { shape: [side, 1], data: Float32Array.from(middles) } };
  const points = middles.toReversed().flatMap((x2) => middles.flatMap((x1) => [x1, x2]));
  return { side, x: { shape: [side * side, 2], data: Float32Array.from(points) } };
}

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
