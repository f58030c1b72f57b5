/** The different cells of a column of texts: what its reading is decided by. */

export interface DistinctCell {
  /** As the table writes it. */
  readonly text: string;
  /** Rows that hold it. */
  readonly count: number;
  /** The first of them, from 0. */
  readonly row: number;
}

/** Every text once, in the order of first appearance; nulls are left out. */
export function distinctCells(values: readonly (string | null)[]): readonly DistinctCell[] {
  const found = new Map<string, { text: string; count: number; row: number }>();
  values.forEach((text, row) => {
    if (text === null) return;
    const known = found.get(text);
    if (known === undefined) found.set(text, { text, count: 1, row });
    else known.count += 1;
  });
  return [...found.values()];
}

export function rowsOf(cells: readonly DistinctCell[]): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}
