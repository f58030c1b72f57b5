/** Columns that become several: dates and sentences. */
import { describe, expect, it } from "vitest";
import { columnOf } from "../column-of.ts";
import type { Column, Table } from "../table.ts";
import { understand } from "../understand.ts";
import { type ReadingOptions, readColumns } from "./read-columns.ts";

const tableOf = (columns: Readonly<Record<string, readonly unknown[]>>): Table => ({
  rowCount: Object.values(columns)[0]?.length ?? 0,
  columns: Object.entries(columns).map(([name, values]) => columnOf(name, values)),
});
const read = (columns: Readonly<Record<string, readonly unknown[]>>, options: ReadingOptions = {}) =>
  readColumns(tableOf(columns), options);
const cells = ({ columns }: { readonly columns: readonly Column[] }) =>
  Object.fromEntries(
    columns.map((column) => [column.name, column.kind === "other" ? column.type : Array.from<unknown>(column.values)]),
  );
const refusal = (sentence: string) =>
  expect.objectContaining({ code: "OCCAM_TABLE", message: `${sentence} (OCCAM_TABLE)` });

describe("dates", () => {
  it("become days from a day in their middle, year, month, day and weekday; missing ones are missing in all", () => {
    const table = read({ d: ["2021-03-14", "n/a", "2021-03-16", "2020-12-31"] });
    expect(cells(table)).toEqual({
      "d (days)": [0, Number.NaN, 2, -73],
      "d (year)": [2021, Number.NaN, 2021, 2020],
      "d (month)": [3, Number.NaN, 3, 12],
      "d (day)": [14, Number.NaN, 16, 31],
      "d (weekday)": [6, Number.NaN, 1, 3],
    });
    expect([...new Set(table.sources.values())]).toEqual(["d"]);
    expect(table.notes).toEqual([
      { code: "missingMarks", column: "d", rows: 1, example: "n/a" },
      { code: "dates", column: "d", rows: 3, example: "2021-03-14" },
    ]);
  });

  it("with times have hours, months no days, and times alone nothing else", () => {
    expect(Object.keys(cells(read({ d: ["2021-03-14 10:30", "2021-03-15 11:00"] })))).toContain("d (hour)");
    expect(Object.keys(cells(read({ d: ["2021-03", "2021-04"] })))).toEqual(["d (days)", "d (year)", "d (month)"]);
    expect(cells(read({ d: ["10:30", "11:15"] }))).toEqual({ "d (hour)": [10.5, 11.25] });
  });

  it("of JavaScript are dates", () => {
    expect(cells(read({ d: [new Date(Date.UTC(2021, 2, 14, 6)), new Date(Number.NaN)] }))).toMatchObject({
      "d (hour)": [6, Number.NaN],
    });
  });

  it("as whole numbers are dates where all numbers are, and there are five", () => {
    const days = [20210313, 20210314, 20210315, 20210316, 20210317];
    expect(cells(read({ d: days }))["d (day)"]).toEqual([13, 14, 15, 16, 17]);
    expect(cells(read({ d: days.slice(1) }))).toEqual({ d: days.slice(1) });
    expect(cells(read({ d: [...days, 20210332] }))).toEqual({ d: [...days, 20210332] });
    const moments = days.map((day) => day * 1e6 + 6_30_00);
    expect(cells(read({ d: moments }))["d (hour)"]).toEqual([6.5, 6.5, 6.5, 6.5, 6.5]);
    expect(cells(read({ d: [...moments, 20210313990000] }))).toEqual({ d: [...moments, 20210313990000] });
    expect(cells(read({ d: [2019, 2020, 2021, 2022, 2023] }))).toEqual({ d: [2019, 2020, 2021, 2022, 2023] });
  });

  it("a cell above 12 decides the order for all", () => {
    expect(cells(read({ d: ["3/4/21", "3/14/21"] }))["d (month)"]).toEqual([3, 3]);
    expect(cells(read({ d: ["3/4/21", "14/3/21"] }))["d (month)"]).toEqual([4, 3]);
  });

  it("another column decides where none does", () => {
    expect(cells(read({ d: ["3/4/21", "5/6/21"], e: ["3/14/21", "1/1/21"] }))["d (month)"]).toEqual([3, 5]);
    expect(cells(read({ d: ["3/4/21", "5/6/21"], e: ["14/3/21", "1/1/21"] }))["d (month)"]).toEqual([4, 6]);
  });

  it("in doubt are asked about, and an answer decides", () => {
    const table = { d: ["3/3/21", "3/4/21", "5/6/21"] };
    expect(() => read(table)).toThrow(
      refusal(
        'column "d" row 2 holds "3/4/21", and no cell of the table shows whether the day or the month comes first: ' +
          "say --column d=date-dmy or --column d=date-mdy (columns of the library).",
      ),
    );
    expect(cells(read(table, { columns: { d: "date-dmy" } }))["d (month)"]).toEqual([3, 4, 6]);
    expect(cells(read(table, { columns: { d: "date-mdy" } }))["d (month)"]).toEqual([3, 3, 5]);
    expect(cells(read(table, { columns: { d: "category" } })).d).toEqual(table.d);
    expect(() => read({ d: ["3/4/21", "14/3/21"] }, { columns: { d: "date-mdy" } })).toThrow(
      refusal(
        'column "d" row 2 holds "14/3/21", which is no date as the others are: correct it, or name it a mark of missing values.',
      ),
    );
  });

  it("that read the same in both orders are in no doubt", () => {
    expect(cells(read({ d: ["3/3/21", "4/4/21"] }))["d (day)"]).toEqual([3, 4]);
  });

  it("with points have the day first, and a year is first where nothing else is possible", () => {
    expect(cells(read({ d: ["3.4.21", "5.6.21"] }))["d (day)"]).toEqual([3, 5]);
    expect(cells(read({ d: ["13-04-21", "14-05-22"] }))["d (year)"]).toEqual([2021, 2022]);
    expect(cells(read({ d: ["99-04-21", "98-05-22"] }))["d (year)"]).toEqual([1999, 1998]);
  });

  it.each(["soon", "10:30"])("with %s among them are categories", (odd) => {
    expect(cells(read({ d: ["2024-01-31", odd] }))).toEqual({ d: ["2024-01-31", odd] });
  });

  it("are no target", () => {
    const table = tableOf({ d: ["2021-03-14", "2021-03-15"], x: [1, 2] });
    expect(() => understand(table, { target: "d" })).toThrow(
      refusal(
        'the target "d" holds dates, which no task predicts: make numbers of them, such as days since the first.',
      ),
    );
  });

  it("whose part has the name of another column are refused", () => {
    const table = tableOf({ d: ["2021-03-14", "2021-03-15"], "d (year)": [1, 2], y: ["p", "q"] });
    expect(() => understand(table, { target: "y" })).toThrow(
      refusal('two columns are named "d (year)", one of them a part of a date or text: rename the other.'),
    );
  });
});

