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
import { type PreparedData, toTargetUnits } from "./prepare-data.ts";
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

/** A candidate as it is chosen by. */
export interface LookedAt {
  readonly train: Looked;
  readonly validation: Looked;
  /** Its network, or those of its folds. */
  readonly runs: readonly Run[];
  /** Epochs of the kept weights. */
  readonly epochs: number;
}

/** The choice by one look at the validation rows. */
export async function choose(input: ChoosingInput): Promise<Chosen> {
  const train = await lookAt(input, "train");
  const validation = await lookAt(input, "validation");
  const looked = input.runs.map((run, i) => ({
    train: train[i] as Looked,
    validation: validation[i] as Looked,
    runs: [run],
    epochs: run.keptEpoch,
  }));
  return chooseAmong(input.known.task, input.candidates, looked);
}

/** @throws Error with code OCCAM_DIVERGED when all candidates diverged. */
export function chooseAmong(task: Task, candidates: readonly TrainingCandidate[], looked: readonly LookedAt[]): Chosen {
  const contenders = looked.map(({ train, validation, runs }) => ({
    losses: statusOf(runs) === "diverged" ? notFinite(validation) : validation.losses,
    trainLoss: meanLoss(train.losses),
  }));
  if (contenders.every(({ losses }) => Number.isNaN(losses[0]))) {
    throw divergenceError(firstDivergence(looked.flatMap(({ runs }) => runs)));
  }
  const picked = oneStandardError(contenders);
  const results = candidates.map(({ strengths: _, ...candidate }, i): CandidateResult => {
    const { train, validation, runs, epochs } = looked[i] as LookedAt;
    const { standardError } = picked.excess[i] as Choice["excess"][number];
    return {
      ...candidate,
      status: statusOf(runs),
      epochs: Math.round(epochs),
      train: train.scores,
      validation: validation.scores,
      standardError: standardErrorOf(standardError, task, validation),
    };
  });
  return { candidates: results, choice: explain(picked, candidates, task), index: picked.chosen };
}

/** Of the networks of a candidate: diverged if one is, stopped early if one was. */
function statusOf(runs: readonly Run[]): Run["status"] {
  const statuses = runs.map(({ status }) => status);
  return statuses.includes("diverged") ? "diverged" : statuses.includes("stopped") ? "stopped" : "completed";
}

async function lookAt(
  { runtime, known, parts, data, runs, loss }: ChoosingInput,
  part: "train" | "validation",
): Promise<readonly Looked[]> {
  const found = await evaluateRuns(runs, data[part], { runtime, loss });
  return found.map(({ predictions }) =>
    scorePredictions(known, parts[part], toTargetUnits(predictions.data, data.targetScale)),
  );
}

/** The standard error of the excess loss, carried over to the metric (delta method for the root). */
function standardErrorOf(standardError: number, task: Task, validation: Looked): number {
  if (task === "classification") return standardError;
  return standardError / (2 * DECIDING.regression.reduce(meanLoss(validation.losses)));
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

function notFinite({ losses }: Looked): Float64Array {
  return new Float64Array(losses.length).fill(Number.NaN);
}
