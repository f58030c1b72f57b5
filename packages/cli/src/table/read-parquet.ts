import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { type DuckDBSession, withDuckDb } from "./duckdb-session.ts";
import { inputError, isInputError, toOneLine } from "./input-error.ts";
import { type ParquetReader, parquetReader } from "./parquet-reader.ts";
import { requireColumnNames, requireTableSize } from "./table-checks.ts";
import type { TableContent } from "./table-content.ts";

/** The columns of a Parquet file, read with DuckDB. */
export async function readParquet(file: string): Promise<TableContent> {
  const path = resolve(file);
  try {
    return await withDuckDb(path, async (session) => {
      const names = await storedNames(session);
      requireColumnNames(file, names);
      const rowCount = await countRows(session);
      requireTableSize(file, rowCount, names.length);
      const types = await storedTypes(session);
      const readers = names.map((name, index) =>
        parquetReader({ file, name, type: types[index] ?? "unknown", rowCount }),
      );
      await readRows(session, readers, rowCount);
      return { rowCount, columns: readers.map((reader) => reader.column()) };
    });
  } catch (error) {
    throw isInputError(error) ? error : await unreadable(file, path, error);
  }
}

/** The names as the file has them; DuckDB's own would be numbered where they differ only in case. */
async function storedNames({ connection, source }: DuckDBSession): Promise<string[]> {
  const result = await connection.runAndReadAll(`SELECT name, num_children FROM parquet_schema(${source})`);
  const nodes = result.getRows().map(([name, childCount]) => ({ name: String(name), childCount: Number(childCount) }));
  const names: string[] = [];
  // A tree in depth-first order below its root: a node is a column when no node above it waits for children.
  let pendingCount = 0;
  for (const { name, childCount } of nodes.slice(1)) {
    if (pendingCount === 0) names.push(name);
    else pendingCount -= 1;
    pendingCount += childCount;
  }
  return names;
}

async function countRows({ connection, source }: DuckDBSession): Promise<number> {
  const result = await connection.runAndReadAll(`SELECT count(*) FROM ${rowsOf(source)}`);
  return Number(result.getRows()[0]?.[0]);
}

async function storedTypes({ connection, source }: DuckDBSession): Promise<string[]> {
  const result = await connection.runAndReadAll(`DESCRIBE FROM ${rowsOf(source)}`);
  return result.getRows().map((row) => String(row[1]));
}

async function readRows(
  { connection, source }: DuckDBSession,
  readers: readonly ParquetReader[],
  rowCount: number,
): Promise<void> {
  const columns = readers.flatMap(({ expression, take }, index) =>
    expression === undefined ? [] : [{ take, expression: expression(`c${index}`) }],
  );
  if (columns.length === 0) return;
  const aliases = readers.map((_, index) => `c${index}`).join(", ");
  const expressions = columns.map(({ expression }) => expression).join(", ");
  const result = await connection.stream(`SELECT ${expressions} FROM ${rowsOf(source)} AS t(${aliases})`);
  let row = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    if (row + chunk.rowCount > rowCount) throw new Error("it holds more rows than it says");
    for (const [index, { take }] of columns.entries()) take(chunk.getColumnVector(index), row);
    row += chunk.rowCount;
  }
  if (row !== rowCount) throw new Error("it holds fewer rows than it says");
}

async function beginsAsParquet(path: string): Promise<boolean> {
  const stream = createReadStream(path, { start: 0, end: MAGIC.length - 1 });
  return Buffer.concat(await stream.toArray()).toString("latin1") === MAGIC;
}

const MAGIC = "PAR1";

/** Without hive partitioning: a folder named "year=2024" adds no column. */
function rowsOf(source: string): string {
  return `read_parquet(${source}, hive_partitioning = false)`;
}

async function unreadable(file: string, path: string, error: unknown): Promise<Error> {
  if (!(await beginsAsParquet(path)))
    return inputError(`${file} is no Parquet file: name it by what it is, such as .csv, .csv.gz or .json.`);
  const message = error instanceof Error ? error.message : String(error);
  const [firstLine = ""] = message.replaceAll(path, file).split("\n");
  // DuckDB starts with the kind of its error ("Invalid Input Error: "), which helps nobody here.
  const reason = toOneLine(firstLine.replace(/^[A-Z][A-Za-z ]* Error: /, "")).slice(0, 200);
  return inputError(
    `${file} is no Parquet file that can be read (${reason}): check that it was written or copied completely.`,
  );
}
