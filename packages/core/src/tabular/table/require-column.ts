import { tidyText } from "./reading/canonical-text.ts";
import type { Column, Table } from "./table.ts";
import { quoted, tableError } from "./table-error.ts";

/** Names that look the same are: spaces around them and the form of accents do not count. */
export function findColumn(table: Table, name: string): Column | undefined {
  return (
    table.columns.find((column) => column.name === name) ??
    table.columns.find((column) => tidyText(column.name) === tidyText(name))
  );
}

/** @throws Error with code OCCAM_TABLE, with the nearest name there is. */
export function requireColumn(table: Table, name: string, option: string): Column {
  const found = findColumn(table, name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  const near = names.find((other) => other.toLowerCase() === name.toLowerCase());
  const shown = names.slice(0, 12).join(", ") + (names.length > 12 ? `, ... (${names.length} in all)` : "");
  const hint = near === undefined ? `its columns are ${shown}.` : `did you mean ${quoted(near)}?`;
  throw tableError(`the table has no column ${quoted(name)} for the ${option}: ${hint}`);
}
