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
}

export type InputColumn = NumericInput | TextInput;

/** Text by which a missing category is known to a model. */
export const MISSING_TEXT = "";
