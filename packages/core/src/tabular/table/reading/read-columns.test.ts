import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnOf } from "../column-of.ts";
import type { Column } from "../table.ts";
import type { Note } from "./note.ts";
import { type ReadingOptions, readColumns } from "./read-columns.ts";

type Cells = readonly (string | null)[];

/** A table of texts alone, as readers of every format give cells that are not plainly numbers. */
const tableOf = (columns: Readonly<Record<string, Cells>>) => ({
  rowCount: Object.values(columns)[0]?.length ?? 0,
  columns: Object.entries(columns).map(([name, values]): Column => ({ name, kind: "text", values })),
});
const read = (columns: Readonly<Record<string, Cells>>, options: ReadingOptions = {}) =>
  readColumns(tableOf(columns), options);
/** One column alone: what its cells become. */
function values(cells: Cells, options: ReadingOptions = {}): readonly (number | string | null)[] {
  const column = read({ a: cells }, options).columns[0];
  return column === undefined || column.kind === "other" ? [] : Array.from<number | string | null>(column.values);
}
const notes = (cells: Cells): readonly Note[] => read({ a: cells }).notes;
const refusal = (sentence: string) =>
  expect.objectContaining({ code: "OCCAM_TABLE", message: `${sentence} (OCCAM_TABLE)` });

