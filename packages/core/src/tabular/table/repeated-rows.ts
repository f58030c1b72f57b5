/** Rows that a table holds several times, as a faulty join or oversampling leaves them. */
import type { InputColumn } from "../../data/columns.ts";
import type { RowGroups } from "./row-groups.ts";

export interface RepeatedRows {
  readonly groups: RowGroups;
  /** Rows that are equal to one above them. */
  readonly rows: number;
  /** The first of them. */
  readonly first: number;
}

/** So many times the pairs that chance makes are no chance. */
const MUCH = 10;

/**
 * Rows that are equal in all columns but for names that every row has of its own, where there are more of them than chance makes: were the columns independent, so many pairs of
 * rows would be equal as there are pairs, times the product over columns of the sum of the squared shares of their values.
 */
export function repeatedRows(all: readonly InputColumn[], rowCount: number): RepeatedRows | undefined {
  const columns = withoutNames(all);
  const groupOf = equalRows(columns, rowCount);
  const sizes = new Map<number, number>();
  let first: number | undefined;
  groupOf.forEach((group, row) => {
    const before = sizes.get(group) ?? 0;
    if (before > 0) first ??= row;
    sizes.set(group, before + 1);
  });
  if (first === undefined) return undefined;
  const pairs = pairsIn(sizes.values());
  const expected = columns.reduce((product, column) => product * shareOfEqualPairs(column), pairsIn([rowCount]));
  return pairs > MUCH * expected ? { groups: { groupOf }, rows: rowCount - sizes.size, first } : undefined;
}

/** Names tell rows apart, but not what was measured of them: they are left out where the other columns have fractions to be equal in. */
function withoutNames(columns: readonly InputColumn[]): readonly InputColumn[] {
  const others = columns.filter(({ kind, values }) => kind === "numeric" || new Set(values).size < values.length);
  const isMeasured = ({ kind, values }: InputColumn) =>
    kind === "numeric" && values.some((value) => value % 1 !== 0 && !Number.isNaN(value));
  return others.some(isMeasured) ? others : columns;
}

function pairsIn(sizes: Iterable<number>): number {
  let pairs = 0;
  for (const size of sizes) pairs += (size * (size - 1)) / 2;
  return pairs;
}

function shareOfEqualPairs({ values }: InputColumn): number {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return pairsIn(counts.values()) / pairsIn([values.length]);
}

/** The number of the first row that is equal to each. Codes of columns are refined one by one; all rows apart end it early. */
function equalRows(columns: readonly InputColumn[], rowCount: number): Int32Array {
  let groupOf: Int32Array = new Int32Array(rowCount);
  for (const column of columns) {
    const refined = new Map<number, Map<unknown, number>>();
    let count = 0;
    const next = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row += 1) {
      const group = groupOf[row] as number;
      const own = refined.get(group) ?? new Map<unknown, number>();
      if (own.size === 0) refined.set(group, own);
      const value = column.values[row] ?? null;
      const known = own.get(value);
      if (known === undefined) {
        own.set(value, row);
        count += 1;
      }
      next[row] = known ?? row;
    }
    groupOf = next;
    if (count === rowCount) break;
  }
  return groupOf;
}
