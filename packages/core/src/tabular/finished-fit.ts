/** A fit that is over, as JSON keeps it. */
import type { SplitParts } from "../data/split.ts";
import { describe, occamError } from "../errors.ts";
import type { TableStudy } from "./fit-table.ts";
import { propertiesOf } from "./properties-of.ts";

/** What of a fit others go on from, as `fitTable` gives it or `readFit` reads it. */
export type FinishedFit = Pick<TableStudy, "onnx" | "split"> & {
  readonly result: Pick<TableStudy["result"], "target" | "candidates" | "chosen" | "choice">;
};

/**
 * A fit from the JSON of its result with `split`, the row numbers of each part, as `run.json` holds them, and from its model. Looked
 * at is what others go on from; what settings hold is looked at where a network is built from them.
 * @throws Error with code OCCAM_DATA, naming the first field that is missing or of another kind.
 */
export function readFit(json: unknown, onnx: Uint8Array): FinishedFit {
  const { target, split, candidates, chosen, choice } = propertiesOf(json);
  const parts = propertiesOf(split);
  const own = propertiesOf(choice).chosen;
  const { name, values, settings, reason } = propertiesOf(chosen);
  requireField("target", "the name of a column", target, typeof target === "string");
  requireField("candidates", "networks with values, scores and epochs", candidates, isCandidates(candidates));
  requireField("choice.chosen", "the index of a candidate", own, isIndexOf(candidates, own));
  requireField("chosen.name", "a text", name, typeof name === "string");
  requireField("chosen.values", "settings", values, isObject(values));
  requireField("chosen.settings", "settings", settings, isObject(settings));
  requireField("chosen.reason", "a code with numbers", reason, isObject(reason));
  return {
    onnx,
    // All that is used of it has been looked at.
    result: { target, candidates, chosen, choice } as FinishedFit["result"],
    split: { train: rowsOf(parts, "train"), validation: rowsOf(parts, "validation"), test: rowsOf(parts, "test") },
  };
}

function requireField(where: string, expected: string, value: unknown, isRight: boolean): void {
  if (!isRight) throw occamError("OCCAM_DATA", { where, expected, received: describe(value) });
}

function isCandidates(value: unknown): boolean {
  return Array.isArray(value) && value.every(isCandidate);
}

function isCandidate(value: unknown): boolean {
  const { name, values, validation, epochs } = propertiesOf(value);
  // A diverged candidate's scores are not numbers, and JSON has null for them.
  return typeof name === "string" && isObject(values) && isObject(validation) && Number.isSafeInteger(epochs);
}

function isIndexOf(list: unknown, index: unknown): boolean {
  return Array.isArray(list) && typeof index === "number" && list[index] !== undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A fit that chose by folds has no validation rows. */
function rowsOf(parts: Readonly<Record<string, unknown>>, part: keyof SplitParts): Int32Array {
  const rows = parts[part];
  const isRows = isRowNumbers(rows) && (rows.length > 0 || part === "validation");
  requireField(`split.${part}`, "numbers of rows, each once", rows, isRows);
  return Int32Array.from(rows as readonly number[]);
}

function isRowNumbers(value: unknown): value is readonly number[] {
  const isRow = (row: unknown) => typeof row === "number" && Number.isInteger(row) && row >= 0 && row < 2 ** 31;
  return Array.isArray(value) && value.every(isRow) && new Set(value).size === value.length;
}
