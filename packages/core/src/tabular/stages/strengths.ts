/** The strengths of a path, from the least to the most regularized. */
import { optionError } from "../../errors.ts";
import { checkSingle, type Field } from "../../options/field.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { largestAlpha } from "../../selection/largest-alpha.ts";
import { pow } from "../../tensor/elementary.ts";
import type { PathFacts, Setting } from "../settings/setting.ts";
import type { Understanding } from "../table/understand.ts";
import type { RowExamples } from "./prepare.ts";

/** Smallest over largest strength on the scale of the data. */
const RATIO = 1e-3;

/** A setting that a path can turn up. */
export type PathSetting = Setting & { readonly path: PathFacts };

/** @throws RangeError with code OCCAM_OPTION for a name that no path can be walked for. */
export function requirePathSetting(name: string, settings: readonly Setting[], { task }: Understanding): PathSetting {
  const known = settings.filter((setting): setting is PathSetting => setting.path !== undefined);
  const found = known.find(({ options }) => options.name === name);
  const isOfTask = found !== undefined && (found.task === undefined || found.task === task.name);
  if (isOfTask) return found;
  throw optionError({
    where: "pathTable.penalty",
    expected: `one of ${known.map(({ options }) => options.name).join(", ")}`,
    received: found === undefined ? JSON.stringify(name) : `${name}, which is for a ${found.task},`,
  });
}

/** Whether less of it is more regularized, as of a largest norm. */
export function isFalling({ path }: PathSetting): boolean {
  return path.of === "range" && path.falls === true;
}

/**
 * Strengths that a caller gives, from the least to the most regularized.
 * @throws RangeError with code OCCAM_OPTION for none, one that the setting does not take, and any out of order.
 */
export function requireStrengths(setting: PathSetting, strengths: readonly number[]): void {
  const { options, main } = setting;
  if (strengths.length === 0)
    throw optionError({ where: "pathTable.alphas", expected: "at least one", received: "none" });
  const falls = isFalling(setting);
  strengths.forEach((strength, i) => {
    const where = `pathTable.alphas[${i}]`;
    checkSingle(options.fields[main] as Field<unknown>, where, strength);
    const before = strengths[i - 1];
    if (before === undefined || (falls ? before > strength : before < strength)) return;
    throw optionError({
      where,
      expected: `${falls ? "less" : "more"} than ${before} before it`,
      received: `${strength}`,
      fix: "list them from the least to the most regularized, each once",
    });
  });
}

/** `count` strengths on the scale that the setting's record names. */
export async function usualStrengths(
  setting: PathSetting,
  count: number,
  look: { readonly runtime: Runtime; readonly known: Understanding; readonly examples: RowExamples },
): Promise<readonly number[]> {
  const { path } = setting;
  const at = (spread: (share: number) => number) => Array.from({ length: count }, (_, i) => spread(i / (count - 1)));
  if (path.of === "data") {
    const largest = path.reach * (await usefulAlpha(look));
    return at((share) => largest * pow(RATIO, 1 - share));
  }
  const [least, most] = isFalling(setting) ? [path.high, path.low] : [path.low, path.high];
  if (path.scale === "linear") return at((share) => Number((least + (most - least) * share).toFixed(4)));
  return at((share) => Number((least * pow(most / least, share)).toPrecision(6)));
}

async function usefulAlpha({
  runtime,
  known: { task, target },
  examples: { x, y },
}: Parameters<typeof usualStrengths>[2]): Promise<number> {
  return largestAlpha(runtime, x, task.loss.toTargets(y, [task.outputCount(target)]), task.loss);
}
