import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { isInputError } from "./input-error.ts";
import { readParquet } from "./read-parquet.ts";
import type { Column } from "./table.ts";
import { temporaryFile, temporaryFolder } from "./temporary-file.ts";

/** Writes what the query selects to a Parquet file. */
async function parquet(query: string): Promise<string> {
  const file = join(await temporaryFolder(), "a.parquet");
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  connection.closeSync();
  instance.closeSync();
  return file;
}

async function read(file: string): Promise<unknown[]> {
  const { columns } = await readParquet(file);
  return brief(columns);
}

function brief(columns: readonly Column[]): unknown[] {
  return columns.map((column) => [
    column.name,
    column.kind,
    column.kind === "other" ? column.type : Array.from<unknown>(column.values),
  ]);
}

async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(isInputError(error)).toBe(true);
  const message = error instanceof Error ? error.message : "";
  expect(message).not.toMatch(/\n/);
  return message;
}

test("every number type becomes numbers, NULL and NaN become NaN", async () => {
  const types = ["TINYINT", "USMALLINT", "INTEGER", "UBIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL(30,2)"];
  const columns = types.map((type, index) => `x::${type} AS c${index}`).join(", ");
  const file = await parquet(`SELECT ${columns} FROM (VALUES (1), (NULL), (2)) t(x)`);
  expect(await read(file)).toEqual(types.map((_, index) => [`c${index}`, "numeric", [1, Number.NaN, 2]]));
  expect(await read(await parquet("SELECT 'NaN'::DOUBLE AS a UNION ALL SELECT 0.5"))).toEqual([
    ["a", "numeric", [Number.NaN, 0.5]],
  ]);
});

test("texts, booleans, enums and UUIDs become text, NULL and empty text are missing", async () => {
  const id = "123e4567-e89b-12d3-a456-426614174000";
  const file = await parquet(
    `SELECT 'NA' AS a, true AS b, 'x'::ENUM('x', 'y') AS c, '${id}'::UUID AS d UNION ALL SELECT '', NULL, 'y', NULL`,
  );
  expect(await read(file)).toEqual([
    ["a", "text", ["NA", null]],
    ["b", "text", ["true", null]],
    ["c", "text", ["x", "y"]],
    ["d", "text", [id, null]],
  ]);
});

test("dates and times become texts; lists, structures and bytes are of other types", async () => {
  const file = await parquet(
    "SELECT DATE '2024-01-31' a, TIMESTAMP '2024-01-31 10:00:00' b, [1] c, {'x': 1} d, 'x'::BLOB e",
  );
  expect(await readParquet(file)).toMatchObject({
    rowCount: 1,
    columns: [
      { name: "a", kind: "text", values: ["2024-01-31"] },
      { name: "b", kind: "text", values: ["2024-01-31 10:00:00"] },
      { name: "c", kind: "other", type: "INTEGER[]" },
      { name: "d", kind: "other", type: "STRUCT(x INTEGER)" },
      { name: "e", kind: "other", type: "BLOB" },
    ],
  });
});

test("texts that spell numbers stay as they are written", async () => {
  const file = await parquet("SELECT '1.50' AS a UNION ALL SELECT '' UNION ALL SELECT ' -2 '");
  expect(await read(file)).toEqual([["a", "text", ["1.50", null, " -2 "]]]);
});

test("rows keep their order over many row groups", async () => {
  const file = await parquet("SELECT i::DOUBLE AS a, 'x' || i AS b FROM range(30000) t(i)");
  const [a, b] = (await readParquet(file)).columns;
  expect(a?.kind === "numeric" && a.values.every((value, index) => value === index)).toBe(true);
  expect(b?.kind === "text" && b.values.every((value, index) => value === `x${index}`)).toBe(true);
});

test("a folder named like a partition adds no column, and no other file is read for a pattern in the name", async () => {
  const source = await parquet("SELECT 1 AS a");
  const folder = join(await temporaryFolder(), "year=2024");
  await mkdir(folder);
  const file = join(folder, "it's [a]*?.parquet");
  await copyFile(source, file);
  await copyFile(await parquet("SELECT 2 AS a"), join(folder, "it's abc.parquet"));
  expect(await read(file)).toEqual([["a", "numeric", [1]]]);
});

test("names of Object's own, quotes, Unicode and nested names are kept", async () => {
  const file = await parquet(
    `SELECT 1 AS "__proto__", {'x': {'y': 1}, 'z': [2]} AS s, 2 AS "a ""b""", 3 AS "größe 🎈"`,
  );
  const { columns } = await readParquet(file);
  expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["__proto__", "numeric"],
    ["s", "other"],
    ['a "b"', "numeric"],
    ["größe 🎈", "numeric"],
  ]);
});

/** The file again with each `from` in its bytes replaced, to get names that DuckDB would not write. */
async function patched(file: string, from: string, to: string): Promise<string> {
  const bytes = (await readFile(file)).toString("latin1").replaceAll(from, to);
  await writeFile(file, bytes, "latin1");
  return file;
}

test("names that differ only in case are kept", async () => {
  const file = await patched(await parquet("SELECT 1 AS aname, 2 AS bname"), "bname", "ANAME");
  expect(await read(file)).toEqual([
    ["aname", "numeric", [1]],
    ["ANAME", "numeric", [2]],
  ]);
});

describe("refusals", () => {
  test("equal names", async () => {
    const file = await patched(await parquet("SELECT 1 AS aname, 2 AS bname"), "bname", "aname");
    expect(await refusal(read(file))).toBe(`${file} columns 1 and 2 are both named "aname": rename one.`);
  });

  test("no rows", async () => {
    const file = await parquet("SELECT 1 AS a WHERE false");
    expect(await refusal(read(file))).toBe(`${file} has column names but no rows: add rows of data.`);
  });

  test("more cells than fit into memory, before they are read", async () => {
    const file = await parquet("SELECT 1::TINYINT AS a FROM range(140000000)");
    expect(await refusal(read(file))).toContain(
      "has 140000000 x 1 cells (rows x columns), over the limit of 134217728",
    );
  }, 60_000);

  test("an infinite number", async () => {
    const file = await parquet("SELECT 1::DOUBLE AS a UNION ALL SELECT '-inf'::DOUBLE");
    expect(await refusal(read(file))).toContain('column "a" row 2 holds "-Infinity", which is infinite');
  });

  test("a file cut short, of another type, or with a damaged footer", async () => {
    const bytes = await readFile(await parquet("SELECT i AS a, 'x' || i AS b FROM range(3000) t(i)"));
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, bytes.length - 60, bytes.length - 8);
    for (const content of [bytes.subarray(0, 1000), damaged]) {
      const file = await temporaryFile("bad.parquet", content);
      expect(await refusal(read(file))).toContain(`${file} is no Parquet file that can be read (`);
    }
    for (const content of [bytes.subarray(100), Buffer.from("a,b\n1,2\n3,4\n")]) {
      const file = await temporaryFile("bad.parquet", content);
      expect(await refusal(read(file))).toContain(`${file} is no Parquet file: name it by what it is`);
    }
  });
});
