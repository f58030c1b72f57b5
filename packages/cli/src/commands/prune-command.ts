import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Certificate,
  certify,
  featureNames,
  type InputColumn,
  isOccamError,
  type Pruned,
  prune,
  pruneToBudget,
  type Runtime,
  transform,
} from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { type ModelFacts, readModelFacts } from "../fit/exported-model.ts";
import { type ExportedNetwork, exportNetwork, networkMetadata, readExportedNetwork } from "../fit/exported-network.ts";
import { targetsOf } from "../fit/prepare-data.ts";
import { LOSSES, scorePredictions } from "../fit/scores.ts";
import { type Understanding, understand } from "../fit/understanding.ts";
import { applyModel } from "../predict/apply-model.ts";
import { type RunRecord, readRunRecord } from "../prune/run-folder.ts";
import type { Scores } from "../report/fit-result.ts";
import type { PruneResult } from "../report/prune-result.ts";
import { inputError } from "../table/input-error.ts";
import { readTable } from "../table/read-table.ts";
import type { Table } from "../table/table.ts";
import { writeFilesSafely } from "../table/write-file-safely.ts";
import { VERSION } from "../version.ts";
import { columnsFor, readModelFile } from "./predict-command.ts";

export interface PruneCommandOptions {
  /** Norm of a unit's weights, as a part of the largest, that counts as zero. */
  readonly tolerance: number;
  readonly maxLossIncrease?: number;
  readonly targetSize?: number;
  readonly out?: string;
  readonly table?: string;
  readonly signal: AbortSignal;
}

/** Takes out of the network of a fit what does nothing, or little, and says what that is worth. */
export async function pruneCommand(folder: string, options: PruneCommandOptions): Promise<PruneResult> {
  const file = join(folder, "model.onnx");
  const record = await readRunRecord(folder);
  const bytes = await readModelFile(file);
  const facts = readModelFacts(bytes, file);
  const table = await readRunTable(record, options.table, folder);
  const runtime = nodeRuntime();
  try {
    const exported = await readExportedNetwork(runtime, bytes, facts, file);
    const known = understand(table, { target: record.target, task: record.task });
    const work = { runtime, exported, facts, record, known, columns: columnsFor(facts, table), options };
    const pruned = await pruneNetwork(work);
    options.signal.throwIfAborted();
    const { result, model } = await compare(work, pruned, bytes, folder);
    options.signal.throwIfAborted();
    await writeFilesSafely([
      { file: result.files.model, data: model },
      { file: result.files.certificate, data: `${JSON.stringify(result, null, 2)}\n` },
    ]);
    return result;
  } finally {
    await runtime.close();
  }
}

interface Work {
  readonly runtime: Runtime;
  readonly exported: ExportedNetwork;
  readonly facts: ModelFacts;
  readonly record: RunRecord;
  readonly known: Understanding;
  readonly columns: ReadonlyMap<string, InputColumn>;
  readonly options: PruneCommandOptions;
}

/** The table that the run was fitted on: its very bytes, as the split counts its rows. */
async function readRunTable({ table, split }: RunRecord, given: string | undefined, folder: string): Promise<Table> {
  const file = given ?? table.file;
  if (given === undefined && !(await stat(file).catch(() => undefined))) {
    throw inputError(`${folder}/run.json names the table ${file}, which does not exist: say --table where it is now.`);
  }
  const found = await readTable(file);
  const last = Math.max(...Object.values(split).map((rows: Int32Array) => rows.reduce((a, b) => Math.max(a, b), -1)));
  if (found.sha256 === table.sha256 && last < found.rowCount) return found;
  throw inputError(
    `${file} is not the table that the run was fitted on: its content differs; say --table where that is.`,
  );
}

async function featuresOf({ runtime, exported, columns }: Work, rows: Int32Array) {
  return transform(runtime, exported.preprocessing, [...columns.values()], rows);
}

async function pruneNetwork(work: Work): Promise<Pruned> {
  const { runtime, exported, facts, record, known, options } = work;
  const { tolerance, maxLossIncrease, targetSize } = options;
  if (maxLossIncrease === undefined && targetSize === undefined) return prune(exported.network, { tolerance });
  // A fit that chose by folds has no validation rows: the test rows are all that it was not trained on.
  const rows = record.split.validation.length > 0 ? record.split.validation : record.split.test;
  return pruneToBudget(exported.network, {
    runtime,
    loss: LOSSES[facts.task],
    examples: { x: await featuresOf(work, rows), y: targetsOf(known, exported.targetScale, rows) },
    tolerance,
    ...(maxLossIncrease !== undefined && { maxLossIncrease }),
    ...(targetSize !== undefined && { targetSize }),
  });
}

async function compare(
  work: Work,
  pruned: Pruned,
  bytes: Uint8Array,
  folder: string,
): Promise<{ readonly result: PruneResult; readonly model: Uint8Array }> {
  const { runtime, exported, facts, record, options } = work;
  const { train, validation, test } = record.split;
  const x = await featuresOf(work, Int32Array.from([...train, ...validation, ...test]));
  const certificate = await certify(exported.network, pruned, { runtime, loss: LOSSES[facts.task], x });
  const isUnchanged = pruned.model === exported.network.model;
  const model = isUnchanged ? bytes : await exportPruned(work, pruned, certificate);
  const out = options.out ?? join(folder, "pruned.onnx");
  const names = featureNames(exported.preprocessing);
  const result: PruneResult = {
    occam: VERSION,
    command: "prune",
    options: {
      tolerance: options.tolerance,
      maxLossIncrease: options.maxLossIncrease ?? null,
      targetSize: options.targetSize ?? null,
    },
    before: { ...certificate.before, bytes: bytes.length },
    after: { ...certificate.after, bytes: model.length },
    maxAbsDifference: certificate.maxAbsDifference,
    rows: certificate.rows,
    test: { before: await testScores(work, bytes), after: await testScores(work, model) },
    removed: pruned.removed,
    unusedFeatures: pruned.unusedInputs.flatMap(({ columns }) => columns.map((column) => names[column] as string)),
    zeroWeights: pruned.zeroWeights,
    files: { model: out, certificate: join(dirname(out), "prune.json") },
  };
  return { result, model };
}

/** The smaller model; its metadata holds what the network cost before and after. */
function exportPruned(
  { runtime, exported, facts }: Work,
  network: Pruned,
  certificate: Certificate,
): Promise<Uint8Array> {
  const smaller = { ...exported, network };
  return exportNetwork(runtime, smaller, facts, {
    ...exported.metadata,
    ...networkMetadata(network.model, exported),
    "occam.pruning": JSON.stringify(certificate),
  });
}

async function testScores({ runtime, facts, columns, known, record }: Work, model: Uint8Array): Promise<Scores> {
  const rows = record.split.test;
  try {
    const { numbers } = await applyModel(runtime, model, facts, columns, rows);
    return scorePredictions(known, rows, numbers).scores;
  } catch (error) {
    throw isOccamError(error) ? inputError(`the model cannot be used: ${error.message}`) : error;
  }
}
