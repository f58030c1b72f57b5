/** Candidates scored on training and validation rows, and the choice among them. */
import {
  type Choice,
  type Divergence,
  divergenceError,
  evaluateRuns,
  type Loss,
  mean as meanLoss,
  oneStandardError,
  type Run,
  type Runtime,
  type SplitParts,
} from "@occam/core";
import type { CandidateResult, FitResult } from "../report/fit-result.ts";
import type { PreparedData, TargetScale } from "./prepare-data.ts";
import { DECIDING, type Looked, scorePredictions } from "./scores.ts";
import type { TrainingCandidate } from "./training-candidate.ts";
import type { Task, Understanding } from "./understanding.ts";

export interface Chosen {
  readonly candidates: readonly CandidateResult[];
  readonly choice: FitResult["choice"];
  /** Index of the chosen candidate. */
  readonly index: number;
}

export interface ChoosingInput {
  readonly runtime: Runtime;
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly data: PreparedData;
  readonly candidates: readonly TrainingCandidate[];
  readonly runs: readonly Run[];
  readonly loss: Loss;
}

export async function choose(input: ChoosingInput): Promise<Chosen> {
  const train = await lookAt(input, "train");
  const validation = await lookAt(input, "validation");
  const contenders = input.runs.map((run, i) => ({
    losses: run.status === "diverged" ? notFinite(validation[i]) : (validation[i] as Looked).losses,
    trainLoss: meanLoss((train[i] as Looked).losses),
  }));
  if (contenders.every(({ losses }) => Number.isNaN(losses[0]))) {
    throw divergenceError(firstDivergence(input.runs));
  }
  const picked = oneStandardError(contenders);
  const candidates = input.candidates.map(({ strengths: _, ...candidate }, i) => ({
    ...candidate,
    status: (input.runs[i] as Run).status,
    epochs: (input.runs[i] as Run).keptEpoch,
    train: (train[i] as Looked).scores,
    validation: (validation[i] as Looked).scores,
    standardError: standardErrorOf(picked, i, input.known, validation),
  }));
  return { candidates, choice: explain(picked, input.candidates, input.known.task), index: picked.chosen };
}

async function lookAt(
  { runtime, known, parts, data, runs, loss }: ChoosingInput,
  part: "train" | "validation",
): Promise<readonly Looked[]> {
  const found = await evaluateRuns(runs, data[part], { runtime, loss });
  return found.map(({ predictions }) =>
    scorePredictions(known, parts[part], inUnits(predictions.data, data.targetScale)),
  );
}

function inUnits(predictions: Float32Array, { mean, deviation }: TargetScale): ArrayLike<number> {
  return mean === 0 && deviation === 1
    ? predictions
    : Float64Array.from(predictions, (value) => value * deviation + mean);
}

/** The standard error of the excess loss, carried over to the metric (delta method for the root). */
function standardErrorOf({ excess }: Choice, i: number, { task }: Understanding, looked: readonly Looked[]): number {
  const { standardError } = excess[i] as Choice["excess"][number];
  if (task === "classification") return standardError;
  return standardError / (2 * DECIDING.regression.reduce(meanLoss((looked[i] as Looked).losses)));
}

function explain(
  { best, chosen, excess }: Choice,
  candidates: readonly TrainingCandidate[],
  task: Task,
): FitResult["choice"] {
  const nameOf = (i: number) => (candidates[i] as TrainingCandidate).name;
  const { mean, standardError } = excess[chosen] as Choice["excess"][number];
  const others = excess.filter((each, i) => i !== best && each.mean <= each.standardError).length;
  const why =
    chosen === best
      ? `it has the lowest mean validation loss, and no more regularized candidate comes within one standard error of it`
      : `${others} other${others === 1 ? "" : "s"} come within one standard error of the best, ${nameOf(best)}; this one fits the training rows least closely (excess ${task === "classification" ? "log loss" : "squared error"} ${Number(mean.toPrecision(2))}, standard error ${Number(standardError.toPrecision(2))})`;
  return { rule: "oneStandardError", best: nameOf(best), chosen: nameOf(chosen), why };
}

/** Of runs that all diverged. */
function firstDivergence(runs: readonly Run[]): Divergence {
  return runs.find(({ divergence }) => divergence !== undefined)?.divergence as Divergence;
}

function notFinite(looked: Looked | undefined): Float64Array {
  return new Float64Array(looked?.losses.length ?? 1).fill(Number.NaN);
}
