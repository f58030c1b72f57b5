/** Whether a network of a table over- or underfits, with what probability, for what reason, and what would help. */
import type { DiagnosisFacts } from "../diagnosis/findings/finding.ts";
import { inspectNetwork, type NetworkInspection } from "../diagnosis/network/inspect-network.ts";
import { flag, given, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { FinishedFit } from "./finished-fit.ts";
import { fitAndCompare, type TableStudy } from "./fit-table.ts";
import { FIT_TABLE } from "./fit-table-options.ts";
import { type ExportedNetwork, readExportedNetwork } from "./model/exported-network.ts";
import { readModelFacts } from "./model/model-facts.ts";
import { understoodBy } from "./model/understood-by.ts";
import { SETTINGS } from "./settings/index.ts";
import type { Setting } from "./settings/setting.ts";
import { inForce } from "./settings/values.ts";
import { type Compared, diagnoseLooks, findingsOn, type Looks, measuredCandidates } from "./stages/compare.ts";
import type { DiagnoseResult, InsideResult } from "./stages/diagnose-result.ts";
import type { CandidateResult, ModelDiagnosis, ModelResult } from "./stages/fit-result.ts";
import { leakageOf } from "./stages/leakage.ts";
import { linearReference } from "./stages/linear-reference.ts";
import { type Look, modelLook } from "./stages/look.ts";
import { examplesOf, type Preparation, type RowExamples } from "./stages/prepare.ts";
import { curveOf, curvePlan, PARTS_PLAN, partsOfError, type Retraining } from "./stages/retrain.ts";
import { toRuntimes } from "./stages/runtimes.ts";
import type { Table } from "./table/table.ts";
import { quoted, tableError } from "./table/table-error.ts";
import { type TableInput, toTable } from "./table/to-table.ts";
import type { Understanding } from "./table/understand.ts";
import { VERSION } from "./version.ts";

const { candidates: _1, config: _2, threshold: _3, balance: _4, ...PLAIN_FIELDS } = FIT_TABLE.fields;

/** Options of `diagnoseTable`. */
const DIAGNOSE_TABLE = record("diagnoseTable", {
  ...PLAIN_FIELDS,
  /** Diagnose what this fit chose. Default: fit the table and diagnose the plain network. */
  fit: given<FinishedFit>(),
  /** Error over the number of training rows. Default false. */
  learningCurve: optional(flag(), false),
  /** The parts of the error, by bootstrap samples. Default false. */
  biasVariance: optional(flag(), false),
});

export type DiagnoseTableOptions = OptionsOf<typeof DIAGNOSE_TABLE>;

/** The options with their defaults, each checked by itself. */
type ReadDiagnosis = Read<typeof DIAGNOSE_TABLE.fields>;

/**
 * Diagnoses a network of a table by the rows that it was not trained on.
 * @throws as `fitTable`; Error with code OCCAM_ONNX for a model that is none of this table.
 */
export async function diagnoseTable(input: TableInput, options: DiagnoseTableOptions): Promise<DiagnoseResult> {
  const read = DIAGNOSE_TABLE.read(options);
  const { seed, signal, learningCurve, biasVariance, onProgress } = read;
  const [runtime] = toRuntimes(read.runtime);
  const subject = await subjectOf(toTable(input), read, runtime);
  signal?.throwIfAborted();
  const retraining = await retrainingOf(subject, runtime, seed, signal);
  if (learningCurve) onProgress?.({ stage: "learningCurve", ...curvePlan(retraining) });
  const curve = learningCurve ? await curveOf(retraining) : undefined;
  if (biasVariance) onProgress?.({ stage: "biasVariance", ...PARTS_PLAN });
  const error = biasVariance ? await partsOfError(retraining) : undefined;
  onProgress?.({ stage: "inspecting" });
  const inspection = await inspected(subject, retraining);
  const {
    diagnosis,
    known: { task, target },
  } = subject;
  const findings = findingsOn(diagnosis, {
    metric: task.deciding.name,
    candidates: subject.candidates,
    leakage: leakageOf(subject.known, subject.split),
    training: subject.model.training,
    inspection,
    ...(curve && { learningCurve: curve }),
    ...(error && { biasVariance: error.whole }),
  });
  const { train: _, ...verdict } = diagnosis;
  return {
    occam: VERSION,
    command: "diagnose",
    task: task.name,
    target: target.name,
    seed,
    data: { rows: rowCounts(subject) },
    network: { name: subject.model.name, values: subject.model.values, settings: subject.model.settings },
    metric: task.deciding.name,
    ...verdict,
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
  readonly model: Pick<ModelResult, "name" | "values" | "settings" | "training">;
  /** Epochs of its kept weights. */
  readonly epochs: number;
  readonly exported: ExportedNetwork;
  readonly looks: Looks;
  readonly diagnosis: ModelDiagnosis;
  readonly candidates: NonNullable<DiagnosisFacts["candidates"]>;
}

/** What the fit chose, or the plain network of a fit of one's own. */
async function subjectOf(table: Table, options: ReadDiagnosis, runtime: Runtime): Promise<Subject> {
  const { fit, learningCurve: _curve, biasVariance: _parts, ...own } = options;
  if (fit !== undefined) {
    const { chosen, choice } = fit.result;
    return subjectFrom(table, options, runtime, { ...fit, model: chosen, candidate: choice.chosen });
  }
  const { study, compared } = await fitAndCompare(table, own);
  return subjectFrom(table, options, runtime, {
    ...study,
    onnx: study.models.baseline,
    model: study.result.baseline,
    candidate: 0,
    compared: compared.baseline,
  });
}

interface Fitted extends Pick<FinishedFit, "onnx" | "split" | "result"> {
  readonly model: ModelResult;
  /** Its index among the candidates. */
  readonly candidate: number;
  /** Where the fit that said it is at hand. */
  readonly compared?: Compared;
}

async function subjectFrom(
  table: Table,
  { target, settings = SETTINGS, splitColumn, group, time, seed, signal }: ReadDiagnosis,
  runtime: Runtime,
  { result, split, onnx, model, candidate, compared }: Fitted,
): Promise<Subject> {
  const facts = readModelFacts(onnx);
  if (facts.target !== target)
    throw tableError(
      `the model predicts ${quoted(facts.target)}, but the target is ${quoted(target)}: name the same column.`,
    );
  const view = understoodBy(facts, table, { splitColumn, group, time });
  const { known } = view;
  const own = result.candidates[candidate] as CandidateResult;
  const lookAt = (rows: Int32Array) => modelLook(runtime, onnx, facts, view, rows);
  const looks = compared?.looks ?? (await looksAt(split, own, lookAt));
  const exported = readExportedNetwork(onnx, facts, settings);
  const { reason } = model;
  const divergence = reason.code === "diverged" ? reason.divergence : undefined;
  const place = { runtime, known, parts: split, preparation: exported, seed, signal };
  return {
    known,
    split,
    settings,
    model,
    epochs: own.epochs,
    exported,
    looks,
    diagnosis:
      compared?.diagnosis ?? diagnoseLooks(place, looks, { references: [await linearReference(place)], divergence }),
    candidates: measuredCandidates(known.task, result.candidates, candidate),
  };
}

async function looksAt(
  { train, validation, test }: TableStudy["split"],
  own: CandidateResult,
  lookAt: (rows: Int32Array) => Promise<Look>,
): Promise<Looks> {
  return {
    train: await lookAt(train),
    // A fit that chose by folds has no validation rows: its scores there are those of the folds.
    validation:
      validation.length > 0 ? await lookAt(validation) : { scores: own.validation, losses: new Float64Array() },
    test: await lookAt(test),
  };
}

async function retrainingOf(
  subject: Subject,
  runtime: Runtime,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Retraining> {
  const { known, split, settings, model, epochs, exported } = subject;
  const preparation: Preparation = exported;
  // A fit that chose by folds has no validation rows: the test rows are all that it was not trained on.
  const rows = { train: split.train, heldOut: split.validation.length > 0 ? split.validation : split.test };
  const own = (part: Int32Array): Promise<RowExamples> => examplesOf(runtime, known, preparation, part);
  return {
    runtime,
    known,
    settings,
    network: inForce(settings, model.settings, { rowCount: split.train.length, epochs }),
    epochs: Math.max(1, epochs),
    preparation,
    train: await own(rows.train),
    heldOut: await own(rows.heldOut),
    rows,
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
