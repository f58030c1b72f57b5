/** A table's model without what does nothing in it, or little, and what that is worth. */
import type { InputColumn } from "../data/columns.ts";
import { featureNames, transform } from "../data/preprocessing-graph.ts";
import type { SplitParts } from "../data/split.ts";
import { count, given, needed, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import { type Certificate, certify } from "../pruning/certify.ts";
import { PRUNE, type Pruned, prune, zerosOf } from "../pruning/prune.ts";
import { PRUNE_TO_BUDGET, pruneToBudget } from "../pruning/prune-to-budget.ts";
import { fit, runOf } from "../training/fit.ts";
import { FIT_FIELDS } from "../training/recipe/recipe.ts";
import { applyModel, modelColumns } from "./model/apply-model.ts";
import { type ExportedNetwork, exportNetwork, readExportedNetwork } from "./model/exported-network.ts";
import { type ModelFacts, readModelFacts } from "./model/model-facts.ts";
import { SETTINGS } from "./settings/index.ts";
import { networkPlan } from "./settings/network-plan.ts";
import type { Setting } from "./settings/setting.ts";
import { inForce, type SettingValues } from "./settings/values.ts";
import { type Look, look } from "./stages/look.ts";
import { examplesOf, type RowExamples } from "./stages/prepare.ts";
import type { PruneResult } from "./stages/prune-result.ts";
import { type TableInput, toTable } from "./table/to-table.ts";
import { type Understanding, understand } from "./table/understand.ts";
import { VERSION } from "./version.ts";

/** Options of `pruneTable`. */
const PRUNE_TABLE = record("pruneTable", {
  runtime: FIT_FIELDS.runtime,
  /** A model that a fit of this table wrote, and the rows of its parts. */
  model: needed<Uint8Array>(),
  split: needed<SplitParts>(),
  /** Norm of a unit's weights, as a part of the largest, that counts as zero. Default 0. */
  tolerance: PRUNE.fields.tolerance,
  /** Go on while the loss on the rows that decide rises by less than this part of itself. */
  maxLossIncrease: PRUNE_TO_BUDGET.fields.maxLossIncrease,
  /** Go on down to this part of the parameters. */
  targetSize: PRUNE_TO_BUDGET.fields.targetSize,
  /** Epochs that the smaller network is trained on, with the settings of the fit. Default 0. */
  fineTune: optional(count(0), 0),
  /** Decides shuffles and noise of the fine-tuning. Default 0. */
  seed: optional(count(0), 0),
  settings: given<readonly Setting[]>(),
  signal: given<AbortSignal>(),
});

export type PruneTableOptions = OptionsOf<typeof PRUNE_TABLE>;

export interface PrunedTable {
  readonly result: PruneResult;
  /** The smaller model. */
  readonly onnx: Uint8Array;
}

/** A budget needs rows to decide by: of a fit that chose by folds, one in so many of its training rows, which its network knows. */
const DECIDING_EVERY = 5;

/**
 * Prunes a table's model and certifies what came of it. What may leave within a budget is decided by the validation rows, or
 * where the fit had none by every fifth training row: never by test rows.
 * @throws Error with code OCCAM_ONNX for a model that cannot be used, OCCAM_TABLE for a table that is not its own, RangeError
 * with code OCCAM_OPTION for a bad option.
 */
export async function pruneTable(input: TableInput, options: PruneTableOptions): Promise<PrunedTable> {
  const read = PRUNE_TABLE.read(options);
  const { runtime, model, split, fineTune, settings = SETTINGS, signal } = read;
  const table = toTable(input);
  const facts = readModelFacts(model);
  const columns = modelColumns(facts, table);
  const understood = understand(table, { ...facts.asked, target: facts.target, task: facts.task });
  const known = { ...understood, inputs: [...columns.values()] };
  const work: Work = {
    options: read,
    known,
    columns,
    facts,
    exported: readExportedNetwork(model, facts, settings),
    settings,
  };
  const pruned = await prunedNetwork(work);
  signal?.throwIfAborted();
  const x = await transform(runtime, work.exported.preprocessing, known.inputs, allRows(split));
  const certificate = await certify(work.exported.network, pruned, { runtime, loss: known.task.loss, x });
  const tuned = fineTune > 0 ? await fineTuned(work, pruned) : pruned;
  signal?.throwIfAborted();
  const isUnchanged = tuned.model === work.exported.network.model;
  const onnx = isUnchanged ? model : await exportPruned(work, tuned, certificate);
  return { onnx, result: await toResult(work, tuned, certificate, onnx) };
}

interface Work {
  readonly options: Read<typeof PRUNE_TABLE.fields>;
  readonly known: Understanding;
  readonly columns: ReadonlyMap<string, InputColumn>;
  readonly facts: ModelFacts;
  readonly exported: ExportedNetwork;
  readonly settings: readonly Setting[];
}

async function prunedNetwork(work: Work): Promise<Pruned> {
  const { options, known, exported } = work;
  const { runtime, tolerance, maxLossIncrease, targetSize } = options;
  if (maxLossIncrease === undefined && targetSize === undefined) return prune(exported.network, { tolerance });
  return pruneToBudget(exported.network, {
    runtime,
    loss: known.task.loss,
    examples: await examplesIn(work, decidingRows(options.split)),
    tolerance,
    maxLossIncrease,
    targetSize,
  });
}

function decidingRows({ train, validation }: SplitParts): Int32Array {
  return validation.length > 0 ? validation : train.filter((_, i) => i % DECIDING_EVERY === 0);
}

function allRows({ train, validation, test }: SplitParts): Int32Array {
  return Int32Array.from([...train, ...validation, ...test]);
}

function examplesIn({ options, known, exported }: Work, rows: Int32Array): Promise<RowExamples> {
  return examplesOf(options.runtime, known, exported, rows);
}

/** The smaller network trained on, on all training rows, with the settings of the fit. */
async function fineTuned(work: Work, pruned: Pruned): Promise<Pruned> {
  const { options, known, exported, settings } = work;
  const { fineTune: epochs, seed, signal } = options;
  const values = settingsOf(exported, pruned);
  const widths = { inputs: exported.preprocessing.width, outputs: known.task.outputCount(known.target) };
  const size = { rowCount: options.split.train.length, epochs };
  const plan = networkPlan(settings, [inForce(settings, values, size)], widths);
  const { earlyStopping: _, ...training } = plan.options;
  const run = await fit(plan.model, await examplesIn(work, options.split.train), {
    ...training,
    runtime: options.runtime,
    loss: known.task.loss,
    epochs,
    seed,
    initialParameters: pruned.parameters,
    signal,
  });
  const network = { model: run.model, parameters: run.parameters };
  // Training gives weights to what had none.
  return { ...pruned, ...network, ...zerosOf(network) };
}

/** The settings of the network with the hidden units that are left. */
function settingsOf({ settings, network }: ExportedNetwork, { model }: Pick<Pruned, "model">): SettingValues {
  if (model === network.model) return settings;
  const kernels = model.parameters.filter(({ role }) => role === "kernel");
  const units = kernels.slice(0, -1).map(({ shape }) => shape[1] as number);
  // Gates are settled in the weights of a pruned network.
  const { l0: _, ...others } = settings;
  return { ...others, units };
}

/** The smaller model; its metadata holds what the network cost before and after. */
function exportPruned(work: Work, network: Pruned, certificate: Certificate): Promise<Uint8Array> {
  const { options, known, exported, facts } = work;
  const run = runOf(network, { runtime: options.runtime, loss: known.task.loss });
  const settings = settingsOf(exported, network);
  return exportNetwork(
    facts,
    { ...exported, run, settings },
    {
      ...exported.metadata,
      "occam.pruning": JSON.stringify(certificate),
    },
  );
}

async function toResult(work: Work, pruned: Pruned, certificate: Certificate, onnx: Uint8Array): Promise<PruneResult> {
  const { options, exported } = work;
  const names = featureNames(exported.preprocessing);
  return {
    occam: VERSION,
    command: "prune",
    options: {
      tolerance: options.tolerance,
      maxLossIncrease: options.maxLossIncrease ?? null,
      targetSize: options.targetSize ?? null,
      fineTune: options.fineTune,
    },
    before: { ...certificate.before, bytes: options.model.length },
    after: { ...certificate.after, bytes: onnx.length },
    maxAbsDifference: certificate.maxAbsDifference,
    rows: certificate.rows,
    test: { before: (await testLook(work, options.model)).scores, after: (await testLook(work, onnx)).scores },
    removed: pruned.removed,
    unusedFeatures: pruned.unusedInputs.flatMap(({ columns }) => columns.map((column) => names[column] as string)),
    zeroWeights: pruned.zeroWeights,
  };
}

async function testLook({ options, known, facts, columns }: Work, model: Uint8Array): Promise<Look> {
  const rows = options.split.test;
  return look(known, rows, (await applyModel(options.runtime, model, facts, columns, rows)).numbers);
}
