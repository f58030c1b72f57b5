import type { FileTable } from "./table.ts";

/** What a format's reader finds in a file. */
export type TableContent = Pick<FileTable, "rowCount" | "columns">;

/** Columns whose cells are wanted as the file writes them, also where they are numbers. */
export type AsWritten = ReadonlySet<string>;
