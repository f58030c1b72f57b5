import { randomUUID } from "node:crypto";
import { mkdir, open, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { codeOf } from "./error-code.ts";
import { toOneLine } from "./input-error.ts";

/** A file that could not be written: the command line prints the message and exits 1. */
export interface WriteError extends Error {
  readonly code: "OCCAM_WRITE";
}

export interface FileToWrite {
  readonly file: string;
  readonly data: string | Uint8Array;
}

/**
 * Writes `data` to `file` so that readers see the old content or the new, never a part, even after a crash.
 * Makes the folder when missing; through a symbolic link it replaces what the link names.
 * @throws WriteError; then the old file is as it was.
 */
export async function writeFileSafely(file: string, data: string | Uint8Array): Promise<void> {
  await writeFilesSafely([{ file, data }]);
}

/**
 * Like `writeFileSafely` for files that belong together: all are on disk under temporary names before the first is
 * renamed, so that a full disk or a refused write leaves none of them. (A refused rename may leave the earlier ones.)
 */
export async function writeFilesSafely(files: readonly FileToWrite[]): Promise<void> {
  const pending: PendingFile[] = [];
  const madeFolders: string[] = [];
  let current = "";
  try {
    for (const { file, data } of files) {
      current = file;
      madeFolders.push(...(await makeFolder(dirname(resolve(file)))));
      const next = await pendingFile(file);
      pending.push(next);
      await writeDurably(next, data);
    }
    for (const { file, temporary, target } of pending) {
      current = file;
      await rename(temporary, target);
    }
  } catch (error) {
    for (const { temporary } of pending) await rm(temporary, { force: true }).catch(() => {});
    for (const folder of madeFolders.reverse()) await rmdir(folder).catch(() => {});
    throw writeError(current, error);
  }
  for (const folder of new Set(pending.map(({ target }) => dirname(target)))) await syncFolder(folder);
}

interface PendingFile {
  readonly file: string;
  readonly temporary: string;
  readonly target: string;
  /** Permissions: those of the file that is replaced. */
  readonly mode: number;
}

async function pendingFile(file: string): Promise<PendingFile> {
  const facts = await stat(file).catch(undefinedIfMissing);
  if (facts?.isDirectory()) throw new Error("a folder has this name");
  // Renaming over a device or a pipe would put a file in its place.
  if (facts !== undefined && !facts.isFile()) throw new Error("it is no regular file");
  const target = facts === undefined ? resolve(file) : await realpath(file);
  const temporary = join(dirname(target), `.occam-${randomUUID()}.tmp`);
  return { file, temporary, target, mode: facts === undefined ? 0o666 : facts.mode & 0o777 };
}

async function writeDurably({ temporary, mode }: PendingFile, data: string | Uint8Array): Promise<void> {
  const handle = await open(temporary, "wx", mode);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it; gives those that were missing, the outermost first. */
async function makeFolder(folder: string): Promise<string[]> {
  // Level by level: the recursive form of mkdir never returns for a folder inside /proc.
  try {
    await mkdir(folder);
    return [folder];
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await stat(folder)).isDirectory()) return [];
    if (codeOf(error) !== "ENOENT" || dirname(folder) === folder || (await exists(dirname(folder)))) throw error;
  }
  const above = await makeFolder(dirname(folder));
  await mkdir(folder);
  return [...above, folder];
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** So that a rename survives a power cut; some systems cannot, and the file itself is safe by then. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "the disk is full: free some space or write elsewhere"],
  ["EDQUOT", "the disk quota is used up: free some space or write elsewhere"],
  ["EFBIG", "the file would be larger than allowed: raise the limit or write elsewhere"],
  ["EACCES", "permission is denied: change the folder's permissions or write elsewhere"],
  ["EPERM", "permission is denied: change the folder's permissions or write elsewhere"],
  ["EROFS", "the disk is read-only: write elsewhere"],
  ["ENOTDIR", "a part of its path is a file: choose another folder"],
  ["EEXIST", "a part of its path is a file: choose another folder"],
  ["ENAMETOOLONG", "the name is too long: choose a shorter one"],
]);

function writeError(file: string, error: unknown): WriteError {
  const reason = reasons.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
  return Object.assign(new Error(toOneLine(`Cannot write ${file}: ${reason}.`)), { code: "OCCAM_WRITE" } as const);
}

function undefinedIfMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}
