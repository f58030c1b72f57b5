import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { codeOf } from "./error-code.ts";
import { inputError, isInputError } from "./input-error.ts";
import { beginsAsJson } from "./json-records.ts";
import { readCsv } from "./read-csv.ts";
import { readJson } from "./read-json.ts";
import { readParquet } from "./read-parquet.ts";
import { readTextFile } from "./read-text-file.ts";
import type { FileTable } from "./table.ts";
import type { AsWritten, TableContent } from "./table-content.ts";

export interface ReadTableOptions {
  /** Columns whose cells are wanted as the file writes them, also where they are numbers. Absent ones are no error. */
  readonly asWritten?: AsWritten;
}

/** The columns that somebody says the kind of: their cells are wanted as the file writes them. */
export function askedColumns({
  columns = {},
}: {
  readonly columns?: Readonly<Record<string, unknown>> | undefined;
}): ReadTableOptions {
  return { asWritten: new Set(Object.keys(columns)) };
}

/**
 * Reads a table from CSV, TSV, JSON lines, a JSON array (each also gzipped) or Parquet, by the file's extension; JSON by
 * its beginning too.
 * Columns of numbers as programs write them are numeric, also when none is present; what texts mean is for the library to say.
 * @throws InputError (code OCCAM_INPUT) when the file is not such a table.
 */
export async function readTable(file: string, options: ReadTableOptions = {}): Promise<FileTable> {
  const asWritten: AsWritten = options.asWritten ?? new Set();
  const { read } = requireFormat(file);
  try {
    await requireContent(file);
    const { sha256, rowCount, columns } = await read(file, asWritten);
    return { file, sha256, rowCount, columns };
  } catch (error) {
    throw isInputError(error) ? error : unreadable(file, error);
  }
}

interface Format {
  readonly extensions: readonly string[];
  readonly read: (file: string, asWritten: AsWritten) => Promise<TableContent & Pick<FileTable, "sha256">>;
}

const formats: readonly Format[] = [
  ...textFormats([".csv", ".txt", ".data"], delimitedBy([",", ";", "\t", "|", " "])),
  ...textFormats([".tsv"], delimitedBy(["\t"])),
  ...textFormats([".jsonl", ".ndjson", ".json"], readJson),
  {
    extensions: [".parquet"],
    read: async (file) => ({ ...(await readParquet(file)), sha256: await sha256Of(file) }),
  },
];

type Parse = (file: string, bytes: Buffer, asWritten: AsWritten) => TableContent;

/** What web services answer is often kept under such a name, though it is JSON. */
function delimitedBy(delimiters: readonly string[]): Parse {
  return (file, bytes, asWritten) =>
    beginsAsJson(bytes) ? readJson(file, bytes) : readCsv(file, bytes, delimiters, asWritten);
}

/** A text format twice: as it is, and gzipped. */
function textFormats(extensions: readonly string[], parse: Parse): Format[] {
  return [false, true].map((gzipped) => ({
    extensions: gzipped ? extensions.map((extension) => `${extension}.gz`) : extensions,
    read: async (file, asWritten) => {
      const { bytes, sha256 } = await readTextFile(file, { gzipped });
      return { ...parse(file, bytes, asWritten), sha256 };
    },
  }));
}

function requireFormat(file: string): Format {
  const name = basename(file).toLowerCase();
  const format = formats.find(({ extensions }) => extensions.some((extension) => name.endsWith(extension)));
  if (format !== undefined) return format;
  const supported = formats.flatMap(({ extensions }) => extensions).join(" ");
  throw inputError(`${file} has no extension of a known table format: convert or rename it to one of ${supported}.`);
}

async function requireContent(file: string): Promise<void> {
  const facts = await stat(file);
  if (facts.isDirectory()) throw inputError(`${file} is a folder: name the file of the table in it.`);
  if (!facts.isFile()) throw inputError(`${file} is not a regular file: write the table to a file first.`);
  if (facts.size === 0) throw inputError(`${file} is empty: expects a table with column names and rows.`);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "does not exist: check the name and the folder"],
  ["ENOTDIR", "does not exist: a part of its path is no folder"],
  ["EACCES", "may not be read: change its permissions"],
  ["EPERM", "may not be read: change its permissions"],
]);

function unreadable(file: string, error: unknown): Error {
  const detail = error instanceof Error ? error.message.split("\n")[0] : String(error);
  return inputError(`${file} ${reasons.get(codeOf(error)) ?? `cannot be read (${detail}): check the file`}.`);
}
