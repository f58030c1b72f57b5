/** Whether a network of a table over- or underfits, with what probability, for what reason, and what would help. */
import type { InputColumn } from "../data/columns.ts";
import { type Diagnosis, diagnose } from "../diagnosis/diagnose.ts";
import type { Reference } from "../diagnosis/evidence.ts";
import { findingsOf } from "../diagnosis/findings/index.ts";
import { leakageAlarms } from "../diagnosis/leakage.ts";
import { inspectNetwork, type NetworkInspection } from "../diagnosis/network/inspect-network.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type FitTableOptions, fitTable, type TableStudy } from "./fit-table.ts";
import { applyModel, modelColumns } from "./model/apply-model.ts";
import { type ExportedNetwork, readExportedNetwork } from "./model/exported-network.ts";
import { type ModelFacts, readModelFacts } from "./model/model-facts.ts";
import { SETTINGS } from "./settings/index.ts";
import type { Setting } from "./settings/setting.ts";
import { inForce } from "./settings/values.ts";
import type { DiagnoseResult, InsideResult } from "./stages/diagnose-result.ts";
import type { CandidateResult, ModelResult } from "./stages/fit-result.ts";
import type { Runtimes } from "./stages/lanes.ts";
import { linearReference } from "./stages/linear-reference.ts";
import { type Look, look, lookAtConstant } from "./stages/look.ts";
import { examplesOf, type Preparation, type RowExamples } from "./stages/prepare.ts";
import { curveOf, partsOfError, type Retraining } from "./stages/retrain.ts";
import type { Table } from "./table/table.ts";
import { quoted, tableError } from "./table/table-error.ts";
import { type TableInput, toTable } from "./table/to-table.ts";
import { type Understanding, understand } from "./table/understand.ts";
import { VERSION } from "./version.ts";

/** A fit that is over, as `fitTable` gives it or as its files hold it. */
export type FinishedFit = Pick<TableStudy, "onnx" | "split"> & {
  readonly result: Pick<TableStudy["result"], "candidates" | "chosen" | "choice">;
};

export interface DiagnoseTableOptions extends Omit<FitTableOptions, "candidates" | "config"> {
  /** Diagnose what this fit chose. Default: fit the table and diagnose the plain network. */
  readonly fit?: FinishedFit;
  /** Error over the number of training rows. Default false. */
  readonly learningCurve?: boolean;
  /** The parts of the error, by bootstrap samples. Default false. */
  readonly biasVariance?: boolean;
}

/**
 * Diagnoses a network of a table by the rows that it was not trained on.
 * @throws as `fitTable`; Error with code OCCAM_ONNX for a model that is none of this table.
 */
export async function diagnoseTable(input: TableInput, options: DiagnoseTableOptions): Promise<DiagnoseResult> {
  const { seed = 0, signal } = options;
  const table = toTable(input);
  const runtime = ([options.runtime].flat() as unknown as Runtimes)[0];
  const subject = await subjectOf(table, options, runtime);
  signal?.throwIfAborted();
  const diagnosis = await judged(subject, runtime, seed, signal);
  const retraining = await retrainingOf(subject, runtime, seed, signal);
  if (options.learningCurve) options.onProgress?.({ stage: "learningCurve" });
  const curve = options.learningCurve ? await curveOf(retraining) : undefined;
  if (options.biasVariance) options.onProgress?.({ stage: "biasVariance" });
  const error = options.biasVariance ? await partsOfError(retraining) : undefined;
  options.onProgress?.({ stage: "inspecting" });
  const inspection = await inspected(subject, retraining);
  const { task, target } = subject.known;
  const findings = findingsOf({
    metric: task.deciding.name,
    task: task.name,
    diagnosis,
    candidates: subject.candidates,
    leakage: leakageOf(subject),
    inspection,
    ...(curve && { learningCurve: curve }),
    ...(error && { biasVariance: error.whole }),
  });
  const { verdict, reason, probabilities, gap, reference } = diagnosis;
  return {
    occam: VERSION,
    command: "diagnose",
    task: task.name,
    target: target.name,
    seed,
    data: { rows: rowCounts(subject) },
    network: { name: subject.model.name, values: subject.model.values, settings: subject.model.settings },
    metric: task.deciding.name,
    verdict,
    reason,
    probabilities,
    gap,
    reference,
    scores: {
      train: subject.looks.train.scores,
      validation: subject.looks.validation.scores,
      test: subject.looks.test.scores,
    },
    findings,
    inside: toInside(inspection),
    ...(curve && { learningCurve: curve }),
    ...(error && { biasVariance: error.parts }),
  };
}

/** The network that is diagnosed, with all that is known of it. */
interface Subject {
  readonly known: Understanding;
  readonly split: TableStudy["split"];
  readonly settings: readonly Setting[];
  readonly model: Pick<ModelResult, "name" | "values" | "settings">;
  /** Epochs of its kept weights. */
  readonly epochs: number;
  readonly exported: ExportedNetwork;
  readonly looks: Readonly<Record<"train" | "validation" | "test", Look>>;
  /** Whether neither training nor choice looked at the validation rows. */
  readonly isUnpicked: boolean;
  /** Networks to measure it by, besides the constant prediction and a linear model. */
  readonly references: readonly Reference[];
  readonly candidates: NonNullable<Parameters<typeof findingsOf>[0]["candidates"]>;
}

async function subjectOf(table: Table, options: DiagnoseTableOptions, runtime: Runtime): Promise<Subject> {
  const { fit, learningCurve: _curve, biasVariance: _parts, ...own } = options;
  if (fit !== undefined) return subjectFrom(table, options, runtime, fit, fit.result.chosen, fit.onnx, []);
  const study = await fitTable(table, own);
  const { baseline, chosen } = study.result;
  const rest = { test: (await chosenLosses(table, options, runtime, study)).losses };
  const references = baseline.name === chosen.name ? [] : [{ name: "bestCandidate", ...rest }];
  return subjectFrom(table, options, runtime, study, baseline, study.models.baseline, references);
}

