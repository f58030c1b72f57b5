/** The training of all replicas of a recipe, cohort after cohort. */
import type { Model } from "../../layers/model.ts";
import type { FitOptions, ReplicaOptions } from "../recipe/fit-options.ts";
import type { Recipe } from "../recipe/recipe.ts";
import type { TrainingData } from "./epoch-log.ts";
import { cohortsOf } from "./plan-cohorts.ts";
import { requireScheduled } from "./schedule-limits.ts";
import { neverBegun } from "./starting-values.ts";
import { type CohortOutcome, trainCohort } from "./train-cohort.ts";
import type { Outcome } from "./trainee.ts";

/** Trains all replicas of a recipe: those of equal shape together, as many at one time as is fast. */
export async function trainReplicas(
  model: Model,
  data: TrainingData,
  recipe: Recipe,
  options: FitOptions & ReplicaOptions,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const cohorts = cohortsOf(model, recipe, data.train.x.shape[0] as number, options.maxReplicas);
  for (const cohort of cohorts) requireScheduled(model, recipe, cohort);
  let isOver = false;
  for (const cohort of cohorts) {
    const trained: CohortOutcome = isOver
      ? { outcomes: cohort.replicas.map((replica) => neverBegun(model, recipe, options, cohort, replica)), isOver }
      : await trainCohort(model, data, recipe, options, cohort);
    isOver = trained.isOver;
    cohort.replicas.forEach((replica, i) => {
      outcomes[replica] = trained.outcomes[i] as Outcome;
    });
  }
  return outcomes;
}
