/** Where a replica begins, and what becomes of one that never does. */
import type { Model } from "../../layers/model.ts";
import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";
import type { TrainingProgram } from "../program/compile-training.ts";
import { toPackTensor } from "../program/pack-layout.ts";
import type { FitOptions, ReplicaOptions } from "../recipe/fit-options.ts";
import { epochsOf, type Recipe } from "../recipe/recipe.ts";
import { drawParameters } from "./draw-parameters.ts";
import { seedOf } from "./feed-plan.ts";
import type { CohortPlan } from "./plan-cohorts.ts";
import { createTrainee, type Outcome, outcomeOf, type ParameterMap } from "./trainee.ts";

/** The starting values of a replica: those given to it or to all, the rest drawn from its seed. */
export function startOf(
  model: Model,
  recipe: Recipe,
  options: FitOptions & ReplicaOptions,
  replica: number,
): ParameterMap {
  return drawParameters(model, seedOf(recipe, replica), givenTo(options, replica));
}

/** The state of replicas with these weights before the first step: slots are 0, averages the weights. */
export function startState(
  { state, isReplicated }: Pick<TrainingProgram, "state" | "isReplicated">,
  starts: readonly ParameterMap[],
): readonly FloatTensor[] {
  return state.map(({ pack, isSlot }) => {
    if (!isSlot) return toPackTensor(pack, starts, isReplicated);
    const shape = isReplicated ? [starts.length, ...pack.shape] : pack.shape;
    return { shape, data: new Float32Array(sizeOf(shape)) };
  });
}

/** Whether running statistics that training changes are among the values that a replica is given. */
export function hasStatistics(model: Model, options: FitOptions & ReplicaOptions, replica: number): boolean {
  return model.parameters.some(
    ({ role, name, isFrozen }) =>
      role === "statistic" && isFrozen !== true && givenTo(options, replica)?.has(name) === true,
  );
}

/** The values that a replica is given. */
export function givenTo({ initialParameterSets, initialParameters }: FitOptions & ReplicaOptions, replica: number) {
  return initialParameterSets?.[replica] ?? initialParameters;
}

/** A training that a callback ends does not begin with the replicas that wait: they keep their starting values. */
export function neverBegun(
  model: Model,
  recipe: Recipe,
  options: FitOptions & ReplicaOptions,
  { stepsPerEpoch }: CohortPlan,
  replica: number,
): Outcome {
  const candidate = recipe.candidates[replica] as number;
  const trainee = createTrainee(recipe, { replica, candidate }, startOf(model, recipe, options, replica));
  trainee.status = "stopped";
  return outcomeOf(trainee, { stepsPerEpoch, epochs: epochsOf(recipe, replica) });
}
