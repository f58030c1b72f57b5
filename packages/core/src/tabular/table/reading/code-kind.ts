import { tidyText } from "./canonical-text.ts";
import type { ColumnKind } from "./column-kind.ts";
import { rowsOf } from "./distinct-cells.ts";
import { missingBesideValues } from "./missing-marks.ts";
import type { ReadingOf } from "./reading.ts";
import { readTexts } from "./text-values.ts";

const LEADING_ZERO = /^\s*0\d+\s*$/;

/** Digits that are no quantity, as leading zeros show: postal codes, diagnoses, article numbers. */
export const codeKind: ColumnKind<ReadingOf<"code">> = {
  name: "code",
  isOfValues: true,
  decide: (present) => {
    const isCode =
      present.some(({ text }) => LEADING_ZERO.test(text)) && present.every(({ text }) => /^\s*\d+\s*$/.test(text));
    return isCode ? { reading: { kind: "code" } } : undefined;
  },
  read: (column, _, marks) => [
    readTexts(column, { isMissing: missingBesideValues(marks), toValue: tidyText, otherSpellings: () => [] }),
  ],
  isMissing: (_, marks) => missingBesideValues(marks),
  isFacts: () => true,
  isNaive: () => false,
  notes: (_, present, column) => {
    const padded = present.filter(({ text }) => LEADING_ZERO.test(text));
    const [first] = padded;
    return first === undefined ? [] : [{ code: "code", column, rows: rowsOf(padded), example: first.text }];
  },
};