describe("sentences", () => {
  const sentences = Array.from({ length: 12 }, (_, row) =>
    row % 2 === 0 ? `The room ${row} was very clean, clean!` : `The staff of room ${row} was rude`,
  );

  it("become counts of their frequent words, not of one that all have, nor of one that hardly any has", () => {
    const table = read({ review: sentences });
    expect(Object.keys(cells(table))).toEqual(
      ["clean", "of", "rude", "staff", "very"].map((word) => `review: ${word}`),
    );
    expect(cells(table)["review: clean"]).toEqual([2, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 0]);
    expect(table.readings.get("review")).toEqual({ kind: "text", words: ["clean", "of", "rude", "staff", "very"] });
    expect(table.notes).toEqual([{ code: "wordCounts", column: "review", rows: 12, example: "clean, of, rude" }]);
  });

  it("are at most fifty words", () => {
    const words = Array.from({ length: 80 }, (_, i) => `word${i}`);
    const long = Array.from(
      { length: 20 },
      (_, row) => `${row} ${words.filter((_, i) => (i + row) % 5 > 0).join(" ")}`,
    );
    expect(read({ review: long }).columns).toHaveLength(50);
  });

  it.each<[string, readonly string[]]>([
    ["few words", sentences.map((_, row) => `room number ${row}`)],
    ["few different sentences", sentences.map((_, row) => sentences[row % 3] as string)],
  ])("but %s stay categories", (_, texts) => {
    expect(cells(read({ review: texts }))).toEqual({ review: texts });
  });

  it("may be asked for", () => {
    const short = ["red car", "red bus", "blue car", "blue bus", "red car", "blue bus"];
    expect(Object.keys(cells(read({ a: short }, { columns: { a: "text" } })))).toEqual([
      "a: blue",
      "a: bus",
      "a: car",
      "a: red",
    ]);
  });
});
