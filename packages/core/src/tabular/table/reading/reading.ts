/** How a column's cells were understood, as data: a model keeps it, so that tables to predict are read the same way. */
import type { DateOrder, DatePart } from "./moment.ts";
import type { NumberWay } from "./number-way.ts";

export type Reading =
  | { readonly kind: "numeric"; readonly way: NumberWay }
  | { readonly kind: "boolean" }
  /** Days count from `origin`, a day since 1970-01-01. */
  | { readonly kind: "date"; readonly order: DateOrder; readonly parts: readonly DatePart[]; readonly origin: number }
  /** `words`: those that are counted. */
  | { readonly kind: "text"; readonly words: readonly string[] }
  /** As written, also where it looks like a number. */
  | { readonly kind: "code" }
  /** `kept`: marks that are values here. */
  | { readonly kind: "category"; readonly kept: readonly string[] };

export type ReadingOf<Kind extends Reading["kind"]> = Extract<Reading, { readonly kind: Kind }>;

/** The kinds that a user may ask for; "drop" leaves the column out. */
export const ASKED_KINDS = ["numeric", "category", "code", "date", "date-dmy", "date-mdy", "text", "drop"] as const;

export type AskedKind = (typeof ASKED_KINDS)[number];
