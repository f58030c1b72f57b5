/** A table from anything shaped like an Arrow table, without depending on Arrow. */
import { columnOf } from "./column-of.ts";
import type { Table } from "./table.ts";
import { tableError } from "./table-error.ts";

/** What is used of an Arrow table: apache-arrow's Table and the tables of DuckDB-Wasm and Arquero have it. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
  readonly getChild: (name: string) => ArrowColumn | null;
}

export interface ArrowColumn {
  readonly length: number;
  readonly get: (row: number) => unknown;
}

export function isArrowTable(value: unknown): value is ArrowTable {
  return (
    typeof value === "object" &&
    value !== null &&
    "schema" in value &&
    "getChild" in value &&
    typeof value.getChild === "function"
  );
}

/** @throws Error with code OCCAM_TABLE for no rows or columns, two columns of one name, and cells as `columnOf`. */
export function fromArrow(table: ArrowTable): Table {
  const names = table.schema.fields.map(({ name }) => name);
  if (names.length === 0 || table.numRows === 0)
    throw tableError(`the table has ${names.length === 0 ? "no columns" : "no rows"}: add data.`);
  const doubled = names.find((name, i) => names.indexOf(name) !== i);
  if (doubled !== undefined) throw tableError(`two columns are named ${JSON.stringify(doubled)}: rename one.`);
  return {
    rowCount: table.numRows,
    columns: names.map((name) => {
      const column = table.getChild(name);
      if (column === null) throw tableError(`the column ${JSON.stringify(name)} of the schema is not in the table.`);
      return columnOf(
        name,
        Array.from({ length: table.numRows }, (_, row) => column.get(row)),
      );
    }),
  };
}
