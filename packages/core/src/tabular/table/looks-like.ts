/** Columns by which rows hang together, found by what they hold. */
import type { InputColumn, NumericInput } from "../../data/columns.ts";
import { square } from "../../tensor/elementary.ts";
import { datePartName } from "./reading/date-kind.ts";
import type { Note } from "./reading/note.ts";
import { groupsBy } from "./row-groups.ts";

/** Values of a column are groups where there are so many, of so many rows on average. */
const FEWEST_GROUPS = 5;
const FEWEST_ROWS = 3;
const ALIKE = 0.8;
/** Rows that are alike in one input may be so by what the column says; in several they come from one source. */
const FEWEST_ALIKE = 2;
/** Inputs that are looked at for each column. */
const MOST_INPUTS = 12;
const FEWEST_TIMES = 20;

/**
 * Columns of texts or whole numbers whose rows of one value are alike in half of the other numeric inputs or more: the variance between
 * groups is over 80% of all, 1 - (within / (n - k)) / (total / (n - 1)) for k groups in n rows. What dates and texts became, of which
 * each says the others, is no column of the table's: `sources`.
 */
export function looksLikeGroups(inputs: readonly InputColumn[], sources: ReadonlyMap<string, string>): readonly Note[] {
  const own = inputs.filter(({ name }) => (sources.get(name) ?? name) === name);
  const numeric = own.filter((column) => column.kind === "numeric");
  const step = Math.max(1, Math.ceil(numeric.length / MOST_INPUTS));
  const compared = numeric.filter((_, i) => i % step === 0);
  return own.flatMap((column): readonly Note[] => {
    const groups = groupsOf(column);
    if (groups === undefined) return [];
    const others = compared.filter(({ name }) => name !== column.name);
    if (!areAlike(others, groups)) return [];
    const rows = Math.round(column.values.length / groups.count);
    return [{ code: "looksLikeGroups", column: column.name, rows, example: String(column.values[0]) }];
  });
}

interface Groups {
  readonly groupOf: Int32Array;
  readonly count: number;
}

/** Undefined for a column of too few values, or too many. */
function groupsOf(column: InputColumn): Groups | undefined {
  if (column.kind === "numeric" && !column.values.every((value) => Number.isInteger(value))) return undefined;
  const { groupOf } = groupsBy(column);
  const count = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  return count < FEWEST_GROUPS || count * FEWEST_ROWS > groupOf.length ? undefined : { groupOf, count };
}

/** Looks no further once too many inputs differ within groups, as they do of nearly every column. */
function areAlike(others: readonly NumericInput[], groups: Groups): boolean {
  const most = Math.min(Math.floor(others.length / 2), others.length - FEWEST_ALIKE);
  let different = 0;
  for (const { values } of others) {
    if (different > most) break;
    if (!(sharedVariance(values, groups) > ALIKE)) different += 1;
  }
  return different <= most;
}

function sharedVariance(values: Float64Array, { groupOf, count }: Groups): number {
  const [sums, sizes] = [new Float64Array(count), new Float64Array(count)];
  let [total, rowCount] = [0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const group = groupOf[row] as number;
    sums[group] = (sums[group] as number) + value;
    sizes[group] = (sizes[group] as number) + 1;
    total += value;
    rowCount += 1;
  }
  const means = sums.map((sum, group) => sum / (sizes[group] as number));
  const middle = total / rowCount;
  let [within, all] = [0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    within += square(value - (means[groupOf[row] as number] as number));
    all += square(value - middle);
  }
  const groupCount = sizes.filter((size) => size > 0).length;
  if (all === 0 || rowCount <= groupCount) return 0;
  return 1 - within / (rowCount - groupCount) / (all / (rowCount - 1));
}

/** Dates, and numbers that rise from row to row: half of them at least, and none falls. */
export function looksLikeTime(inputs: readonly InputColumn[], sources: ReadonlyMap<string, string>): readonly Note[] {
  return inputs.flatMap((column): readonly Note[] => {
    if (column.kind !== "numeric") return [];
    const source = sources.get(column.name) ?? column.name;
    const isDate = source !== column.name && column.name === datePartName(source, "days");
    if (!isDate && (source !== column.name || !isRising(column))) return [];
    const present = column.values.filter((value) => !Number.isNaN(value));
    if (new Set(present).size < FEWEST_TIMES) return [];
    return [{ code: "looksLikeTime", column: source, rows: present.length }];
  });
}

function isRising({ values }: NumericInput): boolean {
  let steps = 0;
  for (let row = 1; row < values.length; row += 1) {
    const step = (values[row] as number) - (values[row - 1] as number);
    if (!(step >= 0)) return false;
    if (step > 0) steps += 1;
  }
  return steps * 2 >= values.length;
}
