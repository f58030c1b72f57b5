/** The examples that a playground trains on and those that it is judged by. */
import { randomNormal, randomPermutation } from "@occam/core/data";
import { toThousandths } from "./data-sets/data-set.ts";
import { DATA_SETS, type DataSet } from "./data-sets/index.ts";
import { divided, type PlainExamples } from "./divide.ts";
import { type DataChoice, TABLE } from "./state.ts";
import type { ChosenTable } from "./tables/table-choice.ts";
import { type TableFacts, tableExamples } from "./tables/table-examples.ts";

export type { PlainExamples };

export interface Sample extends Pick<DataSet, "task" | "reach"> {
  readonly inputCount: number;
  /** The first inputs, which are shown; the others are 0 where the network is pictured. */
  readonly shownCount: DataSet["inputCount"];
  readonly train: PlainExamples;
  readonly validation: PlainExamples;
  /** What nobody predicts better; undefined where nobody knows. */
  readonly truth?: (x1: number, x2: number) => number;
  /** What its numbers were, where they are of a user's table. */
  readonly table?: TableFacts;
}

/** Points drawn by hand are classes on the plane of the other problems. */
const OWN_REACH = 3;

/** @throws Error where the data are those of a table that is not given. */
export function sampleOf(data: DataChoice, table?: ChosenTable): Sample {
  if (data.set === TABLE) {
    if (table === undefined) throw new Error("A sample of a table needs the table.");
    return tableSample(table, data);
  }
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

function tableSample(table: ChosenTable, data: DataChoice): Sample {
  const { facts, x, y } = tableExamples(table, data);
  const rows = Array.from(y.keys());
  const parts = divided(withUseless(x, facts.inputs.length, data), y, rows, data.share);
  return { task: facts.task, reach: facts.reach, shownCount: facts.shownCount, ...parts, table: facts };
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
