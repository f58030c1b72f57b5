import { requireCount } from "../errors.ts";
import { type Fold, foldsOfParts } from "./fold.ts";

/**
 * As many folds as rows: fold i validates on row i alone. Takes 4 n^2 bytes.
 * @throws RangeError with code OCCAM_OPTION on fewer than 2 rows.
 */
export function leaveOneOut({ rowCount }: { readonly rowCount: number }): readonly Fold[] {
  requireCount("leaveOneOut.rowCount", rowCount, 2);
  return foldsOfParts(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    rowCount,
  );
}
