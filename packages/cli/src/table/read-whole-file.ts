import { readFile } from "node:fs/promises";
import { codeOf } from "./error-code.ts";
import { inputError } from "./input-error.ts";

/** The bytes of a file that a command wrote; undefined where there is none. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
}

/** @throws input error with what was expected, for a file that is not there or cannot be read. */
export async function readWholeFile(file: string, expected: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = codeOf(error);
    throw inputError(`${file} ${FAULTS.get(code) ?? `cannot be read (${code})`}: expected ${expected}.`);
  }
}

const FAULTS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "does not exist"],
  ["ENOTDIR", "does not exist"],
  ["EISDIR", "is a folder"],
]);
