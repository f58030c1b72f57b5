/** Which replicas train together. */
import { occamError, optionError, requireCount } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import type { Cohort } from "../program/compile-training.ts";
import { batchesOf, type Recipe } from "../recipe/recipe.ts";

/** Replicas that share a program: their batches are of one size and their epochs of one number of steps. */
export interface CohortPlan extends Cohort {
  readonly replicas: readonly number[];
  readonly stepsPerEpoch: number;
}

/** Numbers of the weights, slots and gradients of all replicas that train at one time: about what a core's caches hold. */
const RESIDENT_NUMBERS = 1_500_000;
const MOST_REPLICAS = 256;

/**
 * Cohorts of replicas with equally many rows a batch and batches an epoch. A model with a layer that has no form for
 * replicas is trained one replica at a time.
 * @throws RangeError with code OCCAM_OPTION or Error with code OCCAM_DATA for rows that are not rows of the examples.
 */
export function cohortsOf(
  model: Model,
  recipe: Recipe,
  exampleCount: number,
  maxReplicas: number | undefined,
): readonly CohortPlan[] {
  requireRows("fitReplicas.rows", recipe.rows, exampleCount);
  requireRows("fitReplicas.validationRows", recipe.validationRows, exampleCount);
  if (maxReplicas !== undefined) requireCount("fitReplicas.maxReplicas", maxReplicas);
  const most = isBatchable(model) ? (maxReplicas ?? residentReplicas(model, recipe)) : 1;
  const groups = new Map<string, number[]>();
  for (let replica = 0; replica < recipe.replicaCount; replica++) {
    const count = recipe.rows?.[replica]?.length ?? exampleCount;
    const { batchSize, stepsPerEpoch, isPartial } = batchesOf(recipe, count);
    const key = `${batchSize}/${stepsPerEpoch}/${isPartial}`;
    groups.set(key, [...(groups.get(key) ?? []), replica]);
  }
  return [...groups.values()].map((replicas) => {
    const count = recipe.rows?.[replicas[0] as number]?.length ?? exampleCount;
    const { batchSize, stepsPerEpoch, isPartial } = batchesOf(recipe, count);
    const size = Math.min(most, replicas.length);
    const isShared = (list: readonly unknown[] | undefined) =>
      list === undefined || replicas.every((replica) => list[replica] === list[replicas[0] as number]);
    // Those that start later see other shuffles and masks at the same moment.
    const startTogether = size === replicas.length;
    const hasOwnNoise = size > 1 && (!startTogether || !isShared(recipe.seeds));
    return {
      replicas,
      size,
      batchSize,
      stepsPerEpoch,
      hasPartialBatch: isPartial,
      isWeighted: recipe.isWeighted,
      hasOwnBatches: size > 1 && (hasOwnNoise || !isShared(recipe.rows)),
      hasOwnNoise,
    };
  });
}

/** Whether replicas of the model can be one graph. */
export function isBatchable({ layers }: Model): boolean {
  return layers.every((layer) => layer.isBatchable !== false);
}

function residentReplicas({ parameters }: Model, { optimizer }: Recipe): number {
  const numbers = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0) * (2 + optimizer.slots.length);
  return Math.max(1, Math.min(MOST_REPLICAS, Math.floor(RESIDENT_NUMBERS / Math.max(1, numbers))));
}

function requireRows(where: string, lists: readonly ArrayLike<number>[] | undefined, exampleCount: number): void {
  lists?.forEach((rows, replica) => {
    if (rows.length === 0) {
      throw optionError({ where: `${where}[${replica}]`, expected: "at least one row", received: "none" });
    }
    const bad = Array.from(rows).find((row) => !Number.isInteger(row) || row < 0 || row >= exampleCount);
    if (bad === undefined) return;
    throw occamError("OCCAM_DATA", {
      where: `${where}[${replica}]`,
      expected: `rows of the examples, from 0 to ${exampleCount - 1}`,
      received: String(bad),
    });
  });
}
