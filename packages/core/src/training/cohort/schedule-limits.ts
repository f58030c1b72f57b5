import { optionError } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { sweepAt } from "../../options/sweep.ts";
import { epochsOf, type Recipe } from "../recipe/recipe.ts";
import type { CohortPlan } from "./plan-cohorts.ts";

/**
 * A schedule may lift a layer's number beyond what the layer can take: a dropout rate to 1, where nothing is left.
 * @throws RangeError with code OCCAM_OPTION that names the first step at which one does.
 */
export function requireScheduled({ layers }: Model, recipe: Recipe, { replicas, stepsPerEpoch }: CohortPlan): void {
  for (const { name, hyperparameters, schedules = {}, highest = {} } of layers) {
    for (const [key, limit] of Object.entries(highest)) {
      const [sweep, schedule] = [hyperparameters[key], schedules[key]];
      if (sweep === undefined || schedule === undefined) continue;
      const levelOf = (replica: number) => sweepAt(sweep, recipe.candidates[replica] as number);
      const largest = replicas.reduce((a, b) => (levelOf(b) > levelOf(a) ? b : a));
      const stepCount = epochsOf(recipe, largest) * stepsPerEpoch;
      for (let step = 0; step < stepCount; step++) {
        const value = levelOf(largest) * schedule.factor(step, stepCount);
        if (value >= 0 && value <= limit) continue;
        throw optionError({
          where: `${name}.${key}${typeof sweep === "number" ? "" : `[${recipe.candidates[largest]}]`} times its schedule`,
          expected: `a number from 0 to ${limit} at every step`,
          received: `${value} at step ${step + 1}`,
        });
      }
    }
  }
}
