/** The network that is diagnosed, with all that is known of it: taken from a finished run, or trained as `occam fit` does. */
import {
  divergenceError,
  type InputColumn,
  type MeasuredCandidate,
  type Reference,
  type Run,
  type Runtime,
  type SplitParts,
  type TrainedNetwork,
} from "@occam/core";
import { exportAndLook, type Looks } from "../fit/compare.ts";
import { readExportedNetwork } from "../fit/exported-network.ts";
import { sizesFor } from "../fit/network-plan.ts";
import { type PreparedData, prepareData } from "../fit/prepare-data.ts";
import { DECIDING, LOSSES, outputsOf, scorePredictions } from "../fit/scores.ts";
import { splitTable } from "../fit/split-table.ts";
import { trainCandidates } from "../fit/train-candidates.ts";
import { defaultTable } from "../fit/training-candidate.ts";
import type { Understanding } from "../fit/understanding.ts";
import { applyModel } from "../predict/apply-model.ts";
import type { Progress } from "../progress.ts";
import { inputError, isInputError } from "../table/input-error.ts";
import type { Table } from "../table/table.ts";
import type { FinishedRun } from "./finished-run.ts";

export interface Subject {
  readonly name: string;
  readonly units: readonly number[];
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly data: PreparedData;
  readonly looks: Looks;
  /** Whether neither training nor choice looked at the validation rows. */
  readonly isUnpicked: boolean;
  /** Networks to measure it by, besides the constant prediction and a linear model. */
  readonly references: readonly Reference[];
  readonly candidates: { readonly own: MeasuredCandidate; readonly others: readonly MeasuredCandidate[] };
  /** Undefined where the exported file does not show its network. */
  readonly network: TrainedNetwork | undefined;
  /** Strength of the l2 penalty that it was trained with. */
  readonly l2: number;
}

const NO_LOSSES = new Float64Array(0);

export interface SubjectInput {
  readonly runtime: Runtime;
  readonly table: Table;
  readonly known: Understanding;
  readonly seed: number;
  readonly splitColumn: string | undefined;
  readonly epochs: number | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The chosen network of a finished run, by its exported model. */
export async function subjectOfRun(
  { runtime, table, known: all, signal }: SubjectInput,
  run: FinishedRun,
  folder: string,
): Promise<Subject> {
  const known = columnsOfModel(all, run, table, folder);
  const data = await prepareData(runtime, known, run.parts, table.file);
  signal.throwIfAborted();
  const columns = new Map<string, InputColumn>(known.inputs.map((column) => [column.name, column]));
  const lookAt = async (rows: Int32Array) =>
    scorePredictions(known, rows, (await applyModel(runtime, run.model, run.facts, columns, rows)).numbers);
  const [train, test] = [await lookAt(run.parts.train), await lookAt(run.parts.test)];
  // A fit that chose by folds has no validation rows: its scores there are those of the folds.
  const ofFolds = {
    scores: run.candidates.find(({ name }) => name === run.chosen)?.validation ?? {},
    losses: NO_LOSSES,
  };
  const validation = run.parts.validation.length > 0 ? await lookAt(run.parts.validation) : ofFolds;
  const metric = DECIDING[known.task].name;
  const measured = run.candidates.map(({ name, validation }) => ({ name, heldOut: validation[metric] ?? Number.NaN }));
  const own = measured.find(({ name }) => name === run.chosen);
  return {
    name: run.chosen,
    units: run.units,
    known,
    parts: run.parts,
    data,
    looks: { train, validation, test },
    isUnpicked: false,
    references: [],
    candidates: {
      own: own ?? { name: run.chosen, heldOut: Number.NaN },
      others: measured.filter(({ name }) => name !== run.chosen),
    },
    network: await networkOf(runtime, run, folder),
    l2: run.candidates.find(({ name }) => name === run.chosen)?.l2 ?? 0,
  };
}

/** The network inside the run's file; undefined where the file does not describe it, as those of older versions. */
async function networkOf(runtime: Runtime, run: FinishedRun, folder: string): Promise<TrainedNetwork | undefined> {
  try {
    return (await readExportedNetwork(runtime, run.model, run.facts, folder)).network;
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  }
}

/** What the table means to the model: its own columns, task and classes. */
function columnsOfModel(known: Understanding, { facts }: FinishedRun, { file }: Table, folder: string): Understanding {
  if (facts.task !== known.task || facts.classes.join("\n") !== known.classes.join("\n")) {
    throw inputError(
      `${folder} holds a ${facts.task} of other classes or kind: give the --task that it was made with.`,
    );
  }
  const own = facts.columns.map(({ column, kind }) => {
    const found = known.inputs.find(({ name }) => name === column);
    if (found !== undefined && (found.kind === "numeric") === (kind === "numeric")) return found;
    throw inputError(`${file} lacks the column "${column}" that the model of ${folder} takes.`);
  });
  return { ...known, inputs: own };
}

/** The plain baseline, trained with all candidates as `occam fit` trains them. */
export async function trainedSubject(input: SubjectInput): Promise<Subject> {
  const { runtime, table, known, seed, splitColumn, epochs, progress, signal } = input;
  const parts = splitTable(table, known, seed, splitColumn);
  const data = await prepareData(runtime, known, parts, table.file);
  const { candidates, sizes } = defaultTable(sizesFor(parts.train.length, epochs));
  progress.stage(`training ${candidates.length} networks together, as occam fit does`);
  const runs = await trainCandidates({
    runtime,
    candidates,
    train: data.train,
    validation: data.validation,
    outputs: outputsOf(known),
    loss: LOSSES[known.task],
    seed,
    sizes,
    onEpoch: (epoch, all, training) =>
      progress.update(epoch / all, `epoch ${epoch} of ${all}, ${training} of ${candidates.length} networks training`),
    signal,
  });
  progress.done();
  const baseline = runs[0] as Run;
  if (baseline.divergence !== undefined) throw divergenceError(baseline.divergence);
  const measured = runs.map((run, i) => ({
    name: candidates[i]?.name as string,
    heldOut: heldOutMetric(run, known, data),
  }));
  const best = bestOf(measured);
  const look = async (i: number) =>
    (await exportAndLook({ runtime, known, parts, data }, { run: runs[i] as Run })).looks;
  return {
    name: "none",
    units: sizes.shape.units,
    known,
    parts,
    data,
    looks: await look(0),
    isUnpicked: true,
    references: best > 0 ? [{ name: "best candidate", test: (await look(best)).test.losses }] : [],
    candidates: { own: measured[0] as MeasuredCandidate, others: measured.slice(1) },
    network: baseline,
    l2: 0,
  };
}

/** The metric on the validation rows with the weights that are kept, in the target's units. */
function heldOutMetric(
  { history, keptEpoch, status }: Run,
  { task }: Understanding,
  { targetScale }: PreparedData,
): number {
  if (status === "diverged") return Number.NaN;
  const loss = history[keptEpoch - 1]?.validation?.loss ?? Number.NaN;
  return DECIDING[task].reduce(loss) * targetScale.deviation;
}

function bestOf(measured: readonly MeasuredCandidate[]): number {
  const lowest = measured.reduce((least, { heldOut }) => (heldOut < least ? heldOut : least), Infinity);
  return measured.findIndex(({ heldOut }) => heldOut === lowest);
}
