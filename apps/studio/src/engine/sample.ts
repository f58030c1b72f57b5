/** The examples that a playground trains on and those that it is judged by. */
import { type Examples, type FloatTensor, tensor } from "@occam/core";
import { randomNormal, randomPermutation } from "@occam/core/data";
import { toThousandths } from "./data-sets/data-set.ts";
import { DATA_SETS, type DataSet } from "./data-sets/index.ts";
import type { DataChoice } from "./state.ts";

export interface Sample extends Pick<DataSet, "task" | "reach"> {
  readonly inputCount: number;
  /** The first inputs, which are shown; the others say nothing. */
  readonly shownCount: DataSet["inputCount"];
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

function drawnSample(set: DataSet, data: DataChoice): Sample {
  const { task, inputCount, reach } = set;
  const { x, y } = set.draw(data.size, data.noise, data.seed);
  // Examples are independent: the first are as good a share as any.
  const rows = Array.from({ length: data.size }, (_, row) => row);
  const parts = divided(withUseless(x, inputCount, data), y, rows, data.share);
  return { task, reach, shownCount: inputCount, ...parts, truth: set.truth(data.noise) };
}

/** Points come in the order of drawing, which says nothing: they are shuffled before they are divided. */
function ownSample(data: DataChoice): Sample {
  const { points, share, seed } = data;
  const x = Float32Array.from(points.flatMap((point) => point.slice(0, 2)));
  const y = Float32Array.from(points, ([, , isA]) => isA);
  const rows = Array.from(randomPermutation(points.length, { seed, stream: "own" }));
  return {
    task: "classification",
    reach: OWN_REACH,
    shownCount: 2,
    ...divided(withUseless(x, 2, data), y, rows, share),
  };
}

/** Examples, and behind the inputs of each so many standard normal numbers. */
function withUseless(x: Float32Array, width: number, { useless, seed }: DataChoice): readonly (readonly number[])[] {
  const count = x.length / width;
  const noise = randomNormal(useless * count, { seed, stream: "useless" });
  return Array.from({ length: count }, (_, row) => [
    ...x.subarray(row * width, (row + 1) * width),
    ...Array.from(noise.subarray(row * useless, (row + 1) * useless), toThousandths),
  ]);
}

/** At least one example for each part. */
function divided(x: readonly (readonly number[])[], y: Float32Array, rows: readonly number[], share: number) {
  const inputCount = x[0]?.length as number;
  const count = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * share)));
  const taken = (own: readonly number[]): PlainExamples => ({
    x: tensor(Float32Array.from(own.flatMap((row) => x[row] as readonly number[])), [own.length, inputCount]),
    y: tensor(
      Float32Array.from(own, (row) => y[row] as number),
      [own.length],
    ),
  });
  return { inputCount, train: taken(rows.slice(0, count)), validation: taken(rows.slice(count)) };
}
