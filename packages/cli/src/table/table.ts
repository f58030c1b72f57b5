import type { Table } from "@occam/core/tabular";

export type { Column } from "@occam/core/tabular";

/** A table out of a file. */
export interface FileTable extends Table {
  readonly file: string;
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly sha256: string;
}
