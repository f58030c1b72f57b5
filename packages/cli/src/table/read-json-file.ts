import { open } from "node:fs/promises";
import { inputError } from "../table/input-error.ts";
import { codeOf } from "./error-code.ts";

/** No settings are larger. */
const LARGEST_BYTES = 1_000_000;

/** @throws input error, naming the option, for a file that is missing, larger than 1 MB or not JSON. */
export async function readJsonFile(file: string, option: string): Promise<unknown> {
  const text = await readSmallFile(file, option);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw inputError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function readSmallFile(file: string, option: string): Promise<string> {
  const handle = await open(file, "r").catch((error: unknown) => {
    throw inputError(
      codeOf(error) === "ENOENT"
        ? `${option}: ${file} does not exist: check the name and the folder.`
        : `${option}: ${file} cannot be read (${codeOf(error)}).`,
    );
  });
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw inputError(`${option}: ${file} is not a file.`);
    if (facts.size > LARGEST_BYTES)
      throw inputError(`${option}: ${file} has ${facts.size} bytes: at most 1 MB is read.`);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
