import { propertiesOf } from "../../properties-of.ts";
import { booleanKind } from "./boolean-kind.ts";
import { categoryKind } from "./category-kind.ts";
import { codeKind } from "./code-kind.ts";
import type { ColumnKind } from "./column-kind.ts";
import { dateKind } from "./date-kind.ts";
import { PLAIN_WAY } from "./number-way.ts";
import { numericKind } from "./numeric-kind.ts";
import type { Reading } from "./reading.ts";
import { textKind } from "./text-kind.ts";

/** Every kind of column; where nobody says, the first whose cells all are of it is meant. */
export const COLUMN_KINDS = [codeKind, dateKind, numericKind, booleanKind, textKind, categoryKind] as const;

/** How the inputs of a model are read that it says nothing of. */
export const NAIVE_READINGS: Readonly<Record<"numeric" | "categorical", Reading>> = {
  numeric: { kind: "numeric", way: PLAIN_WAY },
  categorical: { kind: "category", kept: [] },
};

/** Whether a value out of a file is a reading. */
export function isReading(value: unknown): value is Reading {
  const { kind, ...facts } = propertiesOf(value);
  return COLUMN_KINDS.some(({ name, isFacts }) => name === kind && isFacts(facts));
}

/** The kind of a reading. Each reads readings of its own name alone, which the type of a list cannot say. */
export function kindOf({ kind }: Pick<Reading, "kind">): ColumnKind {
  return COLUMN_KINDS.find(({ name }) => name === kind) as unknown as ColumnKind;
}
