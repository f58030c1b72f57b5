import type { SplitParts } from "../../data/split.ts";
import { type Leakage, leakageAlarms } from "../../diagnosis/leakage.ts";
import type { Note } from "../table/reading/note.ts";
import type { Understanding } from "../table/understand.ts";

/** Columns that tell the target by themselves, and rows that stand in two parts: learnt on training rows, seen on all others. */
export function leakageOf({ inputs, target, task }: Understanding, split: SplitParts): Leakage {
  return leakageAlarms({
    columns: inputs,
    targets: target.values,
    classes: task.outputCount(target),
    train: split.train,
    heldOut: [...split.validation, ...split.test],
  });
}

export function leakNotes({ columns, telling, duplicates: { heldOut: rows } }: Leakage): readonly Note[] {
  return [
    ...columns.map(({ column }): Note => ({ code: "leakingColumn", column, rows })),
    ...telling.map(({ column }): Note => ({ code: "tellingColumn", column, rows })),
  ];
}
