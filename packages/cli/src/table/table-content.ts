import type { FileTable } from "./table.ts";

/** What a format's reader finds in a file. */
export type TableContent = Pick<FileTable, "rowCount" | "columns">;

/** The kinds that a caller demands for some columns, by name; the other columns speak for themselves. */
export type ColumnKinds = ReadonlyMap<string, "numeric" | "text">;
