import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "./read-csv.ts";
import type { Column } from "./table.ts";
import type { AsWritten } from "./table-content.ts";
import { toCsv } from "./write-table.ts";

const delimiters = [",", ";", "\t", "|"];

function read(text: string, asWritten: AsWritten = new Set()): readonly Column[] {
  return readCsv("a.csv", Buffer.from(text), [...delimiters, " "], asWritten).columns;
}

/** Columns as [name, kind, cells or type], for one-line expectations. */
function brief(columns: readonly Column[]): unknown[] {
  return columns.map((column) => [
    column.name,
    column.kind,
    column.kind === "other" ? column.type : Array.from<unknown>(column.values),
  ]);
}

describe("kinds", () => {
  test("a column of numbers is numeric, any other cell makes it text", () => {
    expect(brief(read("a,b,c\n1,1,x\n-2.5e1,two,y\n"))).toEqual([
      ["a", "numeric", [1, -25]],
      ["b", "text", ["1", "two"]],
      ["c", "text", ["x", "y"]],
    ]);
  });

  test("one text in the last of 30,000 rows makes the column text, with its first cells as written", () => {
    const [column] = read(`a,b\n${"007,1\n".repeat(30_000)}x,1\n`);
    expect(column?.kind).toBe("text");
    expect(column?.kind === "text" && [column.values[0], column.values[30_000]]).toEqual(["007", "x"]);
  });

  test.each(["", " ", '""', '" "'])("the cell %j is missing, among numbers and among texts", (blank) => {
    expect(brief(read(`a,b\n1,x\n${blank},${blank}\n`))).toEqual([
      ["a", "numeric", [1, Number.NaN]],
      ["b", "text", ["x", null]],
    ]);
  });

  test.each(["NA", "n/a", "?", "1,5", "007", "$3", "1 000", "\u22125"])(
    "the cell %j makes texts of numbers, as written",
    (cell) => {
      expect(brief(read(`a;b\n1;x\n${cell};y\n`))[0]).toEqual(["a", "text", ["1", cell]]);
    },
  );

  test("points that may stand between thousands in every cell leave the column as written; one other cell decides", () => {
    expect(brief(read("a,b,c,d\n1.234,1.234,1.234,12\n12,0.234,1.23,345\n"))).toEqual([
      ["a", "text", ["1.234", "12"]],
      ["b", "numeric", [1.234, 0.234]],
      ["c", "numeric", [1.234, 1.23]],
      ["d", "numeric", [12, 345]],
    ]);
  });

  test("a column without any value is numeric", () => {
    expect(brief(read("a,b\n,1\n ,2\n"))).toEqual([
      ["a", "numeric", [Number.NaN, Number.NaN]],
      ["b", "numeric", [1, 2]],
    ]);
  });

  test("booleans are text as written", () => {
    expect(brief(read("a,b\ntrue,T\nFALSE,F\n"))).toEqual([
      ["a", "text", ["true", "FALSE"]],
      ["b", "text", ["T", "F"]],
    ]);
  });

  test("dates are texts as written", () => {
    expect(brief(read("a\n2024-01-31\n3/14/21\n"))).toEqual([["a", "text", ["2024-01-31", "3/14/21"]]]);
  });
});

describe("columns wanted as written", () => {
  test("keep digits, dates and marks", () => {
    expect(brief(read('a,b,c\n7,2024-01-31,NA\n"1.50",2024-02-01,\n', new Set(["a", "b", "c"])))).toEqual([
      ["a", "text", ["7", "1.50"]],
      ["b", "text", ["2024-01-31", "2024-02-01"]],
      ["c", "text", ["NA", null]],
    ]);
  });

  test("that the file lacks change nothing", () => {
    expect(brief(read("a\n1\n", new Set(["z"])))).toEqual([["a", "numeric", [1]]]);
  });
});

