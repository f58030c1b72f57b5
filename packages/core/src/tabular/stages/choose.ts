/** The choice among validated candidates, by one standard error over rows. */
import { type Choice, oneStandardError } from "../../selection/one-standard-error.ts";
import { mean } from "../../statistics/mean.ts";
import type { Run } from "../../training/fit.ts";
import { type Divergence, divergenceError } from "../../training/recipe/history.ts";
import type { Task } from "../tasks/index.ts";
import { metricPerLoss } from "./in-metric.ts";
import type { Validated } from "./validate.ts";

/** A choice as data: candidates by their index. */
export interface CandidateChoice {
  readonly rule: "oneStandardError";
  /** The lowest mean validation loss. */
  readonly best: number;
  readonly chosen: number;
  /**
   * For each candidate, over the validation rows: mean and standard error of its loss minus the best one's, and both in the
   * deciding metric (`metricPerLoss`).
   */
  readonly excess: readonly {
    readonly mean: number;
    readonly standardError: number;
    readonly metricMean: number;
    readonly metricStandardError: number;
  }[];
}

/** @throws Error with code OCCAM_DIVERGED when all candidates diverged. */
export function choose(task: Task, validated: readonly Validated[]): CandidateChoice {
  const candidates = validated.map(({ train, validation, runs }) => ({
    losses: statusOf(runs) === "diverged" ? validation.losses.map(() => Number.NaN) : validation.losses,
    trainLoss: mean(train.losses),
  }));
  if (candidates.every(({ losses }) => Number.isNaN(losses[0]))) {
    throw divergenceError(firstDivergence(validated.flatMap(({ runs }) => runs)));
  }
  const { best, chosen, excess }: Choice = oneStandardError(candidates);
  const meanOf = (i: number) => mean((validated[i] as Validated).validation.losses);
  return {
    rule: "oneStandardError",
    best,
    chosen,
    excess: excess.map((each, i) => {
      const worth = metricPerLoss(task.deciding, meanOf(i), meanOf(best));
      return { ...each, metricMean: each.mean * worth, metricStandardError: each.standardError * worth };
    }),
  };
}

/** Of the networks of a candidate: diverged if one is, stopped early if one was. */
export function statusOf(runs: readonly Run[]): Run["status"] {
  const statuses = runs.map(({ status }) => status);
  return statuses.includes("diverged") ? "diverged" : statuses.includes("stopped") ? "stopped" : "completed";
}

/** Of runs that all diverged. */
function firstDivergence(runs: readonly Run[]): Divergence {
  return runs.find(({ divergence }) => divergence !== undefined)?.divergence as Divergence;
}
