import { optionError, requireCount } from "../errors.ts";
import type { Fold } from "./fold.ts";

export interface TimeOrderedFoldsOptions {
  /** Rows, the oldest first. */
  readonly rowCount: number;
  /** At least 2. */
  readonly folds: number;
  /** Rows left out between training and validation, where targets look ahead. Default 0. */
  readonly gap?: number;
}

/**
 * Folds with an expanding window: the past is trained on, the rows that follow are validated on. The last
 * folds * floor(n / (folds + 1)) rows are cut into `folds` validation blocks of equal size; fold i trains on all rows
 * before block i but the last `gap`. Nothing is drawn at random.
 * @throws RangeError with code OCCAM_OPTION on fewer than 2 folds, or when the rows are too few for the first fold to
 *   train on one.
 */
export function timeOrderedFolds({ rowCount, folds, gap = 0 }: TimeOrderedFoldsOptions): readonly Fold[] {
  requireCount("timeOrderedFolds.rowCount", rowCount);
  requireCount("timeOrderedFolds.folds", folds, 2);
  requireCount("timeOrderedFolds.gap", gap, 0);
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
