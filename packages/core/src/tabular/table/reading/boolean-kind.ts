import { tidyText } from "./canonical-text.ts";
import type { ColumnKind } from "./column-kind.ts";
import { missingBesideValues } from "./missing-marks.ts";
import type { ReadingOf } from "./reading.ts";
import { mergedSpellings, readTexts } from "./text-values.ts";

const WORDS = { true: ["true", "yes", "t", "y", "on"], false: ["false", "no", "f", "n", "off"] } as const;
/** Where words of more than a letter say that a column is of booleans, programs may write numbers for them. */
const DIGITS = { true: ["1", "1.0"], false: ["0", "0.0"] } as const;

/** "true" and "false" in every spelling of programs and people. */
export const booleanKind: ColumnKind<ReadingOf<"boolean">> = {
  name: "boolean",
  isOfValues: true,
  decide: (present) => {
    const words = present.map(({ text }) => tidyText(text).toLowerCase());
    const isSpelled =
      words.every((word) => VALUES.has(word)) || words.some((word) => VALUES.has(word) && word.length > 1);
    const isBoolean = words.length > 0 && isSpelled && words.every((word) => ALL_VALUES.has(word));
    return isBoolean ? { reading: { kind: "boolean" } } : undefined;
  },
  read: (column, _, marks) => [
    readTexts(column, {
      isMissing: missingBesideValues(marks),
      toValue,
      otherSpellings: (value) => SPELLINGS.get(value) ?? [],
    }),
  ],
  isMissing: (_, marks) => missingBesideValues(marks),
  isFacts: () => true,
  isNaive: () => false,
  notes: (_, present, column) => mergedSpellings(present, toValue, column),
};

const VALUES = valuesOf(WORDS);
const ALL_VALUES = new Map([...VALUES, ...valuesOf(DIGITS)]);

function valuesOf(words: Readonly<Record<"true" | "false", readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words).flatMap(([value, spelled]) => spelled.map((word) => [word, value] as const)));
}

function toValue(text: string): string {
  const tidy = tidyText(text);
  return ALL_VALUES.get(tidy.toLowerCase()) ?? tidy;
}

const SPELLINGS: ReadonlyMap<string, readonly string[]> = new Map(
  (["true", "false"] as const).map((value) => [
    value,
    [...WORDS[value].flatMap((word) => [word, capitalized(word), word.toUpperCase()]), ...DIGITS[value]].filter(
      (word, i, all) => all.indexOf(word) === i,
    ),
  ]),
);

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
