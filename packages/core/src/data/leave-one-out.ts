import { count } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { type Fold, foldsOfParts } from "./fold.ts";

/** Options of `leaveOneOut`. */
const LEAVE_ONE_OUT = record("leaveOneOut", { rowCount: count(2) });

/**
 * As many folds as rows: fold i validates on row i alone. Takes 4 n^2 bytes.
 * @throws RangeError with code OCCAM_OPTION on fewer than 2 rows.
 */
export function leaveOneOut(options: OptionsOf<typeof LEAVE_ONE_OUT>): readonly Fold[] {
  const { rowCount } = LEAVE_ONE_OUT.read(options);
  return foldsOfParts(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    rowCount,
  );
}
