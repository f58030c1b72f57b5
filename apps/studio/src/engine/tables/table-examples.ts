/** A table's rows as a network takes them: each input minus its mean, over its deviation, both of the training rows. */
import { randomPermutation } from "@occam/core/data";
import { type DataSet, toThousandths } from "../data-sets/data-set.ts";
import { trainCountOf } from "../divide.ts";
import type { DataChoice } from "../state.ts";
import type { OwnColumn } from "./read-table.ts";
import type { ChosenTable } from "./table-choice.ts";

/** What the numbers of a sample were in the table: value = mean + deviation * number. */
export interface TableFacts extends Pick<DataSet, "task" | "reach"> {
  readonly name: string;
  readonly shownCount: 1 | 2;
  /** In the order of the network's inputs, the shown ones first. */
  readonly inputs: readonly ScaledColumn[];
  /** Columns whose inputs would have been too many. */
  readonly columnsLeftOut: readonly string[];
  readonly target: ScaledColumn & { readonly classes: readonly [string, string] | undefined };
}

export interface ScaledColumn {
  /** The column's, or such as "sex: female" for one of its texts. */
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

export interface TableExamples {
  readonly facts: TableFacts;
  /** Row after row, in a random order. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const MOST_INPUTS = 64;
/** A plane shows no more: what lies further out is beyond its frame. */
const MOST_REACH = 4;
/** Inputs beyond so many deviations would let one row decide all. */
const FAR = 10;

export function tableExamples(chosen: ChosenTable, { size, share, seed }: DataChoice): TableExamples {
  const { table, target, shown } = chosen;
  const present = Array.from(target.values.keys()).filter((row) => !Number.isNaN(target.values[row]));
  const order = randomPermutation(present.length, { seed, stream: "table" });
  const rows = Array.from(order.subarray(0, size), (i) => present[i] as number);
  const trainRows = rows.slice(0, trainCountOf(rows.length, share));
  const { features, columnsLeftOut } = featuresOf(chosen);
  const inputs = features.map((feature) => scaled(feature, FAR, rows, trainRows));
  const isClasses = target.asTarget === "classification";
  const highest = Math.max(...target.values.filter((value) => !Number.isNaN(value)));
  const outcome = isClasses
    ? { name: target.name, mean: 0, deviation: 1, numbers: rows.map((row) => Number(target.values[row] === highest)) }
    : scaled({ name: target.name, at: (row) => target.values[row] as number }, Infinity, rows, trainRows);
  const axes = inputs.slice(0, shown.length).flatMap(({ numbers }) => numbers.map(Math.abs));
  return {
    facts: {
      ...{ name: table.name, task: isClasses ? "classification" : "regression", columnsLeftOut },
      shownCount: shown.length === 1 ? 1 : 2,
      reach: toThousandths(Math.min(MOST_REACH, Math.max(1, ...axes) * 1.05)),
      inputs: inputs.map(({ name, mean, deviation }) => ({ name, mean, deviation })),
      target: {
        ...{ name: outcome.name, mean: outcome.mean, deviation: outcome.deviation },
        classes: isClasses ? target.classes : undefined,
      },
    },
    x: Float32Array.from(rows.flatMap((_, i) => inputs.map(({ numbers }) => numbers[i] as number))),
    y: Float32Array.from(outcome.numbers),
  };
}

interface Feature {
  readonly name: string;
  /** NaN where it is missing. */
  readonly at: (row: number) => number;
}

/** The shown columns, then the others as long as there is room: numbers as they are, texts as one input for each. */
function featuresOf({ table, target, shown }: ChosenTable) {
  const others = table.columns.filter(
    (column) => column !== target && !shown.includes(column) && column.leftOut === undefined,
  );
  const features: Feature[] = [];
  const columnsLeftOut: string[] = [];
  for (const column of [...shown, ...others]) {
    const own = ofColumn(column);
    if (features.length + own.length <= MOST_INPUTS) features.push(...own);
    else columnsLeftOut.push(column.name);
  }
  return { features, columnsLeftOut };
}

function ofColumn({ name, values, texts }: OwnColumn): readonly Feature[] {
  if (texts.length === 0) return [{ name, at: (row) => values[row] as number }];
  // Of two texts the second says all.
  const told = texts.length === 2 ? texts.slice(1) : texts;
  return told.map((text) => ({
    name: `${name}: ${text}`,
    at: (row) => (Number.isNaN(values[row]) ? Number.NaN : Number(texts[values[row] as number] === text)),
  }));
}

/** What is missing becomes the mean, which is 0; what lies further from it than `far` deviations, that far. */
function scaled({ name, at }: Feature, far: number, rows: readonly number[], trainRows: readonly number[]) {
  const known = trainRows.map(at).filter((value) => !Number.isNaN(value));
  const mean = known.length === 0 ? 0 : known.reduce((sum, value) => sum + value / known.length, 0);
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2 / known.length, 0);
  const deviation = variance > 0 ? Math.sqrt(variance) : 1;
  const numbers = rows.map((row) => {
    const value = at(row);
    return Number.isNaN(value) ? 0 : toThousandths(Math.min(far, Math.max(-far, (value - mean) / deviation)));
  });
  return { name, mean, deviation, numbers };
}
