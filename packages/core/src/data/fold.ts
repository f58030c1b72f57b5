/** Row indices of one fold, ascending; no row is in both parts. */
export interface Fold {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** The folds that validate on the rows of part 0, part 1, ... and train on all other rows, given the part of each row. */
export function foldsOfParts(partOf: Int32Array, partCount: number): readonly Fold[] {
  const rows = Int32Array.from(partOf.keys());
  return Array.from({ length: partCount }, (_, part) => ({
    train: rows.filter((row) => partOf[row] !== part),
    validation: rows.filter((row) => partOf[row] === part),
  }));
}
