import { inputError } from "../table/input-error.ts";
import { readIfThere } from "../table/read-whole-file.ts";
import { parseStudy, type Study } from "./study.ts";

export interface FindStudyOptions {
  readonly resume?: true;
  /** The folder that the user chose, which no name of a study changes. */
  readonly out?: string;
}

/**
 * The study that goes on; undefined where a new one begins.
 * @throws input error for a study that is there without `resume`, and for one that is damaged.
 */
export async function findStudy(file: string, options: FindStudyOptions): Promise<Study | undefined> {
  const text = (await readIfThere(file))?.toString("utf8");
  if (text === undefined) return undefined;
  const study = parseStudy(text, file, beginAnother(options));
  if (options.resume) return study;
  throw inputError(
    `The study "${study.name}" is there already, in ${file}: go on with it by --resume, or ${beginAnother(options)}.`,
  );
}

/** What to do where a study cannot go on. */
export function beginAnother({ out }: Pick<FindStudyOptions, "out">): string {
  return out === undefined ? "begin another with --study NAME" : "begin another with another --out FOLDER";
}
