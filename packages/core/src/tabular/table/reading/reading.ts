/** How a column's cells were understood, as data: a model keeps it, so that tables to predict are read the same way. */
import type { NumberWay } from "./number-way.ts";

export type Reading =
  | { readonly kind: "numeric"; readonly way: NumberWay }
  | { readonly kind: "boolean" }
  /** As written, also where it looks like a number. */
  | { readonly kind: "code" }
  /** `kept`: marks that are values here. */
  | { readonly kind: "category"; readonly kept: readonly string[] };

export type ReadingOf<Kind extends Reading["kind"]> = Extract<Reading, { readonly kind: Kind }>;

/** The kinds that a user may ask for; "drop" leaves the column out. */
export const ASKED_KINDS = ["numeric", "category", "code", "drop"] as const;

export type AskedKind = (typeof ASKED_KINDS)[number];
