/** Rows that say less than as many independent ones, and how training sets are drawn of them all the same. */
import { occamError } from "../errors.ts";
import { type RandomKey, randomIndices, randomPermutation } from "../tensor/random.ts";

/** How rows hang together: those of one group, by its number, or those that are near in time, a number that rises. One for each row. */
export type RowTies = { readonly groups: ArrayLike<number> } | { readonly times: ArrayLike<number> };

/**
 * All rows, in the order in which a growing training set takes them: a random one; where there are groups, group by group, in a
 * random order of groups; where there are times, the latest first, those of one time in a random order.
 */
export function growingOrder(rowCount: number, ties: RowTies | undefined, key: RandomKey): Int32Array {
  if (ties === undefined) return randomPermutation(rowCount, key);
  if ("times" in ties) {
    const { times } = ties;
    return randomPermutation(rowCount, key).sort((a, b) => (times[b] as number) - (times[a] as number));
  }
  const units = rowsByGroup(ties.groups);
  return rowsOf(units, randomPermutation(units.length, key), rowCount);
}

/**
 * A bootstrap sample of as many rows as there are: rows with replacement, or whole groups until there are so many rows, the last
 * one cut there (the cluster bootstrap: Davison & Hinkley 1997, 3.8). Rows with times are drawn in blocks that follow each other, of n^(1/3)
 * rows or of those of one time where these are more (Carlstein 1986; the length: Hall, Horowitz & Jing 1995).
 */
export function bootstrapRows(rowCount: number, ties: RowTies | undefined, key: RandomKey): Int32Array {
  if (ties === undefined) return randomIndices(rowCount, rowCount, key);
  const units = rowsByGroup("times" in ties ? timeBlocks(ties.times) : ties.groups);
  return rowsOf(units, randomIndices(rowCount, units.length, key), rowCount);
}

/** @throws Error with code OCCAM_SHAPE for another number of groups or times than rows. */
export function requireTies(where: string, ties: RowTies | undefined, rowCount: number): void {
  if (ties === undefined) return;
  const [kind, values] = "times" in ties ? (["times", ties.times] as const) : (["groups", ties.groups] as const);
  if (values.length === rowCount) return;
  throw occamError("OCCAM_SHAPE", {
    where: `${where}.${kind}`,
    expected: `${rowCount} numbers, one for each row`,
    received: `${values.length}`,
  });
}

function rowsByGroup(groups: ArrayLike<number>): readonly (readonly number[])[] {
  const units = new Map<number, number[]>();
  for (let row = 0; row < groups.length; row += 1) {
    const group = groups[row] as number;
    const own = units.get(group);
    if (own === undefined) units.set(group, [row]);
    else own.push(row);
  }
  return [...units.values()];
}

/** The first `count` rows of some units, one unit after the other. */
function rowsOf(units: readonly (readonly number[])[], chosen: Int32Array, count: number): Int32Array {
  const rows = new Int32Array(count);
  let filled = 0;
  for (const unit of chosen) {
    if (filled === count) break;
    const own = (units[unit] as readonly number[]).slice(0, count - filled);
    rows.set(own, filled);
    filled += own.length;
  }
  return rows;
}

/** The number of each row's block. */
function timeBlocks(times: ArrayLike<number>): Int32Array {
  const length = Math.ceil(Math.cbrt(times.length));
  const at = (row: number) => times[row] as number;
  const ordered = Int32Array.from({ length: times.length }, (_, row) => row).sort((a, b) => at(a) - at(b));
  const blocks = new Int32Array(times.length);
  let [block, size] = [0, 0];
  ordered.forEach((row, i) => {
    if (size >= length && at(row) !== at(ordered[i - 1] as number)) [block, size] = [block + 1, 0];
    blocks[row] = block;
    size += 1;
  });
  return blocks;
}
