import { describe, occamError } from "../errors.ts";
import { type RandomKey, randomPermutation } from "../tensor/random.ts";

/**
 * The rows of each class in random order; classes ascending. `strata` is a class index (0, 1, ...) for each row.
 * @throws Error with code OCCAM_SHAPE, naming `where`, unless there is one stratum a row; OCCAM_DATA unless strata are
 *   whole numbers of at least 0.
 */
export function shuffledClasses(
  where: string,
  rowCount: number,
  strata: ArrayLike<number>,
  key: RandomKey,
): readonly number[][] {
  if (strata.length !== rowCount) {
    throw occamError("OCCAM_SHAPE", {
      where,
      expected: `${rowCount} values, one a row`,
      received: `${strata.length}`,
    });
  }
  const classes = new Map<number, number[]>();
  for (const row of randomPermutation(rowCount, key)) {
    const stratum = strata[row];
    if (stratum === undefined || !Number.isInteger(stratum) || stratum < 0) {
      const received = `${describe(stratum)} at row ${row}`;
      throw occamError("OCCAM_DATA", { where, expected: "class indices from 0", received });
    }
    const rows = classes.get(stratum);
    if (rows === undefined) classes.set(stratum, [row]);
    else rows.push(row);
  }
  return [...classes].sort(([a], [b]) => a - b).map(([, rows]) => rows);
}
