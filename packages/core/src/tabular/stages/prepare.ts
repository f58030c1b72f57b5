/** From table rows to examples: preprocessing and the target's scale, learnt on some rows. */
import {
  fitPreprocessing,
  type LosingColumn,
  mergedColumns,
  type Preprocessing,
  roundedColumns,
} from "../../data/preprocessing.ts";
import { columnNumbers, transform } from "../../data/preprocessing-graph.ts";
import { isOccamError, sentenceIn } from "../../errors.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import type { Note } from "../table/reading/note.ts";
import { tableError } from "../table/table-error.ts";
import { targetsOf, type Understanding } from "../table/understand.ts";
import type { TargetScale } from "../tasks/index.ts";

/** Rows as a training takes them. */
export interface RowExamples {
  readonly x: FloatTensor;
  /** The table column that each feature comes from, counted from 0. */
  readonly columns: readonly number[];
  /** Class indices, or standardized values. */
  readonly y: { readonly shape: readonly number[]; readonly data: Int32Array | Float32Array };
}

/** What was learnt from rows. */
export interface Preparation {
  readonly preprocessing: Preprocessing;
  readonly targetScale: TargetScale;
}

/** @throws Error with code OCCAM_TABLE where no column says anything in these rows. */
export function prepare(known: Understanding, rows: Int32Array): Preparation {
  return { preprocessing: learn(known, rows), targetScale: known.task.scaleOf(targetsOf(known, rows)) };
}

export async function examplesOf(
  runtime: Runtime,
  known: Understanding,
  { preprocessing, targetScale }: Preparation,
  rows: Int32Array,
): Promise<RowExamples> {
  return {
    x: await transform(runtime, preprocessing, known.inputs, rows),
    columns: columnNumbers(preprocessing),
    y: known.task.encode(targetsOf(known, rows), targetScale),
  };
}

/** The columns in which a network cannot tell numbers of the table's rows apart. */
export function lossNotes({ inputs, rows: all }: Understanding, preprocessing: Preprocessing): readonly Note[] {
  const noted = (code: Note["code"], columns: readonly LosingColumn[]) =>
    columns.map(({ column, rows, example }): Note => ({ code, column, rows, example: String(example) }));
  return [
    ...noted("mergedByFloat32", mergedColumns(preprocessing, inputs, all)),
    ...noted("roundedByFloat64", roundedColumns(preprocessing, inputs, all)),
  ];
}

function learn({ inputs }: Understanding, rows: Int32Array): Preprocessing {
  try {
    return fitPreprocessing(inputs, rows);
  } catch (error) {
    throw isOccamError(error) ? tableError(sentenceIn(error)) : error;
  }
}
