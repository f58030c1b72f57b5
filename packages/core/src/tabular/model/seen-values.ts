/** What training rows held of a column, as a model says it. */
import { type InputColumn, MISSING_TEXT } from "../../data/columns.ts";
import { propertiesOf } from "../properties-of.ts";

export interface SeenValues {
  /** The lowest and the highest number; absent for texts. */
  readonly range?: readonly [lowest: number, highest: number];
  /** Every text once, in order; absent for numbers, and where they are more than `MOST_TEXTS`. */
  readonly texts?: readonly string[];
  readonly hasMissing: boolean;
}

/** Where a column has more texts, new ones are nothing new, and a list of them would outgrow the model. */
const MOST_TEXTS = 1_000;

/** Of columns with a value in some of these rows; a model takes no others. */
export function seenValues(column: InputColumn, rows: Int32Array): SeenValues {
  if (column.kind === "text") {
    const found = new Set(Array.from(rows, (row) => column.values[row] ?? MISSING_TEXT));
    const hasMissing = found.delete(MISSING_TEXT);
    return { ...(found.size <= MOST_TEXTS && { texts: [...found].sort() }), hasMissing };
  }
  let [lowest, highest, hasMissing] = [Infinity, -Infinity, false];
  for (const row of rows) {
    const value = column.values[row] as number;
    if (Number.isNaN(value)) hasMissing = true;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { range: [lowest, highest], hasMissing };
}

/** Whether a value out of a file says what training rows held. */
export function isSeenValues(value: unknown): value is SeenValues {
  const { range = [0, 0], texts = [], hasMissing } = propertiesOf(value);
  const isRange = Array.isArray(range) && range.length === 2 && range.every((end) => typeof end === "number");
  return (
    isRange &&
    Array.isArray(texts) &&
    texts.every((text) => typeof text === "string") &&
    typeof hasMissing === "boolean"
  );
}
