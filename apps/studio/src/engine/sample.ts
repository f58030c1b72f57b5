/** The examples that a playground trains on and those that it is judged by. */
import { type Examples, type FloatTensor, tensor } from "@occam/core";
import { randomPermutation } from "@occam/core/data";
import { DATA_SETS, type DataSet } from "./data-sets/index.ts";
import type { DataChoice } from "./state.ts";

export interface Sample extends Pick<DataSet, "task" | "inputCount" | "reach"> {
  readonly train: PlainExamples;
  readonly validation: PlainExamples;
  /** What nobody predicts better; undefined where nobody knows. */
  readonly truth?: (x1: number, x2: number) => number;
}

/** x: [n, inputCount], y: [n]. */
export interface PlainExamples extends Examples {
  readonly x: FloatTensor;
  readonly y: FloatTensor;
}

/** Points drawn by hand are classes on the plane of the other problems. */
const OWN_REACH = 3;

export function sampleOf(data: DataChoice): Sample {
  const set = DATA_SETS.find(({ name }) => name === data.set);
  return set === undefined ? ownSample(data) : drawnSample(set, data);
}

function drawnSample(set: DataSet, { noise, size, share, seed }: DataChoice): Sample {
  const { task, inputCount, reach } = set;
  const { x, y } = set.draw(size, noise, seed);
  const rows = Array.from({ length: size }, (_, row) => row);
  // Examples are independent: the first are as good a share as any.
  return { task, inputCount, reach, truth: set.truth(noise), ...divided(x, y, inputCount, rows, share) };
}

/** Points come in the order of drawing, which says nothing: they are shuffled before they are divided. */
function ownSample({ points, share, seed }: DataChoice): Sample {
  const x = Float32Array.from(points.flatMap((point) => point.slice(0, 2)));
  const y = Float32Array.from(points, ([, , isA]) => isA);
  const rows = Array.from(randomPermutation(points.length, { seed, stream: "own" }));
  return { task: "classification", inputCount: 2, reach: OWN_REACH, ...divided(x, y, 2, rows, share) };
}

/** At least one example for each part. */
function divided(x: Float32Array, y: Float32Array, width: number, rows: readonly number[], share: number) {
  const count = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * share)));
  const taken = (own: readonly number[]): PlainExamples => ({
    x: tensor(Float32Array.from(own.flatMap((row) => Array.from(x.subarray(row * width, (row + 1) * width)))), [
      own.length,
      width,
    ]),
    y: tensor(
      Float32Array.from(own, (row) => y[row] as number),
      [own.length],
    ),
  });
  return { train: taken(rows.slice(0, count)), validation: taken(rows.slice(count)) };
}
