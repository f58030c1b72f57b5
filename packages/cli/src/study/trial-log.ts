/** The finished trials of a study on disk: one JSON line each, on the disk before the next. */
import { type FileHandle, open, truncate } from "node:fs/promises";
import { isInSpace, type Space, type TrialRecord } from "@occam/core/selection";
import { inputError } from "../table/input-error.ts";
import { readIfThere } from "../table/read-whole-file.ts";

/**
 * The trials of a log. A last line that was torn when the process was killed is ignored and cut off, so that the next
 * trial begins a line of its own. A trial that two processes both finished counts once.
 * @throws input error for a line that is no trial of the space.
 */
export async function readTrials(file: string, space: Space): Promise<readonly TrialRecord[]> {
  const bytes = (await readIfThere(file)) ?? Buffer.alloc(0);
  const whole = bytes.lastIndexOf(10) + 1;
  if (whole < bytes.length) await truncate(file, whole);
  const lines = bytes.subarray(0, whole).toString("utf8").split("\n").slice(0, -1);
  const records = new Map<number, TrialRecord>();
  lines.forEach((line, i) => {
    const record = toRecord(line, space);
    if (record === undefined)
      throw inputError(
        `${file} line ${i + 1} is damaged: it is no trial of this study. Remove the line to run that trial again.`,
      );
    if (!records.has(record.index)) records.set(record.index, record);
  });
  return [...records.values()].sort((a, b) => a.index - b.index);
}

export interface TrialLog {
  readonly append: (trial: TrialRecord, id: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `begin` makes what must be there before the first line. */
export function openTrialLog(file: string, begin: () => Promise<void>): TrialLog {
  let opened: Promise<FileHandle> | undefined;
  // One line after another, whoever asks.
  let last: Promise<void> = Promise.resolve();
  const append = async (trial: TrialRecord, id: string) => {
    opened ??= begin().then(() => open(file, "a"));
    const handle = await opened;
    await handle.writeFile(`${JSON.stringify({ id, ...trial })}\n`);
    await handle.sync();
  };
  return {
    append: (trial, id) => {
      last = last.then(() => append(trial, id));
      return last;
    },
    close: async () => {
      await last.catch(() => {});
      await opened?.then(
        (handle) => handle.close(),
        () => {},
      );
    },
  };
}

function toRecord(line: string, space: Space): TrialRecord | undefined {
  const found = parseObject(line);
  const { index, values, state, losses, keptEpochs, epochs, seconds } = found;
  const counts = [index, epochs, seconds, keptEpochs];
  const isTrial =
    Number.isSafeInteger(index) &&
    counts.every((count) => typeof count === "number" && count >= 0) &&
    (state === "complete" || state === "pruned" || state === "failed") &&
    Array.isArray(losses) &&
    isInSpace(space, values);
  if (!isTrial) return undefined;
  return {
    index: index as number,
    values,
    state,
    // JSON has no infinity: null.
    loss: numberOr(found.loss, Infinity),
    standardError: numberOr(found.standardError, Number.NaN),
    losses: losses.map((loss) => numberOr(loss, Number.NaN)),
    trainLoss: numberOr(found.trainLoss, Infinity),
    keptEpochs: keptEpochs as number,
    epochs: epochs as number,
    seconds: seconds as number,
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(line);
    return typeof found === "object" && found !== null ? { ...found } : {};
  } catch {
    return {};
  }
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
