import { inputError } from "../table/input-error.ts";
import { readIfThere } from "../table/read-whole-file.ts";
import { parseStudy, type Study } from "./study.ts";

/**
 * The study that goes on; undefined where a new one begins.
 * @throws input error for a study that is there without `resume`, and for one that is damaged.
 */
export async function findStudy(
  file: string,
  name: string,
  { resume }: { readonly resume?: true },
): Promise<Study | undefined> {
  const text = (await readIfThere(file))?.toString("utf8");
  if (text === undefined) return undefined;
  const study = parseStudy(text, file);
  if (resume) return study;
  throw inputError(
    `The study "${name}" is there already, in ${file}: go on with it by --resume, or begin another with --study NAME.`,
  );
}
