import { isOccamError } from "@occam/core";
import { inputError } from "./input-error.ts";

/** Faults of a table, in the library's words, with the name of the file that they are about. */
export function aboutTable<T>(file: string, work: () => Promise<T>): Promise<T> {
  return about("OCCAM_TABLE", file, work);
}

/** Faults of a model, likewise. */
export function aboutModel<T>(file: string, work: () => Promise<T>): Promise<T> {
  return about("OCCAM_ONNX", file, work);
}

async function about<T>(code: string, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOccamError(error) || error.code !== code) throw error;
    throw inputError(`${file}: ${error.message.replace(` (${code})`, "")}`);
  }
}