describe("dialects", () => {
  const expected = [
    ["a", "numeric", [1, 2]],
    ["b", "text", ["x", "y"]],
  ];

  test.each([
    ["LF", "a,b\n1,x\n2,y\n"],
    ["LF without the last", "a,b\n1,x\n2,y"],
    ["CRLF", "a,b\r\n1,x\r\n2,y\r\n"],
    ["CR", "a,b\r1,x\r2,y\r"],
    ["a mixture", "a,b\r\n1,x\n2,y\r"],
    ["empty lines", "\n\na,b\n1,x\n\n\n2,y\n\n\n"],
  ])("lines end with %s", (_name, text) => expect(brief(read(text))).toEqual(expected));

  test.each([";", "\t", "|"])("%j separates cells when the header says so", (delimiter) => {
    expect(brief(read(`a${delimiter}b\n1${delimiter}x\n2${delimiter}y\n`))).toEqual(expected);
  });

  test.each([";", "\t", "|", ","])("a line sep=%s says which", (delimiter) => {
    for (const first of [`sep=${delimiter}`, `"sep=${delimiter}"`, `SEP=${delimiter}\r`])
      expect(brief(read(`${first}\na${delimiter}b\n1${delimiter}x\n2${delimiter}y\n`))).toEqual(expected);
  });

  test.each([
    ["a comment", "# made by hand, in 2021\na,b\n"],
    ["several comments", "# one\n#\n# two, three, four\na,b\n"],
    ["a title", "Measurements\na,b\n"],
  ])("%s above the names is none of them", (_name, head) => {
    expect(brief(read(`${head}1,x\n2,y\n`))).toEqual(expected);
  });

  test("a title in the width of the table, as spreadsheets write it, is no line of names", () => {
    const columns = brief(read("Report of May,,\n,,\na,b,c\n1,x,3\n2,y,4\n"));
    expect(columns).toEqual([...expected, ["c", "numeric", [3, 4]]]);
  });

  test("names behind a hash are names", () => {
    expect(read("#chrom,pos\n1,5\n2,6\n").map(({ name }) => name)).toEqual(["#chrom", "pos"]);
    expect(read("# time,speed\n1,5\n2,6\n").map(({ name }) => name)).toEqual(["# time", "speed"]);
  });

  test.each([
    ["without a name", ",a,b\n0,1,x\n1,2,y\n"],
    ["of R, whose header is one cell shorter", '"a","b"\n"0",1,"x"\n"1",2,"y"\n'],
  ])("an index %s is called as pandas calls it", (_name, text) => {
    expect(brief(read(text))).toEqual([["Unnamed: 0", "numeric", [0, 1]], ...expected]);
  });

  test("spaces separate cells as R writes them, with and without its row names", () => {
    const columns = [["size", "numeric", [1.5, 2]], ...expected];
    expect(brief(read("size a b\n1.5 1 x\n2 2 y\n"))).toEqual(columns);
    expect(brief(read('"size" "a" "b"\n"the first" 1.5 1 "x"\n"2" 2 2 "y"\n'))).toEqual([
      ["Unnamed: 0", "text", ["the first", "2"]],
      ...columns,
    ]);
  });

  test.each([
    ["two words", "room type\nsuite 12\nhall 3\n"],
    ["words alone", "a b c\np q r\ns t u\n"],
    ["names between several", "a  b  c\n1  2  3\n4  5  6\n"],
    ["labels before features", "p 1:0.5 2:1\nq 1:0.25 2:3\n"],
    ["numbers as names", "a 1 2\nx 3 4\ny 5 6\n"],
    ["rows of several lengths", "a b c\n1 2 3\n4 5\n"],
  ])("spaces separate no cells in %s", (_name, text) => {
    expect(read(text)).toHaveLength(1);
  });

  test("R's row names may be words", () => {
    expect(brief(read("mpg cyl\nMazda 21 6\nDatsun 22.8 4\n".replaceAll(" ", "\t")))).toEqual([
      ["Unnamed: 0", "text", ["Mazda", "Datsun"]],
      ["mpg", "numeric", [21, 22.8]],
      ["cyl", "numeric", [6, 4]],
    ]);
  });

  test("a header that lacks a name is refused where the rows do not begin with names of their own", () => {
    expect(() => read("a,b\n1,2,3\n1,5,6\n")).toThrow("line 2 has 3 cells where the header has 2 columns");
  });

  test.each([
    ["every line", "a,b,\n1,x,\n2,y,\n"],
    ["every line but the names", "a,b\n1,x,\n2,y,\n"],
    ["the names", "a,b,\n1,x\n2,y\n"],
    ["every line, three times", "a,b,,,\n1,x,,,\n2,y,,,\n"],
    ["some lines, twice", "a,b,,\n1,x,,\n2,y\n"],
  ])("a separator at the end of %s makes no column", (_name, text) => {
    expect(brief(read(text))).toEqual(expected);
  });

  test("a cell behind a separator that ended all lines before is refused", () => {
    const rows = "1,x,\n".repeat(200);
    expect(() => read(`a,b,\n${rows}1,x,5\n`)).toThrow("line 202 has 3 cells where the header has 2 columns");
  });

  test("a column without a name that holds something is asked about", () => {
    expect(() => read("a,b,,\n1,x,,z\n2,y,,\n")).toThrow("a.csv column 3 of 4 has no name");
  });

  test("an index that was written twice has two names", () => {
    expect(read(",Unnamed: 0,a\n0,0,1\n1,1,2\n").map(({ name }) => name)).toEqual(["Unnamed: 0.1", "Unnamed: 0", "a"]);
  });

  test("a last column with a name may be empty", () => {
    expect(brief(read("a,b\n1,\n2,\n"))[1]).toEqual(["b", "numeric", [Number.NaN, Number.NaN]]);
  });

  test("names and numbers with commas do not hide a semicolon", () => {
    expect(brief(read('size, cm;"a;b"\n1,5;x\n2,5;y\n'))).toEqual([
      ["size, cm", "text", ["1,5", "2,5"]],
      ["a;b", "text", ["x", "y"]],
    ]);
  });

  test("one row too long does not change the separator", () => {
    expect(() => read("a;b\n1;2\n1;2;3\n4;5\n")).toThrow("line 3 has 3 cells where the header has 2 columns");
  });

  test("quoted cells hold separators, quotes and line ends of either kind, under either line end", () => {
    for (const end of ["\n", "\r\n"]) {
      const text = ['"a ""1""","b,\nc"', '"x\ny",1', '"p,\r\n""q""",2', ""].join(end);
      expect(brief(read(text))).toEqual([
        ['a "1"', "text", ["x\ny", 'p,\r\n"q"']],
        ["b,\nc", "numeric", [1, 2]],
      ]);
    }
  });

  test("quotes inside an unquoted cell are ordinary characters", () => {
    expect(brief(read('a,b\n5" pipe,1\n'))).toEqual([
      ["a", "text", ['5" pipe']],
      ["b", "numeric", [1]],
    ]);
  });

  test("spaces around a quoted cell are none of it, and a quote behind them that is not closed so is an ordinary character", () => {
    expect(brief(read('a, "b, c" ,d\n1, "x, ""y""" , "2"\n3,  "z", 4\n'))).toEqual([
      ["a", "numeric", [1, 3]],
      ["b, c", "text", ['x, "y"', "z"]],
      ["d", "numeric", [2, 4]],
    ]);
    expect(brief(read('a,b\n "x" y,1\n "z,2\n'))[0]).toEqual(["a", "text", [' "x" y', ' "z']]);
  });

  test("quoted numbers are numbers", () =>
    expect(brief(read('a\n"1"\n"2.5"\n'))).toEqual([["a", "numeric", [1, 2.5]]]));

  test("spaces around names go, spaces in cells stay", () => {
    expect(brief(read("a, b\n1, x\n2, y\n"))[1]).toEqual(["b", "text", [" x", " y"]]);
  });

  test("in a single column an empty line is a missing value, except at the end", () => {
    expect(brief(read("a\n1\n\n2\n\n"))).toEqual([["a", "numeric", [1, Number.NaN, 2]]]);
  });
});