async function chosenLosses(table: Table, options: DiagnoseTableOptions, runtime: Runtime, study: TableStudy) {
  const known = understand(table, options);
  const columns = new Map<string, InputColumn>(known.inputs.map((column) => [column.name, column]));
  const facts = readModelFacts(study.onnx);
  const { numbers } = await applyModel(runtime, study.onnx, facts, columns, study.split.test);
  return look(known, study.split.test, numbers);
}

async function subjectFrom(
  table: Table,
  { target, settings = SETTINGS, splitColumn }: DiagnoseTableOptions,
  runtime: Runtime,
  { result, split }: FinishedFit,
  model: ModelResult,
  onnx: Uint8Array,
  references: readonly Reference[],
): Promise<Subject> {
  const facts = readModelFacts(onnx);
  const known = understoodBy(facts, table, target, splitColumn);
  const columns = modelColumns(facts, table);
  const lookAt = async (rows: Int32Array) =>
    look(known, rows, (await applyModel(runtime, onnx, facts, columns, rows)).numbers);
  const isBaseline = model !== result.chosen;
  const own = result.candidates[isBaseline ? 0 : result.choice.chosen] as CandidateResult;
  // A fit that chose by folds has no validation rows: its scores there are those of the folds.
  const ofFolds: Look = { scores: own.validation, losses: new Float64Array() };
  const metric = known.task.deciding.name;
  const measured = (candidate: CandidateResult) => ({
    name: candidate.name,
    heldOut: candidate.validation[metric] ?? Number.NaN,
  });
  return {
    known,
    split,
    settings,
    model,
    epochs: own.epochs,
    exported: readExportedNetwork(onnx, facts, settings),
    looks: {
      train: await lookAt(split.train),
      validation: split.validation.length > 0 ? await lookAt(split.validation) : ofFolds,
      test: await lookAt(split.test),
    },
    isUnpicked: isBaseline && split.validation.length > 0,
    references,
    candidates: {
      own: measured(own),
      others: result.candidates.filter((candidate) => candidate !== own).map(measured),
    },
  };
}

/** What the table means to the model: its own columns, task and classes. */
function understoodBy(facts: ModelFacts, table: Table, target: string, splitColumn: string | undefined): Understanding {
  if (facts.target !== target)
    throw tableError(
      `the model predicts ${quoted(facts.target)}, but the target is ${quoted(target)}: name the same column.`,
    );
  const known = understand(table, { target, task: facts.task, ...(splitColumn !== undefined && { splitColumn }) });
  if (facts.classes.join("\n") !== known.target.classes.join("\n"))
    throw tableError(`the target ${quoted(target)} holds other classes than the model knows: fit the table again.`);
  return { ...known, inputs: [...modelColumns(facts, table).values()] };
}

/** The calibrated verdict: measured by a constant prediction, a linear model and further references. */
async function judged(
  { known, split, looks, exported, isUnpicked, references }: Subject,
  runtime: Runtime,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Diagnosis> {
  const linear = await linearReference({ runtime, known, parts: split, preparation: exported, seed, signal });
  return diagnose({
    model: {
      train: looks.train.losses,
      test: looks.test.losses,
      ...(isUnpicked && { further: looks.validation.losses }),
    },
    constant: { test: lookAtConstant(known, split.train, split.test).losses },
    references: [linear, ...references],
    reduce: known.task.deciding.reduce,
    seed,
  });
}

async function retrainingOf(
  subject: Subject,
  runtime: Runtime,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Retraining> {
  const { known, split, settings, model, epochs, exported } = subject;
  const preparation: Preparation = exported;
  const own = (rows: Int32Array): Promise<RowExamples> => examplesOf(runtime, known, preparation, rows);
  return {
    runtime,
    known,
    settings,
    network: inForce(settings, model.settings, { rowCount: split.train.length, epochs }),
    epochs: Math.max(1, epochs),
    preparation,
    train: await own(split.train),
    // A fit that chose by folds has no validation rows: the test rows are all that it was not trained on.
    heldOut: await own(split.validation.length > 0 ? split.validation : split.test),
    seed,
    signal,
  };
}

function inspected({ exported, known }: Subject, { runtime, heldOut, train, network, seed }: Retraining) {
  return inspectNetwork(exported.network, heldOut, {
    runtime,
    loss: known.task.loss,
    alpha: network.reduce((sum, { setting, options }) => sum + (setting.ridge?.(options) ?? 0), 0),
    trainX: train.x,
    seed,
  });
}

function leakageOf({ known, split }: Subject) {
  return leakageAlarms({
    columns: known.inputs,
    targets: known.target.values,
    classes: known.task.outputCount(known.target),
    train: split.train,
    heldOut: [...split.validation, ...split.test],
  });
}

function rowCounts({ split }: Subject): DiagnoseResult["data"]["rows"] {
  return { train: split.train.length, validation: split.validation.length, test: split.test.length };
}

function toInside(found: NetworkInspection): InsideResult {
  const { layers, weights, importances, degreesOfFreedom, reliability, sharpness } = found;
  return {
    layers: layers.map(({ layer, units }) => ({
      layer,
      units: units.length,
      dead: units.filter(({ state }) => state === "dead").length,
      nearlyDead: units.filter(({ state }) => state === "nearly dead").length,
    })),
    weights,
    importances,
    ...(degreesOfFreedom && { degreesOfFreedom }),
    ...(reliability && { calibration: reliability }),
    sharpness,
  };
}
