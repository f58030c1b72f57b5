/** Whether a network of a table over- or underfits, with what probability, for what reason, and what would help. */
import type { DiagnosisFacts } from "../diagnosis/findings/finding.ts";
import { leakageAlarms } from "../diagnosis/leakage.ts";
import { inspectNetwork, type NetworkInspection } from "../diagnosis/network/inspect-network.ts";
import { flag, given, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { FIT_TABLE, fitTable, type TableStudy } from "./fit-table.ts";
import { applyModel, modelColumns } from "./model/apply-model.ts";
import { type ExportedNetwork, readExportedNetwork } from "./model/exported-network.ts";
import { type ModelFacts, readModelFacts } from "./model/model-facts.ts";
import { SETTINGS } from "./settings/index.ts";
import type { Setting } from "./settings/setting.ts";
import { inForce } from "./settings/values.ts";
import { diagnoseLooks, findingsOn, type Looks, measuredCandidates } from "./stages/compare.ts";
import type { DiagnoseResult, InsideResult } from "./stages/diagnose-result.ts";
import type { CandidateResult, ModelDiagnosis, ModelResult } from "./stages/fit-result.ts";
import { linearReference } from "./stages/linear-reference.ts";
import { look } from "./stages/look.ts";
import { examplesOf, type Preparation, type RowExamples } from "./stages/prepare.ts";
import { curveOf, partsOfError, type Retraining } from "./stages/retrain.ts";
import { toRuntimes } from "./stages/runtimes.ts";
import type { Table } from "./table/table.ts";
import { quoted, tableError } from "./table/table-error.ts";
import { type TableInput, toTable } from "./table/to-table.ts";
import { type Understanding, understand } from "./table/understand.ts";
import { VERSION } from "./version.ts";

/** A fit that is over, as `fitTable` gives it or as its files hold it. */
export type FinishedFit = Pick<TableStudy, "onnx" | "split"> & {
  readonly result: Pick<TableStudy["result"], "candidates" | "chosen" | "choice">;
};

const { candidates: _candidates, config: _config, ...PLAIN_FIELDS } = FIT_TABLE.fields;

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
  if (learningCurve) onProgress?.({ stage: "learningCurve" });
  const curve = learningCurve ? await curveOf(retraining) : undefined;
  if (biasVariance) onProgress?.({ stage: "biasVariance" });
  const error = biasVariance ? await partsOfError(retraining) : undefined;
  onProgress?.({ stage: "inspecting" });
  const inspection = await inspected(subject, retraining);
  const {
    diagnosis,
    known: { task, target },
  } = subject;
  const findings = findingsOn(diagnosis, {
    metric: task.deciding.name,
    task: task.name,
    candidates: subject.candidates,
    leakage: leakageOf(subject),
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
  const study = await fitTable(table, own);
  const { diagnoses, models, result } = study;
  return subjectFrom(table, options, runtime, {
    ...study,
    onnx: models.baseline,
    model: result.baseline,
    candidate: 0,
    diagnosis: diagnoses.baseline,
  });
}

interface Fitted extends FinishedFit {
  readonly model: ModelResult;
  /** Its index among the candidates. */
  readonly candidate: number;
  /** Where it is known already. */
  readonly diagnosis?: ModelDiagnosis;
}

async function subjectFrom(
  table: Table,
  { target, settings = SETTINGS, splitColumn, seed, signal }: ReadDiagnosis,
  runtime: Runtime,
  { result, split, onnx, model, candidate, diagnosis }: Fitted,
): Promise<Subject> {
  const facts = readModelFacts(onnx);
  const known = understoodBy(facts, table, target, splitColumn);
  const columns = modelColumns(facts, table);
  const lookAt = async (rows: Int32Array) =>
    look(known, rows, (await applyModel(runtime, onnx, facts, columns, rows)).numbers);
  const own = result.candidates[candidate] as CandidateResult;
  const looks = {
    train: await lookAt(split.train),
    // A fit that chose by folds has no validation rows: its scores there are those of the folds.
    validation:
      split.validation.length > 0
        ? await lookAt(split.validation)
        : { scores: own.validation, losses: new Float64Array() },
    test: await lookAt(split.test),
  };
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
    diagnosis: diagnosis ?? diagnoseLooks(place, looks, { references: [await linearReference(place)], divergence }),
    candidates: measuredCandidates(known.task, result.candidates, candidate),
  };
}

/** What the table means to the model: its own columns, task and classes. */
function understoodBy(facts: ModelFacts, table: Table, target: string, splitColumn: string | undefined): Understanding {
  if (facts.target !== target)
    throw tableError(
      `the model predicts ${quoted(facts.target)}, but the target is ${quoted(target)}: name the same column.`,
    );
  const known = understand(table, { ...facts.asked, target, task: facts.task, splitColumn });
  if (facts.classes.join("\n") !== known.target.classes.join("\n"))
    throw tableError(`the target ${quoted(target)} holds other classes than the model knows: fit the table again.`);
  return { ...known, inputs: [...modelColumns(facts, table).values()] };
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
