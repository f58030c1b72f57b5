import { createHash } from "node:crypto";
import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { isInputError } from "./input-error.ts";
import { readTable } from "./read-table.ts";
import { temporaryFile, temporaryFolder } from "./temporary-file.ts";

const csv = "a,b\n1,x\n2,y\n";
const columns = [
  { name: "a", kind: "numeric", values: Float64Array.of(1, 2) },
  { name: "b", kind: "text", values: ["x", "y"] },
];

async function refusal(file: string): Promise<string> {
  const error = await readTable(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(isInputError(error)).toBe(true);
  const message = error instanceof Error ? error.message : "";
  expect(message).not.toMatch(/\n/);
  expect(message.startsWith(file)).toBe(true);
  return message.slice(file.length + 1);
}

/** The table as a Parquet file. */
async function parquetFile(): Promise<string> {
  const file = await temporaryFile("a.csv", csv);
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create()).connect();
  const parquet = join(await temporaryFolder(), "a.parquet");
  await connection.run(`COPY (FROM read_csv('${file}')) TO '${parquet}'`);
  connection.closeSync();
  return parquet;
}

describe("formats", () => {
  test.each([
    ["a.csv", csv],
    ["A.CSV", csv],
    ["a.csv", `\ufeff${csv}`],
    ["a.csv", csv.replaceAll(",", "\t")],
    ["a.csv", csv.replaceAll(",", ";").replaceAll("\n", "\r\n")],
    ["a.tsv", csv.replaceAll(",", "\t")],
    ["a.txt", csv.replaceAll(",", "|")],
    ["a.data", csv],
    ["a.jsonl", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'],
    ["a.ndjson", '\ufeff{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'],
    ["a.json", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'],
    ["a.json", '[{"a":1,"b":"x"},\n{"a":2,"b":"y"}]\n'],
    ["a.csv", '[{"a":1,"b":"x"},\n{"a":2,"b":"y"}]\n'],
    ["a.csv", '\ufeff\n[\n  {"a":1,"b":"x"},\n  {"a":2,"b":"y"}\n]\n'],
    ["a.txt", '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n'],
    ["a.tsv", '{ "data": [{"a":1,"b":"x"},{"a":2,"b":"y"}] }'],
    ["a.data", '{"a":[1,2],"b":["x","y"]}'],
  ])("%s is read from %j, plain and gzipped", async (name, text) => {
    for (const [file, bytes] of [
      [await temporaryFile(name, text), Buffer.from(text)],
      [await temporaryFile(`${name}.gz`, gzipSync(text)), gzipSync(text)],
    ] as const) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      expect(await readTable(file)).toEqual({ file, sha256, rowCount: 2, columns });
    }
  });

  test.each([
    ["[a],[b]\n1,x\n2,y\n", "[a]", "[b]"],
    ["{a},{b}\n1,x\n2,y\n", "{a}", "{b}"],
    ['["a"],b\n1,x\n2,y\n', '["a"]', "b"],
  ])("names in brackets and braces begin no JSON: %j", async (text, ...names) => {
    const table = await readTable(await temporaryFile("a.csv", text));
    expect(table.columns).toEqual(columns.map((column, i) => ({ ...column, name: names[i] })));
  });

  test("a tab-separated file keeps commas in its cells", async () => {
    const table = await readTable(await temporaryFile("a.tsv", "a,b\n1,x\n2,y\n"));
    expect(table.columns).toEqual([{ name: "a,b", kind: "text", values: ["1,x", "2,y"] }]);
  });

  test("Parquet is read with its digest", async () => {
    const parquet = await parquetFile();
    const sha256 = createHash("sha256")
      .update(await readFile(parquet))
      .digest("hex");
    expect(await readTable(parquet)).toEqual({ file: parquet, sha256, rowCount: 2, columns });
  });

  test("columns wanted as written are so in every format", async () => {
    for (const [name, text] of [
      ["a.csv", "a\n1.50\n"],
      ["a.tsv", "a\n1.50\n"],
      ["a.jsonl", '{"a":"1.50"}'],
    ] as const) {
      const table = await readTable(await temporaryFile(name, text), { asWritten: new Set(["a"]) });
      expect(table.columns).toEqual([{ name: "a", kind: "text", values: ["1.50"] }]);
    }
  });

  test("names with quotes, patterns, spaces and Unicode are only names", async () => {
    const file = await temporaryFile("it's [a]* ?\"é.csv", csv);
    expect((await readTable(file)).columns).toEqual(columns);
  });

  test("a symbolic link is followed", async () => {
    const link = join(await temporaryFolder(), "link.csv");
    await symlink(await temporaryFile("a.csv", csv), link);
    expect((await readTable(link)).rowCount).toBe(2);
  });
});

describe("refusals", () => {
  test("a missing file", async () => {
    expect(await refusal(join(await temporaryFolder(), "a.csv"))).toBe(
      "does not exist: check the name and the folder.",
    );
    expect(await refusal(join(await temporaryFile("a.csv", csv), "b.csv"))).toContain("does not exist");
  });

  test("a folder and a device", async () => {
    const folder = join(await temporaryFolder(), "a.csv");
    await mkdir(folder);
    expect(await refusal(folder)).toBe("is a folder: name the file of the table in it.");
    const link = join(await temporaryFolder(), "a.csv");
    await symlink("/dev/null", link);
    expect(await refusal(link)).toContain("is not a regular file");
  });

  test("an unknown extension, with the known ones", async () => {
    for (const name of ["a.xlsx", "a", "a.gz", "a.parquet.gz", "csv"]) {
      expect(await refusal(await temporaryFile(name, csv))).toBe(
        "has no extension of a known table format: convert or rename it to one of .csv .txt .data " +
          ".csv.gz .txt.gz .data.gz .tsv .tsv.gz .jsonl .ndjson .json .jsonl.gz .ndjson.gz .json.gz .parquet.",
      );
    }
  });

  test.each(["a.csv", "a.csv.gz", "a.jsonl", "a.parquet"])("an empty %s", async (name) => {
    expect(await refusal(await temporaryFile(name, ""))).toContain("is empty");
  });

  test.each([
    ["Latin-1", Buffer.from("a,b\n1,x\n2,caf\xe9\n", "latin1"), "line 3 is not UTF-8 text: it may be Latin-1"],
    ["a zip", Buffer.from("PK\x03\x04\x00\x00"), "is a zip archive or an Excel workbook"],
    ["Parquet", Buffer.from("PAR1\x00"), "is a Parquet file: name it .parquet"],
    ["gzip", gzipSync(csv), "is compressed with gzip: add .gz to its name"],
    ["other bytes", Buffer.from("a,b\n1,\x00\n"), "holds binary data where text is expected"],
  ])("%s in a .csv", async (_name, bytes, message) => {
    expect(await refusal(await temporaryFile("a.csv", bytes))).toContain(message);
  });

  test("gzip that is cut short or damaged", async () => {
    const zipped = gzipSync(csv.repeat(100));
    const damaged = Buffer.from(zipped);
    damaged.fill(0, 20, 30);
    for (const bytes of [zipped.subarray(0, -10), damaged]) {
      expect(await refusal(await temporaryFile("a.csv.gz", bytes))).toContain("is not a complete gzip file");
    }
  });

  const [plain, zipped] = [(bytes: Buffer) => bytes, (bytes: Buffer) => gzipSync(bytes)];
  test.each<[string, string, (table: Buffer) => Buffer, string, string, (table: Buffer) => Buffer]>([
    ["gzip", "a.csv", zipped, "add .gz to its name", "a.csv.gz", zipped],
    ["gzip of gzip", "a.csv.gz", (text) => zipped(zipped(text)), "with gunzip and leave its name", "a.csv.gz", zipped],
    ["text", "a.csv.gz", plain, "take .gz off its name", "a.csv", plain],
    ["text", "a.parquet", plain, "name it by what it is, such as .csv", "a.csv", plain],
    ["gzip", "a.parquet", zipped, "such as .csv, .csv.gz", "a.csv.gz", zipped],
    ["Parquet", "a.csv", plain, "name it .parquet", "a.parquet", plain],
    ["text", "a.json", plain, "name it by what it is, such as .csv", "a.csv", plain],
    ["Parquet in gzip", "a.csv.gz", zipped, "with gunzip and name it .parquet", "a.parquet", plain],
  ])("%s in a file %s is read where the advice is followed", async (what, name, pack, advice, better, repack) => {
    const table = what.startsWith("Parquet") ? await readFile(await parquetFile()) : Buffer.from(csv);
    expect(await refusal(await temporaryFile(name, pack(table)))).toContain(advice);
    expect((await readTable(await temporaryFile(better, repack(table)))).columns).toEqual(columns);
  });

  test("gzip of nothing", async () => {
    expect(await refusal(await temporaryFile("a.csv.gz", gzipSync("")))).toContain("has no columns");
  });
});
