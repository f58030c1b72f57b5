import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { inputError } from "./input-error.ts";

/** A file in the way is found before the training, not after it. */
export async function requireOutputFolder(folder: string): Promise<void> {
  if (folder.trim() === "") throw inputError('--out needs the name of a folder, but receives "".');
  for (const path of [folder, ...ancestorsOf(folder)]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return requireWritable(path, folder);
    if (found !== undefined) throw inputError(`--out needs a folder, but ${path} is a file: name another.`);
  }
}

async function requireWritable(existing: string, folder: string): Promise<void> {
  const isWritable = await access(existing, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable)
    throw inputError(`--out ${folder} cannot be written: ${existing} is read-only for you: name another folder.`);
}

function ancestorsOf(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...ancestorsOf(above)];
}
