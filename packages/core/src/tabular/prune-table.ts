/** A table's model without what does nothing in it, or little, and what that is worth. */
import { columnNumbers, featureNames, transform } from "../data/preprocessing-graph.ts";
import type { SplitParts } from "../data/split.ts";
import { count, given, needed, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import { type Certificate, certify } from "../pruning/certify.ts";
import { PRUNE, type Pruned, prune, zerosOf } from "../pruning/prune.ts";
import { PRUNE_TO_BUDGET, pruneToBudget } from "../pruning/prune-to-budget.ts";
import { fit, runOf } from "../training/fit.ts";
import { FIT_FIELDS } from "../training/recipe/fit-options.ts";
import { type ExportedNetwork, exportNetwork, readExportedNetwork } from "./model/exported-network.ts";
import { type ModelFacts, readModelFacts } from "./model/model-facts.ts";
import { type ModelView, understoodBy } from "./model/understood-by.ts";
import { SETTINGS } from "./settings/index.ts";
import { networkPlan } from "./settings/network-plan.ts";
import { unitsSetting } from "./settings/records/units.ts";
import type { Setting } from "./settings/setting.ts";
import { inForce, type SettingValues } from "./settings/values.ts";
import { modelLook, type Scores } from "./stages/look.ts";
import { examplesOf, type RowExamples } from "./stages/prepare.ts";
import type { PruneResult } from "./stages/prune-result.ts";
import { type TableInput, toTable } from "./table/to-table.ts";
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
  /** Epochs that the smaller network is trained on, with the settings of the fit; weights that are 0 stay 0. Default 0. */
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
  const facts = readModelFacts(model);
  const work: Work = {
    ...understoodBy(facts, toTable(input)),
    options: read,
    facts,
    exported: readExportedNetwork(model, facts, settings),
    settings,
  };
  const pruned = await prunedNetwork(work);
  signal?.throwIfAborted();
  const x = await transform(runtime, work.exported.preprocessing, work.known.inputs, allRows(split));
  const certificate = await certify(work.exported.network, pruned, { runtime, loss: work.known.task.loss, x });
  const tuned = fineTune > 0 ? await fineTuned(work, pruned) : pruned;
  signal?.throwIfAborted();
  const isUnchanged = tuned.model === work.exported.network.model;
  const onnx = isUnchanged ? model : await exportPruned(work, tuned, certificate);
  return { onnx, result: await toResult(work, tuned, certificate, onnx) };
}

interface Work extends ModelView {
  readonly options: Read<typeof PRUNE_TABLE.fields>;
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
  const values = settingsOf(work, pruned);
  const widths = { columns: columnNumbers(exported.preprocessing), outputs: known.task.outputCount(known.target) };
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
    keepZeros: true,
    signal,
  });
  const network = { model: run.model, parameters: run.parameters };
  // Training may take weights away, where a penalty does.
  return { ...pruned, ...network, ...zerosOf(network) };
}

/** The settings that the smaller network is built from: with the hidden units that are left, without what pruning settled. */
function settingsOf({ exported, settings }: Work, { model }: Pick<Pruned, "model">): SettingValues {
  if (model === exported.network.model) return exported.settings;
  const kernels = model.parameters.filter(({ role }) => role === "kernel");
  const units = kernels.slice(0, -1).map(({ shape }) => shape[1] as number);
  const settled = new Set(settings.filter(({ settles }) => settles).map(({ options }) => options.name));
  const others = Object.entries(exported.settings).filter(([name]) => !settled.has(name));
  return { ...Object.fromEntries(others), [unitsSetting.options.name]: units };
}

/** The smaller model; its metadata holds what the network cost before and after. */
function exportPruned(work: Work, network: Pruned, certificate: Certificate): Promise<Uint8Array> {
  const { options, known, exported, facts } = work;
  const run = runOf(network, { runtime: options.runtime, loss: known.task.loss });
  const settings = settingsOf(work, network);
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
    test: { before: await testScores(work, options.model), after: await testScores(work, onnx) },
    removed: pruned.removed,
    unusedFeatures: pruned.unusedInputs.flatMap(({ columns }) => columns.map((column) => names[column] as string)),
    zeroWeights: pruned.zeroWeights,
  };
}

async function testScores({ options, facts, ...view }: Work, model: Uint8Array): Promise<Scores> {
  return (await modelLook(options.runtime, model, facts, view, options.split.test)).scores;
}
