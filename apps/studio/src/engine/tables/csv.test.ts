import { describe, expect, it } from "vitest";
import { MOST_CHARACTERS, parseCsv } from "./csv.ts";

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");
const tenRows = lines(10, (i) => `${i},b${i}`);

/** Columns by name. */
function columnsOf(text: string) {
  const found = parseCsv(text);
  if ("code" in found) throw new Error(JSON.stringify(found));
  return Object.fromEntries(found.columns.map(({ name, cells }) => [name, cells]));
}

/** The first row of ten. */
const firstRow = (text: string) =>
  Object.fromEntries(Object.entries(columnsOf(text)).map(([name, cells]) => [name, cells[0]]));

describe("a text of separated values", () => {
  it("is read with quotes, separators and line ends inside of them, and quotes written twice", () => {
    expect(firstRow(`a,b\n"x, ""y""\nz",  "2" \n${tenRows}`)).toEqual({ a: 'x, "y"\nz', b: "2" });
  });

  it.each([
    ["commas and CRLF", `a,b\r\n1,2\r\n${tenRows.replaceAll("\n", "\r\n")}\r\n`],
    ["semicolons with decimal commas", `a;b\n1;2\n${lines(10, (i) => `1,${i};2,5`)}`],
    ["tabs", `a\tb\n1\t2\n${lines(10, (i) => `${i}\tx, y`)}`],
    ["bars", `a|b\n1|2\n${lines(10, (i) => `${i}|1`)}`],
    ["a line that says the separator", `sep=;\na;b\n1;2\n${lines(10, (i) => `${i};1`)}`],
    ["a byte order mark, comments and empty lines before the names", `\uFEFF# made by hand\n\na,b\n1,2\n\n${tenRows}`],
    ["separators at the end of lines", `a,b,\n1,2,\n${lines(10, (i) => `${i},1,`)}`],
  ])("is cut by %s", (_, text) => {
    expect(firstRow(text)).toMatchObject({ a: "1", b: "2" });
  });

  it("misses what is empty or left out, at the end of the text too", () => {
    const { a, b, c } = columnsOf(`a,b,c\n1, ,"" \n2\n${lines(8, () => "1,2,3")}\n,,`) as Record<string, unknown[]>;
    expect([a, b, c].map((cells) => [cells?.length, cells?.[0], cells?.[1]])).toEqual([
      [11, "1", "2"],
      [11, null, null],
      [11, null, null],
    ]);
  });

  it("without names has columns by number, and names that come twice are told apart", () => {
    expect(Object.keys(columnsOf(lines(10, (i) => `${i},-2.5e3`)))).toEqual(["column 1", "column 2"]);
    expect(columnsOf(lines(10, (i) => `${i},-2.5e3`))["column 1"]).toHaveLength(10);
    expect(Object.keys(columnsOf(`age,age,,age\n${lines(10, () => "1,2,3,4")}`))).toEqual([
      "age",
      "age (2)",
      "column 3",
      "age (3)",
    ]);
  });

  it("of more than 20,000 rows is used so far", () => {
    const found = parseCsv(`a,b\n${lines(20_005, (i) => `${i},1`)}`);
    expect(found).toMatchObject({ rowCount: 20_000, rowsLeftOut: 5 });
  });

  it.each([
    ["no text", "", { code: "fewRows", rows: 0, least: 10 }],
    ["one row", "a,b\n1,2\n", { code: "fewRows", rows: 1, least: 10 }],
    ["a quote that is never closed", `a,b\n1,2\n3,"4\n${tenRows}`, { code: "openQuote", row: 2 }],
    [
      "a row of more cells than names",
      `a,b\n1,2\n1,2,3\n${tenRows}`,
      { code: "rowTooLong", row: 2, cells: 3, columns: 2 },
    ],
    ["300 columns", new Array(300).fill("x").join(","), { code: "tooManyColumns", columns: 300, most: 200 }],
  ])("is refused for %s", (_, text, problem) => {
    expect(parseCsv(text)).toEqual(problem);
  });

  it("is refused unread where it is too long", () => {
    const text = "1,2\n".repeat(MOST_CHARACTERS / 4 + 1);
    expect(parseCsv(text)).toEqual({ code: "tooLong", characters: text.length, most: 20_000_000 });
  });
});