describe("names", () => {
  test("names of Object's own, Unicode, quotes and letter case are kept apart", () => {
    const names = ["__proto__", "constructor", "toString", "größe 🎈", 'a "b"', "x", "X"];
    const text = toCsv(
      names.map((name, index) => ({ name, values: [index] })),
      { raw: true },
    );
    expect(brief(read(text, new Set(["__proto__"])))).toEqual(
      names.map((name, index) => (index === 0 ? [name, "text", ["0"]] : [name, "numeric", [index]])),
    );
  });

  test("10,000 columns are read", () => {
    const columns = Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}`, values: [index, -index] }));
    const found = read(toCsv(columns));
    expect(found.length).toBe(10_000);
    expect(brief(found.slice(9_999))).toEqual([["c9999", "numeric", [9_999, -9_999]]]);
  });
});

describe("refusals", () => {
  test.each([
    ["a,b,a\n1,2,3\n", 'a.csv columns 1 and 3 are both named "a"'],
    ["a,,c\n1,2,3\n", "a.csv column 2 of 3 has no name"],
    ["a,b\n", "a.csv has column names but no rows"],
    ["a,b", "a.csv has column names but no rows"],
    ["\n\n", "a.csv has no columns"],
    ["1,2\n3,4\n", 'a.csv starts with a line of numbers ("1", ...) where column names are expected: add a header line'],
    ["1.5,NA,\n3,4,5\n", "a.csv starts with a line of numbers"],
    ["a,b\n1,2\n3\n4,5\n", "a.csv line 3 has 1 cell where the header has 2 columns"],
    ["a,b\n1,2\n3,4,\n", "a.csv line 3 has 3 cells where the header has 2 columns"],
    ['a,b\r\n"x\ny",2\r\n3\r\n', "a.csv line 4 has 1 cell where the header has 2 columns"],
    ["a\n1,2\n", "a.csv line 2 has 2 cells where the header has 1 column"],
    ['a,b\n1,"x\n2,y\n', "a.csv line 2 opens a quote that is never closed"],
    ['a,b\n1,x\n2,"y"z\n', "a.csv line 3 has text after a closing quote"],
    ['a;b\n1;x\n2;"y"z\n', "a.csv line 3 has text after a closing quote"],
    ["a,b\n1,2\n1e400,3\n", 'a.csv column "a" row 2 holds "1e400", which is infinite or beyond a double'],
    ["a,b\n1,2\n3,-Infinity\n", 'a.csv column "b" row 2 holds "-Infinity", which is infinite'],
  ])("%j is refused", (text, message) => expect(() => read(text)).toThrow(message));

  test("infinity among words is a word", () => {
    expect(brief(read("a\ninf\nsup\n"))).toEqual([["a", "text", ["inf", "sup"]]]);
  });
});

test("whatever is written raw is read back, in every dialect", () => {
  const cell = fc.oneof(
    fc.constantFrom('"', '""', ",", ";", "\n", "\r\n", "\r", "a,b", "x\ny", "'", "#", "\\", "é", "日本", "-1", "1e5"),
    fc.string({ unit: "binary" }),
  );
  const present = cell.filter((text) => text.trim() !== "");
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(present, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    );
  fc.assert(
    fc.property(table, fc.constantFrom(...delimiters), fc.constantFrom("\n", "\r\n", "\r"), (rows, delimiter, end) => {
      const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const names = (rows[0] ?? []).map((_, index) => `n${index}`);
      const text = [names, ...rows.map((row) => row.map(quote))].map((row) => row.join(delimiter)).join(end);
      expect(brief(read(text, new Set(names)))).toEqual(
        names.map((name, index) => [name, "text", rows.map((row) => row[index])]),
      );
    }),
  );
});