describe("numbers are read in the way that no cell contradicts", () => {
  it.each<[string, Cells, readonly number[]]>([
    ["as texts", ["1", "-2.5", "1e3", " 4 "], [1, -2.5, 1000, 4]],
    ["decimal comma", ["20,7", "990,1", "-3", ",5"], [20.7, 990.1, -3, 0.5]],
    ["decimal comma with an exponent", ["1,5e3", "2,25"], [1500, 2.25]],
    ["commas between thousands", ["1,234.5", "12", "1,000,000"], [1234.5, 12, 1_000_000]],
    ["points between thousands", ["1.234,5", "12", "1.000.000"], [1234.5, 12, 1_000_000]],
    [
      "spaces between thousands, also those that do not break",
      ["1 234,5", "1\u00a0234", "1\u202f234 567"],
      [1234.5, 1234, 1_234_567],
    ],
    ["apostrophes between thousands", ["1'234.50", "1’234"], [1234.5, 1234]],
    ["underscores between thousands", ["1_234", "5"], [1234, 5]],
    ["lakhs and crores", ["12,34,567.5", "1,23,456"], [1_234_567.5, 123_456]],
    ["thousands in every cell", ["1,234", "5,678"], [1234, 5678]],
    ["decimals with one cell that is no group", ["1,234", "5,67"], [1.234, 5.67]],
    ["the minus of typesetters", ["\u22125", "\u20132.5", "3"], [-5, -2.5, 3]],
    ["a minus behind", ["5-", "2.5"], [-5, 2.5]],
    ["a dash for no cents", ["5,-", "1.200,-- €", "7,–"], [5, 1200, 7]],
    ["inches", ['5"', '6.5"'], [5, 6.5]],
    ["parentheses for negatives", ["(1,234.50)", "12", "(3)"], [-1234.5, 12, -3]],
    ["currency before", ["$1,234", "-$5", "$ 7", "($8)"], [1234, -5, 7, -8]],
    ["a currency of letters", ["EUR 12,50", "EUR 3"], [12.5, 3]],
    ["currency behind", ["1.234,56 €", "7 €"], [1234.56, 7]],
    ["a unit behind, with and without a space and in another case", ["62 kg", "58.5kg", "70 KG"], [62, 58.5, 70]],
    ["a unit in the plural", ["1 day", "7 days"], [1, 7]],
    ["a unit that some leave out", ["62 kg", "70"], [62, 70]],
    ["a unit of signs", ["36.6 °C", "37 °C"], [36.6, 37]],
    ["a unit of two words", ["5 sq ft", "7.5 sq ft"], [5, 7.5]],
    ["percent", ["40%", "7.5 %", "0"], [40, 7.5, 0]],
    ["thousands and millions by letters", ["$1.2M", "$950K", "$0"], [1_200_000, 950_000, 0]],
  ])("%s", (_, cells, numbers) => {
    expect(values(cells)).toEqual(numbers);
  });

  it.each<[string, Cells]>([
    ["two units", ["62 kg", "137 lb"]],
    ["two currencies", ["$5", "€5"]],
    ["a share beside percent", ["40%", "0.4"]],
    ["two decimal marks", ["1.5", "2,5", "1.25"]],
    ["groups of another size", ["1,2345", "1,234.5"]],
    ["ranges", ["1-2", "3-4"]],
    ["letters before the number", ["p0", "p1"]],
    ["a number among words", ["1", "two"]],
  ])("and stay texts with %s", (_, cells) => {
    expect(values(cells)).toEqual(cells);
  });

  it("other columns tell whether 1,234 is a thousand or one and a bit", () => {
    const doubtful = ["1,234", "5,678"];
    const found = (others: Cells) => read({ a: doubtful, b: others }).columns[0];
    expect(found(["3,5", "2,25"])).toMatchObject({ values: Float64Array.of(1.234, 5.678) });
    expect(found(["3.5", "2.25"])).toMatchObject({ values: Float64Array.of(1234, 5678) });
    expect(found(["x", "y"])).toMatchObject({ values: Float64Array.of(1234, 5678) });
  });

  it("points in every cell are thousands where the others have decimal commas", () => {
    expect(read({ a: ["1.234", "5.678"], b: ["3,5", "2,25"] }).columns[0]).toMatchObject({
      values: Float64Array.of(1234, 5678),
    });
    expect(values(["1.234", "5.678"])).toEqual([1.234, 5.678]);
  });

  it("say how, and how many cells, unless they are written as programs do", () => {
    expect(notes(["20,7", "3", "990,1"])).toEqual([
      { code: "numbersWrittenAs", column: "a", rows: 2, example: "20,7" },
    ]);
    expect(notes(["20.7", "3"])).toEqual([]);
    expect(read({ a: ["1 234,5 kg", "7"] }).readings.get("a")).toEqual({
      kind: "numeric",
      way: { decimal: ",", group: " ", before: "", behind: "kg" },
    });
  });

  it.each([["inf"], ["-Infinity"], ["1e999"]])("but %s is refused with its row", (cell) => {
    expect(() => read({ a: ["1", "n/a", cell] })).toThrow(
      refusal(
        `column "a" row 3 holds "${cell}", which is infinite or beyond a double (1.8e308): ` +
          "correct it, or leave the cell empty if the value is missing.",
      ),
    );
  });

  it("the same numbers in any way are the same numbers", () => {
    const ways: readonly ((text: string) => string)[] = [
      (text) => text.replace(".", ","),
      (text) => `${text} kg`,
      (text) => `$${text}`.replace("$-", "-$"),
      (text) => text.replace("-", "\u2212"),
      (text) => (text.startsWith("-") ? `(${text.slice(1)})` : text),
      (text) => text.replace(/\d(?=(\d{3})+\.)/g, "$&,"),
      (text) => text.replace(".", ",").replace(/\d(?=(\d{3})+,)/g, "$&."),
    ];
    const numbers = fc.array(fc.integer({ min: -99_999_999, max: 99_999_999 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(numbers, fc.nat({ max: ways.length - 1 }), (cents, i) => {
        // Two decimals in every cell: no cell is a group of three.
        const texts = cents.map((cent) => (cent / 100).toFixed(2));
        const way = ways[i] as (text: string) => string;
        expect(values(texts.map(way))).toEqual(texts.map(Number));
      }),
    );
  });
});

describe("missing marks", () => {
  const marks = [
    "NA",
    "n/a",
    "#N/A",
    "None",
    "<NA>",
    "NaN",
    "nan",
    "NULL",
    "-",
    "--",
    ".",
    "?",
    "unknown",
    "UNKNOWN",
    "#DIV/0!",
    " n/a ",
    "(missing)",
    "[null]",
    "<unknown>",
    "not reported",
    "----",
    "\u2212",
    "*",
    ":",
    "k.A.",
  ];

  it.each(marks)("%s beside numbers is missing, and said", (mark) => {
    expect(values(["1", mark, "2.5"])).toEqual([1, Number.NaN, 2.5]);
    expect(notes(["1", mark, "2.5"])).toEqual([{ code: "missingMarks", column: "a", rows: 1, example: mark }]);
  });

  it("beside booleans and codes too", () => {
    expect(values(["True", "unknown", "False"])).toEqual(["true", null, "false"]);
    expect(values(["007", "n/a", "012"])).toEqual(["007", null, "012"]);
  });

  it("among words unknown is a word, other marks are none", () => {
    expect(values(["red", "unknown", "n/a", "dark blue", "?"])).toEqual(["red", "unknown", null, "dark blue", null]);
    expect(values(["red", "(unknown)", "[n/a]", "error", "(missing)"])).toEqual([
      "red",
      "(unknown)",
      null,
      "error",
      null,
    ]);
  });

  it.each<[string, Cells, string]>([
    ["capitals of one length", ["EU", "NA", "SA", "AS"], "NA"],
    ["small words", ["mild", "none", "severe"], "none"],
    ["words with a capital", ["Mild", "None", "Severe"], "None"],
    ["signs", ["+", "-", "++"], "-"],
  ])("that look like the others of the column are values: %s", (_, cells, mark) => {
    expect(values(cells)).toEqual(cells);
    expect(notes(cells)).toEqual([{ code: "keptMark", column: "a", rows: 1, example: mark }]);
    expect(read({ a: cells }).readings.get("a")).toEqual({ kind: "category", kept: [mark] });
  });

  it.each<[string, Cells]>([
    ["capitals among words", ["Yes, often", "NA", "No"]],
    ["a word of programs", ["four", "null", "five"]],
    ["one other text, which shows nothing", ["EU", "NA", "EU"]],
    ["capitals of another length", ["HIGH", "NA", "LOW"]],
  ])("that do not are missing: %s", (_, cells) => {
    expect(values(cells)).toEqual([cells[0], null, cells[2]]);
  });

  it("are more where the user names some", () => {
    expect(values(["1", "-999", "2"], { missing: ["-999"] })).toEqual([1, Number.NaN, 2]);
    expect(values(["a", "keine Angabe", "b"], { missing: ["Keine Angabe"] })).toEqual(["a", null, "b"]);
  });

  it("alone make a column without any value, which is numeric", () => {
    expect(values(["NA", null, "-"])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe("texts are equal when people call them equal", () => {
  it.each<[string, Cells, readonly (string | null)[]]>([
    ["spaces around and doubled", [" Private", "Private ", "New\u00a0 York"], ["Private", "Private", "New York"]],
    ["forms of accents", ["Cafe\u0301", "Caf\u00e9"], ["Caf\u00e9", "Caf\u00e9"]],
    ["whole numbers as floats", ["1.0", "1", "x"], ["1", "1", "x"]],
    ["booleans in capitals", ["TRUE", "false"], ["true", "false"]],
    ["yes and no", ["Yes", "no", "N"], ["true", "false", "false"]],
    ["booleans in words and digits", ["True", "0", "1", "False"], ["true", "false", "true", "false"]],
  ])("%s", (_, cells, texts) => {
    expect(values(cells)).toEqual(texts);
  });

  it("but a letter among digits is no boolean", () => {
    expect(values(["1", "0", "T"])).toEqual(["1", "0", "T"]);
  });

  it("but letters of another case, and other fractions, are other texts", () => {
    expect(values(["a", "A", "1.10", "1.1"])).toEqual(["a", "A", "1.10", "1.1"]);
  });

  it("merged spellings are said", () => {
    expect(notes(["True", "TRUE", "True", "False"])).toEqual([
      { code: "mergedSpellings", column: "a", rows: 1, example: "TRUE" },
    ]);
    expect(notes(["True", "False"])).toEqual([]);
  });

  it("a column knows its spellings, the most frequent of the table first", () => {
    const column = read({ a: ["x ", " x", " x", "y"] }).columns[0];
    expect(column?.kind === "text" && [...(column.spellings ?? [])]).toEqual([["x", [" x", "x "]]]);
  });
});

describe("codes", () => {
  it("are digits with leading zeros, kept as written, and said", () => {
    expect(values(["00501", "60601", "02108"])).toEqual(["00501", "60601", "02108"]);
    expect(notes(["00501", "60601", "02108"])).toEqual([{ code: "code", column: "a", rows: 2, example: "00501" }]);
  });

  it.each<[string, Cells]>([
    ["zero alone", ["0", "1"]],
    ["zeros before a point", ["0.5", "00.25"]],
  ])("are not %s", (_, cells) => {
    expect(values(cells)).toEqual(cells.map(Number));
  });

  it("with letters among them are categories like others", () => {
    expect(read({ a: ["007", "A12", "B1"] })).toMatchObject({ readings: new Map(), notes: [] });
  });
});

describe("asked kinds", () => {
  it("stand against what the cells say", () => {
    expect(values(["1", "2.0"], { columns: { a: "category" } })).toEqual(["1", "2"]);
    expect(values(["1", "2.0"], { columns: { a: "code" } })).toEqual(["1", "2.0"]);
    expect(values(["007", "012"], { columns: { a: "numeric" } })).toEqual([7, 12]);
    const numbers = {
      rowCount: 2,
      columns: [{ name: "a", kind: "numeric" as const, values: Float64Array.of(1, Number.NaN) }],
    };
    expect(readColumns(numbers, { columns: { a: "category" } }).columns[0]).toMatchObject({
      kind: "text",
      values: ["1", null],
    });
  });

  it("of numbers name the first cell that is none", () => {
    expect(() => read({ a: ["1", "2", "many"] }, { columns: { a: "numeric" } })).toThrow(
      refusal(
        'column "a" row 3 holds "many", which is no number as the others are: correct it, or name it a mark of missing values.',
      ),
    );
  });

  it("of numbers are read where the advice is followed", () => {
    const cells = ["1", "2", "many"];
    const options = { columns: { a: "numeric" as const } };
    expect(values(cells, { ...options, missing: ["many"] })).toEqual([1, 2, Number.NaN]);
    expect(values(["1", "2", "3"], options)).toEqual([1, 2, 3]);
  });

  it("of a column that is not there are refused", () => {
    expect(() => read({ a: ["1"] }, { columns: { b: "code" } })).toThrow(
      refusal('the table has no column "b" for the kind: its columns are a.'),
    );
  });
});

it("a column that is mostly numbers is read as categories, and the first odd cell is said", () => {
  const cells = [...Array.from({ length: 18 }, (_, row) => String(row)), "many", "few"];
  expect(values(cells)).toEqual(cells);
  expect(notes(cells)).toEqual([{ code: "mostlyNumbers", column: "a", rows: 2, example: "many" }]);
  expect(notes(["1", "2", "3", "x", "y"])).toEqual([]);
});

it("one column of cells as a program has them is read like a column of texts", () => {
  const column = columnOf("a", ["1", 2, null, "3.5"]);
  expect(readColumns({ rowCount: 4, columns: [column] }).columns[0]).toEqual({
    name: "a",
    kind: "numeric",
    values: Float64Array.of(1, 2, Number.NaN, 3.5),
  });
});
