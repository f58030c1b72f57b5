import { categoryText, tidyText } from "./canonical-text.ts";
import type { ColumnKind } from "./column-kind.ts";
import { type DistinctCell, rowsOf } from "./distinct-cells.ts";
import { looksLikeOthers, type MissingTest, missingAmongTexts } from "./missing-marks.ts";
import type { Note } from "./note.ts";
import { numberParts } from "./number-parts.ts";
import type { ReadingOf } from "./reading.ts";
import { mergedSpellings, readTexts } from "./text-values.ts";

/** Texts that name something: every column that is nothing else. */
export const categoryKind: ColumnKind<ReadingOf<"category">> = {
  name: "category",
  isOfValues: false,
  decide: (present, { distinct, marks }) => {
    const own = new Set(present);
    const absent = new Set(distinct.filter((cell) => !own.has(cell)).map(({ text }) => tidyText(text)));
    if (absent.size === 0) return { reading: { kind: "category", kept: [] } };
    const others = [...new Set(present.map(({ text }) => tidyText(text)))];
    const kept = [...absent].filter((mark) => looksLikeOthers(mark, others) && !marks.includes(mark));
    return { reading: { kind: "category", kept } };
  },
  read: (column, reading, marks) => [
    readTexts(column, { isMissing: isMissing(reading, marks), toValue: categoryText, otherSpellings }),
  ],
  isMissing,
  isFacts: ({ kept }) => Array.isArray(kept) && kept.every((mark) => typeof mark === "string"),
  isNaive: ({ kept }) => kept.length === 0,
  notes: ({ kept }, present, column) => [
    ...keptMarks(kept, present, column),
    ...mergedSpellings(present, categoryText, column),
    ...mostlyNumbers(present, column),
  ],
};

/** Whole numbers as floats, as pandas writes them beside missing values; accents as characters of their own, as some systems do. */
function otherSpellings(value: string): readonly string[] {
  if (/^-?\d+$/.test(value)) return [`${value}.0`];
  const decomposed = value.normalize("NFD");
  return decomposed === value ? [] : [decomposed];
}

function isMissing({ kept }: ReadingOf<"category">, marks: readonly string[]): MissingTest {
  const isMark = missingAmongTexts(marks);
  return (text) => isMark(text) && !kept.includes(tidyText(text));
}

function keptMarks(kept: readonly string[], present: readonly DistinctCell[], column: string): readonly Note[] {
  const cells = present.filter(({ text }) => kept.includes(tidyText(text)));
  const [first] = cells;
  return first === undefined ? [] : [{ code: "keptMark", column, rows: rowsOf(cells), example: first.text }];
}

/** So many of the cells at least make it likely that numbers were meant. */
const MOST = 0.8;
const LOOK = 40;

function mostlyNumbers(present: readonly DistinctCell[], column: string): readonly Note[] {
  const isOdd = ({ text }: DistinctCell) => numberParts(text) === undefined;
  const first = present.slice(0, LOOK);
  if (first.filter(isOdd).length * 2 > first.length) return [];
  const odd = present.filter(isOdd);
  const rows = rowsOf(odd);
  const [example] = odd;
  if (example === undefined || rows > (1 - MOST) * rowsOf(present)) return [];
  return [{ code: "mostlyNumbers", column, rows, example: example.text }];
}
