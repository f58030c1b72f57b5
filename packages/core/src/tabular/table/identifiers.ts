/** Columns that count or name rows instead of describing them. */
import type { NumericInput } from "../../data/columns.ts";
import type { DroppedColumn } from "../../data/preprocessing.ts";
import type { ReadingOptions } from "./reading/read-columns.ts";
import type { Column } from "./table.ts";

/** Fewer rows may count by chance, or because somebody made them up. */
const FEWEST_ROWS = 20;

/**
 * Row numbers, and identifiers by their name: a different whole number in every row. A column that was asked to be something, that orders
 * the rows, or that is the only one there is, is none; nor are the parts of a date, of which each says what it is (`sources`).
 */
export function identifiers(
  columns: readonly Column[],
  asked: NonNullable<ReadingOptions["columns"]>,
  { time, sources }: { readonly time: string | undefined; readonly sources: ReadonlyMap<string, string> },
): readonly DroppedColumn[] {
  const usable = columns.filter(({ kind, name }) => kind !== "other" && asked[name] !== "drop");
  const isOwn = ({ name }: Column) => (sources.get(name) ?? name) === name;
  const found = usable
    .filter((column) => isOwn(column) && column.name !== time && asked[column.name] === undefined)
    .filter(isIdentifier);
  const isAll = found.length === usable.length && found.every(({ name }) => !IDENTIFIER_NAME.test(name));
  return isAll ? [] : found.map(({ name }) => ({ column: name, reason: { code: "identifier" } }));
}

function isIdentifier(column: Column): boolean {
  if (column.kind !== "numeric" || column.values.length < 2 || !column.values.every(Number.isInteger)) return false;
  if (countsRows(column)) return true;
  return IDENTIFIER_NAME.test(column.name) && new Set(column.values).size === column.values.length;
}

/** Whether the numbers go up by one from row to row, or are those from 0 or 1 to the last in another order. */
function countsRows({ values }: NumericInput): boolean {
  if (values.length < FEWEST_ROWS) return false;
  const first = values[0] as number;
  if (values.every((value, row) => value === first + row)) return true;
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [first, first],
  );
  const isRange = (low === 0 || low === 1) && high - low === values.length - 1;
  return isRange && new Set(values).size === values.length;
}

const IDENTIFIER_NAME = /^(id|index|row|row_?id|row_?number|unnamed: ?\d+(\.\d+)?|column0)$|[_ ]id$/i;
