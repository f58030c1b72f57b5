/** What may be asked of a table's reading. */
import { describe, optionError } from "../../../errors.ts";
import { given, list, oneOf, optional, text } from "../../../options/field.ts";
import { ASKED_KINDS, type AskedKind } from "./reading.ts";

const MOST_MARKS = 100;

export const READING_FIELDS = {
  /** How columns are read, by name, instead of as their cells say: "numeric", "category", "code", "date", "date-dmy", "date-mdy", "text", or "drop". */
  columns: given<Readonly<Record<string, AskedKind>>>(requireKinds),
  /** Marks of missing values besides the usual ones. */
  missing: optional(list(text(), 0, MOST_MARKS)),
};

function requireKinds(where: string, columns: unknown): void {
  if (typeof columns !== "object" || columns === null || Array.isArray(columns))
    throw optionError({ where, expected: "kinds by the names of columns", received: describe(columns) });
  for (const [name, kind] of Object.entries(columns))
    oneOf(ASKED_KINDS).check(`${where}[${JSON.stringify(name)}]`, kind);
}
