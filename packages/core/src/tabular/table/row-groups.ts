/** Rows that belong together: no two of a group stand in different parts of a split, or in different folds. */
import type { InputColumn } from "../../data/columns.ts";
import type { Task } from "../tasks/index.ts";

/** The group of each row of a table, numbered from 0. */
export interface RowGroups {
  readonly groupOf: Int32Array;
  /** The column that names them; absent where equal rows are meant. */
  readonly column?: string;
}

/** Rows with the same text or number in a column; a row without one is a group of its own. */
export function groupsBy(column: InputColumn): RowGroups {
  const numbers = new Map<string | number, number>();
  let next = 0;
  const groupOf = Int32Array.from({ length: column.values.length }, (_, row) => {
    const value = column.values[row] ?? null;
    if (value === null || Number.isNaN(value)) return next++;
    const known = numbers.get(value) ?? next++;
    numbers.set(value, known);
    return known;
  });
  return { groupOf, column: column.name };
}

/** What is dealt to parts and folds as a whole: a row, or the rows of a group. */
export interface Units {
  readonly count: number;
  /** The target of each: that of its row, or what is typical of its rows. */
  readonly targets: Float64Array;
  /** The table rows of some units, ascending. */
  readonly rowsOf: (units: Int32Array) => Int32Array;
}

export function unitsOf(
  {
    task,
    target,
    groups,
  }: {
    readonly task: Task;
    readonly target: { readonly values: Float64Array };
    readonly groups?: RowGroups | undefined;
  },
  rows: Int32Array,
): Units {
  const targetsOf = (own: Int32Array) => Float64Array.from(own, (row) => target.values[row] as number);
  if (groups === undefined)
    return {
      count: rows.length,
      targets: targetsOf(rows),
      rowsOf: (units) => units.map((unit) => rows[unit] as number),
    };
  const members = new Map<number, number[]>();
  for (const row of rows) {
    const group = groups.groupOf[row] as number;
    const own = members.get(group);
    if (own === undefined) members.set(group, [row]);
    else own.push(row);
  }
  const units = [...members.values()].map((own) => Int32Array.from(own));
  return {
    count: units.length,
    targets: Float64Array.from(units, (own) => task.typical(targetsOf(own))),
    rowsOf: (chosen) => Int32Array.from([...chosen].flatMap((unit) => [...(units[unit] as Int32Array)])).sort(),
  };
}
