/** A table in memory: what every stage of the pipeline begins with. */
import type { InputColumn } from "../../data/columns.ts";

/** A column of a type that a network cannot take as it is, such as a date or a nested list. */
export interface OtherColumn {
  readonly name: string;
  readonly kind: "other";
  /** The type as its reader names it, for example "DATE". */
  readonly type: string;
}

/** Numbers (NaN is missing), texts (null is missing), or neither. */
export type Column = InputColumn | OtherColumn;

/** Columns of one length, each with a name of its own. */
export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}
