import { join } from "node:path";
import { writeFilesSafely } from "../table/write-file-safely.ts";

interface Destination {
  readonly folder: string;
  /** Of the result's own file. */
  readonly name: string;
  /** Content of the files beside it, by name. */
  readonly others: Readonly<Record<string, string>>;
}

/** Writes a result as JSON with all that was made of it: all files or none. Gives the result that names them. */
export async function writeResult<Result extends object>(
  result: Result,
  { folder, name, others }: Destination,
): Promise<Result & { readonly files: readonly string[] }> {
  const files = [name, ...Object.keys(others)].map((each) => join(folder, each));
  const written = { ...result, files };
  await writeFilesSafely([
    { file: join(folder, name), data: `${JSON.stringify(written, null, 2)}\n` },
    ...Object.entries(others).map(([each, data]) => ({ file: join(folder, each), data })),
  ]);
  return written;
}
