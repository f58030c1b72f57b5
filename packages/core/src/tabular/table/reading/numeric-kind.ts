import type { InputColumn } from "../../../data/columns.ts";
import { quoted, tableError } from "../table-error.ts";
import type { ColumnKind } from "./column-kind.ts";
import { distinctCells, rowsOf } from "./distinct-cells.ts";
import { missingBesideValues } from "./missing-marks.ts";
import { decideNumbers, isNumberWay, isPlainWay, type NumberWay, numberIn, plainNumber } from "./number-way.ts";
import type { ReadingOf } from "./reading.ts";

/** Numbers in one way of writing. */
export const numericKind: ColumnKind<ReadingOf<"numeric">> = {
  name: "numeric",
  isOfValues: true,
  decide: (present) => {
    const decided = decideNumbers(present);
    if (decided === undefined) return undefined;
    const { way, rival } = decided;
    return {
      reading: { kind: "numeric", way },
      ...(rival !== undefined && { rival: { kind: "numeric", way: rival } }),
    };
  },
  read: (column, { way }, marks) => [column.kind === "numeric" ? column : readNumbers(column, way, marks)],
  mark: {
    of: ({ way }) => way.decimal,
    isShown: ({ way }, present) => present.some(({ text }) => text.includes(way.decimal)),
  },
  isMissing: (_, marks) => missingBesideValues(marks),
  isFacts: ({ way }) => isNumberWay(way),
  isNaive: ({ way }) => isPlainWay(way),
  notes: (_, present, column) => {
    const special = present.filter(({ text }) => Number.isNaN(plainNumber(text)));
    const [first] = special;
    return first === undefined
      ? []
      : [{ code: "numbersWrittenAs", column, rows: rowsOf(special), example: first.text }];
  },
};

/** By its own way first, then, as a table may be written otherwise than the one that was learnt from, by one that its cells decide. */
function readNumbers(
  { name, values }: InputColumn & { readonly kind: "text" },
  way: NumberWay,
  marks: readonly string[],
) {
  const isMissing = missingBesideValues(marks);
  const present = distinctCells(values).filter(({ text }) => !isMissing(text));
  const odd = present.find(({ text }) => Number.isNaN(numberIn(text, way)));
  const other = odd && otherWay(way, decideNumbers(present));
  if (odd !== undefined && other === undefined) {
    throw tableError(
      `column ${quoted(name)} row ${odd.row + 1} holds ${quoted(odd.text)} where a number is expected: ` +
        "correct it, or leave the cell empty if the value is missing.",
    );
  }
  const numbers = new Map(present.map(({ text }) => [text, numberIn(text, other ?? way)]));
  const infinite = present.find(({ text }) => !Number.isFinite(numbers.get(text)));
  if (infinite !== undefined) {
    throw tableError(
      `column ${quoted(name)} row ${infinite.row + 1} holds ${quoted(infinite.text)}, which is infinite or beyond a double ` +
        "(1.8e308): correct it, or leave the cell empty if the value is missing.",
    );
  }
  return {
    name,
    kind: "numeric" as const,
    values: Float64Array.from(values, (text) => (text === null ? Number.NaN : (numbers.get(text) ?? Number.NaN))),
  };
}

/** A way of the same unit that only sets other marks between the digits, where the cells leave no choice. */
function otherWay(way: NumberWay, decided: ReturnType<typeof decideNumbers>): NumberWay | undefined {
  if (decided === undefined || decided.rival !== undefined) return undefined;
  const { before, behind, hasMagnitudes } = decided.way;
  const isSame = before === way.before && behind === way.behind && hasMagnitudes === way.hasMagnitudes;
  return isSame ? decided.way : undefined;
}
