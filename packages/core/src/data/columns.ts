/** A column of numbers; NaN is a missing value. */
export interface NumericInput {
  readonly name: string;
  readonly kind: "numeric";
  readonly values: Float64Array;
}

/** A column of texts; null is a missing value. */
export interface TextInput {
  readonly name: string;
  readonly kind: "text";
  readonly values: readonly (string | null)[];
  /**
   * Of values that a table or a program may write otherwise: all their spellings, the one that this table has most often first.
   * No spelling is of two values.
   */
  readonly spellings?: ReadonlyMap<string, readonly string[]>;
}

export type InputColumn = NumericInput | TextInput;

/** Text by which a missing category is known to a model. */
export const MISSING_TEXT = "";
