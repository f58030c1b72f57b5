/** One table in files of every format and dialect is one table: read, split and learnt from alike. */
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learntFrom } from "../../../core/src/testing/learnt-from.ts";
import { type Cell, delimited, type Records } from "../occam-process.fixture.ts";
import { readTable } from "./read-table.ts";
import { temporaryFile } from "./temporary-file.ts";

const towns = ["Málaga", "New York", "a,b;c\td", 'say "x"', "two\nlines", "NA", "x "];
const cents = fc.integer({ min: -9_999_999, max: 9_999_999 }).map((count) => count / 100);
const day = fc.integer({ min: 0, max: 3_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const cells = fc.record({
  amount: fc.option(cents, { freq: 6 }),
  count: fc.option(fc.nat({ max: 40 }), { freq: 6 }),
  isMember: fc.option(fc.boolean(), { freq: 6 }),
  town: fc.option(fc.constantFrom(...towns), { freq: 6 }),
  code: fc.constantFrom("007", "012", "099", "100"),
  on: fc.option(day, { freq: 6 }),
  empty: fc.constant(null),
  y: cents,
});
const tables = fc.array(cells, { minLength: 30, maxLength: 40 }).map((rows): Records => rows);
/** Names and types as Parquet has them. */
const TYPES = {
  amount: "DOUBLE",
  count: "BIGINT",
  isMember: "BOOLEAN",
  town: "VARCHAR",
  code: "VARCHAR",
  on: "DATE",
  empty: "VARCHAR",
  y: "DOUBLE",
};

const utf16 = (text: string) => Buffer.from(text, "utf16le");
const columnsOf = (rows: Records) =>
  Object.entries(TYPES).map(([name]) => [name, rows.map((row) => row[name] ?? null)] as const);
const labelled = (values: readonly Cell[]) => Object.fromEntries(values.map((cell, i) => [i, cell]));

const FILES: readonly (readonly [string, string, (rows: Records) => string | Buffer])[] = [
  ["tabs", "a.tsv", (rows) => delimited(rows, "\t")],
  ["semicolons", "a.csv", (rows) => delimited(rows, ";")],
  ["bars", "a.txt", (rows) => delimited(rows, "|")],
  ["CRLF", "a.csv", (rows) => delimited(rows).replace(/\n(?=[^\n]*,)/g, "\r\n")],
  ["a line sep=", "a.csv", (rows) => `sep=;\n${delimited(rows, ";")}`],
  ["a comment above", "a.csv", (rows) => `# made by hand, in May\n${delimited(rows)}`],
  ["a title above", "a.csv", (rows) => `Members of May\n\n${delimited(rows)}`],
  ["numbers in quotes", "a.csv", (rows) => delimited(rows).replace(/(?<=\n)(-?[\d.]+)(?=,)/g, '"$1"')],
  ["UTF-16 without a mark", "a.csv", (rows) => utf16(delimited(rows))],
  ["UTF-16 with a mark, tabs", "a.txt", (rows) => utf16(`\ufeff${delimited(rows, "\t")}`)],
  ["gzip", "a.csv.gz", (rows) => gzipSync(delimited(rows))],
  ["an array of objects", "a.json", (rows) => JSON.stringify(rows)],
  ["the array over many lines", "a.json", (rows) => JSON.stringify(rows, null, 2)],
  ["the array in a file named .csv", "a.csv", (rows) => JSON.stringify(rows)],
  ["lines of objects", "a.jsonl", (rows) => rows.map((row) => JSON.stringify(row)).join("\n")],
  [
    "lines of objects, numbers and booleans as texts",
    "a.jsonl",
    (rows) =>
      rows.map((row) => JSON.stringify(row, (_, cell) => (typeof cell === "object" ? cell : String(cell)))).join("\n"),
  ],
  [
    "lines of objects without what is missing, but for the first",
    "a.jsonl",
    (rows) => rows.map((row, i) => JSON.stringify(row, (_, cell) => cell ?? (i === 0 ? null : undefined))).join("\n"),
  ],
  ["lists by column", "a.json", (rows) => JSON.stringify(Object.fromEntries(columnsOf(rows)))],
  [
    "pandas' default",
    "a.json",
    (rows) => JSON.stringify(Object.fromEntries(columnsOf(rows).map(([name, own]) => [name, labelled(own)]))),
  ],
  [
    "pandas' split",
    "a.json",
    (rows) => JSON.stringify({ columns: Object.keys(TYPES), index: [], data: rows.map((row) => Object.values(row)) }),
  ],
  ["rows in a wrapper", "a.json", (rows) => JSON.stringify({ status: "ok", data: rows })],
];

async function learntFromFile(name: string, content: string | Buffer) {
  return learntFrom(await readTable(await temporaryFile(name, content)));
}

describe("a table", () => {
  it.each(FILES)("in a file with %s is that of a CSV", async (_, name, write) => {
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        expect(await learntFromFile(name, write(rows))).toEqual(await learntFromFile("a.csv", delimited(rows)));
      }),
      { numRuns: 8, seed: 1 },
    );
  });

  it.each<[string, string, (line: string, i: number) => string]>([
    ["an index without a name", ",", (line, i) => `${i},${line}`],
    ["R's row names", "", (line, i) => `"${i + 1}",${line}`],
  ])("with %s is that without, which is left out", async (_, before, write) => {
    const rows = (fc.sample(tables, { numRuns: 1, seed: 2 })[0] as Records).map(({ town: _town, ...row }) => row);
    const [header = "", ...lines] = delimited(rows).trimEnd().split("\n");
    const { dropped, ...plain } = await learntFromFile("a.csv", [header, ...lines].join("\n"));
    const indexed = await learntFromFile("a.csv", [`${before}${header}`, ...lines.map(write)].join("\n"));
    expect(indexed).toEqual({ ...plain, dropped: ["Unnamed: 0: identifier", ...dropped] });
  });

  it("with separators behind every line is that without", async () => {
    const rows = (fc.sample(tables, { numRuns: 1, seed: 2 })[0] as Records).map(({ town: _town, ...row }) => row);
    const lines = delimited(rows, ";").replaceAll("\n", ";\n");
    expect(await learntFromFile("a.csv", lines)).toEqual(await learntFromFile("a.csv", delimited(rows, ";")));
  });

  it.each([
    ["its own types", TYPES],
    ["texts alone", Object.fromEntries(Object.keys(TYPES).map((name) => [name, "VARCHAR"]))],
    [
      "32-bit whole numbers, decimals and moments",
      { ...TYPES, count: "INTEGER", y: "DECIMAL(18, 2)", on: "TIMESTAMP" },
    ],
  ])("in Parquet with %s is that of a CSV", async (_, types) => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    for (const rows of fc.sample(tables, { numRuns: 3, seed: 4 })) {
      const json = await temporaryFile("a.json", JSON.stringify(rows));
      const parquet = json.replace(/json$/, "parquet");
      const columns = Object.entries(types).map(([name, type]) => `"${name}": '${type}'`);
      await connection.run(`COPY (FROM read_json('${json}', columns = {${columns.join(", ")}})) TO '${parquet}'`);
      const [own, plain] = [learntFrom(await readTable(parquet)), await learntFromFile("a.csv", delimited(rows))];
      // Moments have an hour, which is that of midnight here.
      const { "on (hour)": _cells, ...inputs } = own.inputs;
      const { "on (hour)": _plan, ...plans } = own.plans;
      expect({ ...own, inputs, plans }).toEqual(plain);
    }
    connection.closeSync();
    instance.closeSync();
  });
});
