/** What a user may ask a column to be. */
import type { Decided } from "./column-kind.ts";
import { decideDates } from "./date-kind.ts";
import type { DistinctCell } from "./distinct-cells.ts";
import { momentIn } from "./moment.ts";
import { numberParts } from "./number-parts.ts";
import { plainNumber } from "./number-way.ts";
import type { AskedKind, Reading } from "./reading.ts";
import { frequentWords } from "./text-kind.ts";

type Cells = readonly DistinctCell[];

interface Asked {
  readonly kind: Reading["kind"];
  /** How it is decided, where otherwise than when nobody asks. */
  readonly decide?: (present: Cells) => Decided | undefined;
  /** The cell that is none of the kind. */
  readonly odd?: (present: Cells) => DistinctCell | undefined;
}

export const ASKED: Readonly<Record<Exclude<AskedKind, "drop">, Asked>> = {
  numeric: {
    kind: "numeric",
    odd: (present) =>
      present.find(({ text }) => numberParts(text) === undefined) ??
      present.find(({ text }) => Number.isNaN(plainNumber(text))),
  },
  category: { kind: "category" },
  code: { kind: "code", decide: () => ({ reading: { kind: "code" } }) },
  date: {
    kind: "date",
    odd: (present) => present.find(({ text }) => !momentIn(text, "dmy") && !momentIn(text, "mdy")),
  },
  "date-dmy": {
    kind: "date",
    decide: (present) => decideDates(present, ["dmy"]),
    odd: (present) => present.find(({ text }) => !momentIn(text, "dmy")),
  },
  "date-mdy": {
    kind: "date",
    decide: (present) => decideDates(present, ["mdy"]),
    odd: (present) => present.find(({ text }) => !momentIn(text, "mdy")),
  },
  text: { kind: "text", decide: (present) => ({ reading: { kind: "text", words: frequentWords(present) } }) },
};
