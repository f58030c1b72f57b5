import type { NumericInput } from "../../../data/columns.ts";
import { tidyText } from "./canonical-text.ts";
import type { ColumnKind } from "./column-kind.ts";
import { type DistinctCell, rowsOf } from "./distinct-cells.ts";
import { missingAmongTexts } from "./missing-marks.ts";
import type { ReadingOf } from "./reading.ts";
import { textColumn } from "./text-values.ts";

/** Cells of at least so many words, half of them or more, are sentences. */
const FEW_WORDS = 4;
/** More different texts than a column of categories keeps apart, or than every second row repeats. */
const MANY_TEXTS = 64;
/** Words that are counted, the most frequent; rarer ones than in so many cells tell little. */
const MOST_WORDS = 50;
const FEWEST_CELLS = 3;

/** Sentences: how often each of the most frequent words stands in a cell. */
export const textKind: ColumnKind<ReadingOf<"text">> = {
  name: "text",
  isOfValues: false,
  decide: (present) => {
    const cellCount = rowsOf(present);
    const isMany = present.length > Math.min(MANY_TEXTS, cellCount / 2);
    const isLong = rowsOf(present.filter(({ text }) => hasManyWords(text))) * 2 >= cellCount;
    if (!isMany || !isLong) return undefined;
    const words = frequentWords(present);
    return words.length === 0 ? undefined : { reading: { kind: "text", words } };
  },
  read: (column, { words }, marks) => {
    const { name, values } = textColumn(column);
    const isMissing = missingAmongTexts(marks);
    const position = new Map(words.map((word, i) => [word, i]));
    const counts = words.map(() => new Float64Array(values.length));
    values.forEach((text, row) => {
      if (text === null || isMissing(text)) return;
      for (const word of wordsOf(text)) {
        const own = counts[position.get(word) ?? -1];
        if (own !== undefined) own[row] = (own[row] as number) + 1;
      }
    });
    return words.map(
      (word, i): NumericInput => ({
        name: `${name}: ${word}`,
        kind: "numeric",
        values: counts[i] as Float64Array,
      }),
    );
  },
  isMissing: (_, marks) => missingAmongTexts(marks),
  isFacts: ({ words }) => Array.isArray(words) && words.every((word) => typeof word === "string"),
  isNaive: () => false,
  notes: ({ words }, present, column) => [
    { code: "wordCounts", column, rows: rowsOf(present), example: words.slice(0, 3).join(", ") },
  ],
};

/** Whether spaces part at least FEW_WORDS words, without taking the cell apart. */
function hasManyWords(text: string): boolean {
  return tidyText(text).split(" ", FEW_WORDS).length === FEW_WORDS;
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,}/gu) ?? []
  );
}

/** Ties in the order of the alphabet, so that the order of rows does not count. */
export function frequentWords(present: readonly DistinctCell[]): readonly string[] {
  const cells = new Map<string, number>();
  const cellCount = rowsOf(present);
  for (const { text, count } of present) {
    for (const word of new Set(wordsOf(text))) cells.set(word, (cells.get(word) ?? 0) + count);
  }
  return [...cells]
    .filter(([, count]) => count >= FEWEST_CELLS && count < cellCount)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([word]) => word);
}
