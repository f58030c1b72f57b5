/** What commands that train share. */
import type { OnProgress, Runtimes } from "@occam/core/tabular";
import type { FileFacts } from "@occam/report/results";
import { progressReporter } from "@occam/report/text";
import { secondsSince } from "../clock.ts";
import { createProgress } from "../progress.ts";
import { aboutTable } from "../table/about.ts";
import type { FileTable } from "../table/table.ts";
import { withRuntimes } from "./runtimes.ts";

const MOST_RUNTIMES = 2;

/** Work of the library on a table's file, with its progress on stderr. The engines are closed and the bar is gone in the end. */
export async function training<T>(
  file: string,
  work: (runtime: Runtimes, onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const progress = createProgress(process.stderr);
  try {
    return await withRuntimes(MOST_RUNTIMES, (runtime) =>
      aboutTable(file, () => work(runtime, progressReporter(progress))),
    );
  } finally {
    progress.done();
  }
}

/** The library's result with the file that it is of, and the seconds since `startMs`. */
export function ofFile<Result extends { readonly data: object }>(
  result: Result,
  { file, sha256 }: FileTable,
  startMs: number,
): Result & { readonly data: Result["data"] & FileFacts; readonly seconds: number } {
  return { ...result, data: { file, sha256, ...result.data }, seconds: secondsSince(startMs) };
}
