/** A column of numbers; NaN is a missing value. */
export interface NumericColumn {
  readonly name: string;
  readonly kind: "numeric";
  readonly values: Float64Array;
}

/** A column of text (booleans too, as "true" and "false"); null is a missing value. */
export interface TextColumn {
  readonly name: string;
  readonly kind: "text";
  readonly values: readonly (string | null)[];
}

/** A column of a type that a network cannot take as it is, such as a date or a nested list. */
export interface OtherColumn {
  readonly name: string;
  readonly kind: "other";
  /** The type as the reader names it, for example "DATE". */
  readonly type: string;
}

export type Column = NumericColumn | TextColumn | OtherColumn;

export interface Table {
  readonly file: string;
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly rowCount: number;
  readonly columns: readonly Column[];
}
