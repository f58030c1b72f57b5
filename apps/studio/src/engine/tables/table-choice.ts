/** What of a table is predicted and what is drawn. */
import type { OwnColumn, OwnTable, TableProblem } from "./read-table.ts";

export interface TableChoice {
  /** The column to predict. */
  readonly target: string;
  /** The columns along the axes: two, or one where numbers are predicted. All others that can be are inputs too. */
  readonly shown: readonly string[];
}

/** A table with what was chosen of it. */
export interface ChosenTable {
  readonly table: OwnTable;
  readonly target: OwnColumn;
  readonly shown: readonly OwnColumn[];
}

const MOST_TEXT = 40;

export function chosenTable(table: OwnTable, { target, shown }: TableChoice): ChosenTable | TableProblem {
  const columnOf = (name: string) => table.columns.find((column) => column.name === name);
  const own = columnOf(target);
  if (own?.asTarget === undefined)
    return { code: "choice", at: "target", received: String(target).slice(0, MOST_TEXT) };
  const axes = shown.map(columnOf).filter((column) => column?.canBeShown && column !== own) as OwnColumn[];
  const isEnough = axes.length === 2 || (axes.length === 1 && own.asTarget === "regression");
  if (!isEnough || axes.length < shown.length || axes[0] === axes[1])
    return { code: "choice", at: "shown", received: shown.join(", ").slice(0, MOST_TEXT) };
  return { table, target: own, shown: axes };
}

/** The last column that can be predicted, by the two that go most along with it. */
export function suggestedChoice({ columns }: OwnTable): TableChoice {
  const target = columns.findLast(({ asTarget }) => asTarget !== undefined) as OwnColumn;
  const axes = columns
    .filter((column) => column !== target && column.canBeShown)
    .map((column) => ({ name: column.name, strength: Math.abs(correlation(column.values, target.values)) }))
    .toSorted((a, b) => b.strength - a.strength);
  return { target: target.name, shown: axes.slice(0, 2).map(({ name }) => name) };
}

/** Of the rows that have both; 0 where one of them does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  const rows = Array.from(a.keys()).filter((row) => !Number.isNaN(a[row]) && !Number.isNaN(b[row]));
  const centered = (values: Float64Array) => {
    const mean = rows.reduce((sum, row) => sum + (values[row] as number), 0) / rows.length;
    return rows.map((row) => (values[row] as number) - mean);
  };
  const [x, y] = [centered(a), centered(b)];
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, each, i) => sum + each * (v[i] as number), 0);
  const size = Math.sqrt(dot(x, x) * dot(y, y));
  return size > 0 ? dot(x, y) / size : 0;
}
