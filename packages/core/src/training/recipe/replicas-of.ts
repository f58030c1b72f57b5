/** How many replicas a training has: the sweeps of a model and its options. */
import { requireCount, requireRange } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { adam } from "../../optimizers/index.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { replicaCountOf, type Sweep } from "../../options/sweep.ts";
import type { AnyPenalty } from "../../regularizers/penalty.ts";
import { toPenalties } from "../../regularizers/regularizer.ts";
import type { FitOptions, ReplicaOptions } from "./fit-options.ts";
import { PLATEAU } from "./plateau.ts";

export interface Replicas {
  readonly replicaCount: number;
  /** The value of each sweep that a replica takes. */
  readonly candidates: readonly number[];
}

/** How many values the sweeps of a model and its options have: 1 where there is no sweep. */
export function sweepLength(model: Model, options: FitOptions): number {
  const { optimizer = adam() } = options;
  return replicaCountOf(sweepsOf(model, toPenalties(options.regularizer), optimizer, options));
}

/** How many replicas there are, and which value of each sweep each takes. */
export function replicasOf(sweeps: readonly (readonly [string, Sweep])[], options: ReplicaOptions): Replicas {
  const { candidates } = options;
  if (candidates === undefined) {
    const replicaCount = replicaCountOf([...sweeps, ...listsOf(options)]);
    return { replicaCount, candidates: Array.from({ length: replicaCount }, (_, i) => i) };
  }
  const valueCount = replicaCountOf(sweeps);
  candidates.forEach((candidate, i) => {
    requireCount(`fitReplicas.candidates[${i}]`, candidate, 0);
    requireRange(`fitReplicas.candidates[${i}]`, candidate, 0, valueCount - 1);
  });
  return { replicaCount: replicaCountOf([["fitReplicas.candidates", candidates], ...listsOf(options)]), candidates };
}

/** What is given as one for each replica: counted like sweeps. */
function listsOf(options: ReplicaOptions): readonly (readonly [string, readonly number[]])[] {
  const lists = { ...options } as const;
  const names = ["rows", "validationRows", "seeds", "initialParameterSets"] as const;
  return names.flatMap((name) => {
    const list = lists[name];
    return list === undefined ? [] : [[`fitReplicas.${name}`, list.map((_, i) => i)] as const];
  });
}

/** Every number of a training that a sweep may vary. */
export function sweepsOf(
  model: Model,
  penalties: readonly AnyPenalty[],
  optimizer: Optimizer,
  options: FitOptions,
): readonly (readonly [string, Sweep])[] {
  const ofPenalties = [...model.parameters.flatMap((spec) => spec.penalties), ...penalties].flatMap(
    ({ name, hyperparameters }) =>
      Object.entries(hyperparameters).map(([key, value]) => [`${name}.${key}`, value] as const),
  );
  const ofLayers = model.layers.flatMap((layer) =>
    Object.entries(layer.hyperparameters).map(([key, value]) => [`${layer.name}.${key}`, value] as const),
  );
  const ofActivities = model.layers.flatMap((layer) =>
    (layer.activityPenalties ?? []).flatMap(({ name, hyperparameters }) =>
      Object.entries(hyperparameters).map(([key, value]) => [`${layer.name}: ${name}.${key}`, value] as const),
    ),
  );
  const ofConstraints = model.parameters.flatMap(({ constraints }) =>
    constraints.flatMap(({ name, hyperparameters }) =>
      Object.entries(hyperparameters).map(([key, value]) => [`${name}.${key}`, value] as const),
    ),
  );
  const ofRates = model.parameters.map(
    ({ name, learningRateFactor = 1 }) => [`${name}: learningRateFactor`, learningRateFactor] as const,
  );
  return [
    ...ofPenalties,
    ...ofConstraints,
    ...ofRates,
    ...ofLayers,
    ...ofActivities,
    [`${optimizer.name}.learningRate`, optimizer.learningRate],
    [`${optimizer.name}.weightDecay`, optimizer.weightDecay],
    ["fit.epochs", options.epochs ?? 1],
    ["earlyStopping.patience", options.earlyStopping?.patience ?? 1],
    [`${PLATEAU.name}.factor`, options.reduceLearningRateOnPlateau?.factor ?? 1],
    [`${PLATEAU.name}.patience`, options.reduceLearningRateOnPlateau?.patience ?? 1],
    ...(options.objectiveTerms ?? []).map(({ name, alpha }) => [`${name}.alpha`, alpha] as const),
    ["labelSmoothing", options.labelSmoothing ?? 0],
    [options.gradientClipping?.name ?? "gradientClipping", options.gradientClipping?.limit ?? 0],
  ];
}
