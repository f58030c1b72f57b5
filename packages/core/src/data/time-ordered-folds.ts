import { optionError } from "../errors.ts";
import { count, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Fold } from "./fold.ts";

/** Options of `timeOrderedFolds`. */
const TIME_ORDERED_FOLDS = record("timeOrderedFolds", {
  /** Rows, the oldest first. */
  rowCount: count(),
  /** At least 2. */
  folds: count(2),
  /** Rows left out between training and validation, where targets look ahead. Default 0. */
  gap: optional(count(0), 0),
});

export type TimeOrderedFoldsOptions = OptionsOf<typeof TIME_ORDERED_FOLDS>;

/**
 * Folds with an expanding window: the past is trained on, the rows that follow are validated on. The last
 * folds * floor(n / (folds + 1)) rows are cut into `folds` validation blocks of equal size; fold i trains on all rows
 * before block i but the last `gap`. Nothing is drawn at random.
 * @throws RangeError with code OCCAM_OPTION on fewer than 2 folds, or when the rows are too few for the first fold to
 *   train on one.
 */
export function timeOrderedFolds(options: TimeOrderedFoldsOptions): readonly Fold[] {
  const { rowCount, folds, gap } = TIME_ORDERED_FOLDS.read(options);
  const blockSize = Math.floor(rowCount / (folds + 1));
  const firstStart = rowCount - folds * blockSize;
  if (blockSize === 0 || firstStart <= gap) {
    throw optionError({
      where: "timeOrderedFolds.rowCount",
      expected: `enough rows for ${folds} validation blocks and a row to train on before a gap of ${gap}`,
      received: String(rowCount),
      fix: "use fewer folds or a smaller gap",
    });
  }
  return Array.from({ length: folds }, (_, i) => {
    const start = firstStart + i * blockSize;
    return { train: range(0, start - gap), validation: range(start, start + blockSize) };
  });
}

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, i) => start + i);
}
