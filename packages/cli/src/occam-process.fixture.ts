/** For tests: the real command `occam` in a process of its own, and tables in real files. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The program that a user's shell starts. */
export const BIN = fileURLToPath(new URL("../bin/occam.js", import.meta.url));
const EXAMPLES = fileURLToPath(new URL("../../../examples/data", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startOccam(...args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [BIN, ...args]);
}

export function occam(...args: readonly string[]): Promise<Finished> {
  return finished(startOccam(...args));
}

export function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** A folder for the files of one test file, removed after its tests. */
export function workFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "occam-process-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

export type Cell = string | number | boolean | null;
export type Records = readonly Readonly<Record<string, Cell>>[];

/** Text with these separators; a missing value is an empty cell. */
export function delimited(records: Records, separator = ","): string {
  const quote = (text: string) => (/["\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const names = Object.keys(records[0] ?? {});
  const lines = records.map((record) => names.map((name) => quote(String(record[name] ?? ""))).join(separator));
  return `${[names.map(quote).join(separator), ...lines].join("\n")}\n`;
}

export async function writeCsv(file: string, records: Records): Promise<string> {
  await writeFile(file, delimited(records));
  return file;
}

/** The rows of a table in examples/data, cells as they are written there. */
export async function exampleRecords(name: string): Promise<Record<string, string>[]> {
  const [header = "", ...lines] = (await readFile(exampleFile(name), "utf8")).trimEnd().split("\n");
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i] as string, cell])));
}

export function exampleFile(name: string): string {
  return join(EXAMPLES, name);
}

export async function sha256Of(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

/** What predict --json says of a row: label and probabilities, or value. */
export interface Prediction {
  readonly label: string;
  readonly probabilities: readonly number[];
  readonly value: number;
}

export function predictionsOf({ stdout }: Finished): readonly Prediction[] {
  return (JSON.parse(stdout) as { predictions: readonly Prediction[] }).predictions;
}
