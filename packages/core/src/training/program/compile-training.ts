import { differentiate } from "../../autodiff/differentiate.ts";
import { add, loop, mul, reduceSum, scalar, sub } from "../../graph/ops/index.ts";
import type { Graph, Value } from "../../graph/value.ts";
import type { Model } from "../../layers/model.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { sweepAt } from "../../options/sweep.ts";
import { needsOwnPack } from "../recipe/parameter-penalties.ts";
import type { Recipe } from "../recipe/recipe.ts";
import type { BatchWeightInput } from "./batch-weight.ts";
import { type BatchFacts, declareBatches } from "./batches.ts";
import { clippingFactors } from "./clip-gradients.ts";
import { constraintsInForce } from "./constrain.ts";
import {
  atStep,
  createInputs,
  declareHyperparameter,
  declareInput,
  declareStepNumber,
  type GraphInputs,
  type HyperparameterInput,
  type NoiseInput,
  product,
  type ScheduleInput,
  spread,
  times,
} from "./graph-inputs.ts";
import { traceObjective } from "./objective.ts";
import { isTrained, type Pack, packParameters, packShape, repack, unpack } from "./pack-layout.ts";
import { penaltiesInForce } from "./penalize.ts";
import { rateFactorOf } from "./rate-factor.ts";
import { needsSettling, settledAverages } from "./settle-averages.ts";
import { threadCount } from "./thread-count.ts";
import { applyUpdates } from "./update-weights.ts";
import { decayInForce } from "./weight-decay.ts";
import { type ZeroMaskInput, zeroMaskOf, zeroMasksOf } from "./zero-masks.ts";

/** A graph that trains for a chunk of K steps, and what to feed it. */
export interface TrainingProgram {
  readonly graph: Graph;
  /** Packs of trained parameters, then those that gradients do not change. */
  readonly packs: readonly Pack[];
  /**
   * State that a chunk takes and gives back: every pack, every slot of every trained pack, the packs' averages if any, and these as
   * they are kept, where that is something else.
   */
  readonly state: readonly StateEntry[];
  readonly hyperparameters: readonly HyperparameterInput[];
  readonly schedules: readonly ScheduleInput[];
  readonly noise: readonly NoiseInput[];
  /** Names of the optimizer's numbers for each step. */
  readonly stepScalars: readonly string[];
  /** Where in the state the packs begin that are evaluated and kept: the averages, where there are any. */
  readonly evaluatedFrom: number;
  readonly isReplicated: boolean;
  /** Each replica has its own rows in a batch. */
  readonly hasOwnBatches: boolean;
  /** Each replica has its own random numbers. */
  readonly hasOwnNoise: boolean;
  /** What running statistics ask of each batch. */
  readonly batchWeights: readonly BatchWeightInput[];
  /** What says which weights stay at zero. */
  readonly zeroMasks: readonly ZeroMaskInput[];
  readonly threads: number;
}

export interface StateEntry {
  readonly input: string;
  readonly output: string;
  readonly pack: Pack;
  readonly isSlot: boolean;
  /** What of its parameters it holds, where that is not themselves: a slot by its name, "average", or "settled". */
  readonly part?: string;
}

/** What a program is made for, besides the recipe. */
export interface Cohort extends BatchFacts {
  /** Replicas that train at one time. */
  readonly size: number;
  /** Replicas have their own random numbers: seeds that differ, or replicas that began at different times. */
  readonly hasOwnNoise: boolean;
}

/** The training loop of a model: forward, loss, penalties, gradients, update, proximal maps, over K minibatches. */
export function compileTraining(model: Model, recipe: Recipe, cohort: Cohort): TrainingProgram {
  const isReplicated = cohort.size > 1;
  const packs = packParameters(model.parameters, cohort.size, (spec) => needsOwnPack(spec, recipe));
  const trained = packs.filter(isTrained);
  const state = stateOf(packs, recipe);
  const zeroMasks = zeroMasksOf(packs, recipe);
  const around = createInputs(isReplicated, cohort.hasOwnNoise);
  const batches = declareBatches(model, cohort, around);
  const batchWeights: BatchWeightInput[] = [];
  const stepScalars = Object.keys(stepScalarsAt(recipe.optimizer, 1, 1));
  const initial = state.map((entry) =>
    declareInput(around, entry.input, "float32", packShape(entry.pack, isReplicated)),
  );

  const last = loop(batches.count, initial.slice(0, carriedCount(packs, recipe)), (step, carried) => {
    const inputs = atStep(around, step);
    const penalties = penaltiesInForce(packs, recipe, inputs);
    const constraints = constraintsInForce(packs, inputs);
    const rateFactors = trained.map((pack) => rateFactorOf(pack, inputs));
    const weights = carried.slice(0, packs.length);
    const rate = scalesGradient(recipe) ? declareLearningRate(recipe, inputs) : undefined;
    // Scaling the objective costs nothing in the loop, but a bound on gradients means them as they are.
    const gradientScale = recipe.gradientClipping === undefined ? rate : undefined;
    const moment = { batches, batchWeights, weights, packs, inputs, penalties, gradientScale };
    const { objective, statistics } = traceObjective(model, recipe, moment);
    const gradients = differentiated(objective, weights.slice(0, trained.length)).map((gradient, i) =>
      product(gradient, zeroMaskOf(trained[i] as Pack, zeroMasks, inputs)),
    );
    const shrinkage = clippingFactors(recipe, trained, gradients, inputs);
    const clipped = gradients.map((gradient, i) => product(gradient, shrinkage[i]));
    const scaled = gradientScale === undefined ? clipped.map((gradient) => times(gradient, rate)) : clipped;
    const scalars = new Map(stepScalars.map((name) => [name, declareStepNumber(inputs, `step/${name}`)]));
    const decay = decayInForce(packs, recipe.optimizer, scalars.get("learningRate"), inputs);
    const updated = applyUpdates(recipe, {
      packs: trained,
      carried,
      gradients: scaled,
      shrinkage,
      scalars,
      penalties,
      constraints,
      decay,
      rateFactors,
      isScaled: rate !== undefined,
      slotsFrom: packs.length,
    });
    const next = [...updated.weights, ...updatedStatistics(packs, weights, statistics), ...updated.slots];
    if (recipe.averaging === undefined) return next;
    const share = declareStepNumber(inputs, AVERAGE_SHARE);
    return [...next, ...averaged(carried.slice(next.length), next, share)];
  });

  const averages = last.slice(last.length - packs.length);
  const settled = isSettled(packs, recipe) ? settledAverages(packs, recipe, around, last, averages) : [];
  const next = [...last, ...settled];
  const outputs = state.map((entry, i) => [entry.output, next[i] as Value] as const);
  const graph: Graph = {
    name: "training",
    inputs: around.values,
    outputs: [...outputs, ["finite", finiteness(last.slice(0, packs.length), isReplicated)]],
  };
  return {
    graph,
    packs,
    state,
    hyperparameters: around.hyperparameters,
    schedules: around.schedules,
    noise: around.noise,
    stepScalars,
    evaluatedFrom: recipe.averaging === undefined ? 0 : state.length - packs.length,
    isReplicated,
    hasOwnBatches: cohort.hasOwnBatches,
    hasOwnNoise: cohort.hasOwnNoise,
    batchWeights,
    zeroMasks,
    threads: threadCount(model, cohort.size, cohort.batchSize),
  };
}

/** Input of the averages' share at each step. */
export const AVERAGE_SHARE = "step/averageShare";

/** average + share * (weight - average). */
function averaged(averages: readonly Value[], weights: readonly Value[], share: Value): readonly Value[] {
  return averages.map((average, i) =>
    add(average, mul(spread(share, average.shape.length), sub(weights[i] as Value, average))),
  );
}

/** The optimizer's numbers at a step (from 1), and the learning rate itself where weight decay follows it. */
export function stepScalarsAt(
  optimizer: Optimizer,
  learningRate: number,
  step: number,
): Readonly<Record<string, number>> {
  const own = optimizer.stepScalars(learningRate, step);
  const { weightDecay, decaySchedule } = optimizer;
  return weightDecay === 0 || decaySchedule !== undefined ? own : { ...own, learningRate };
}

/** Whether gradients take the learning rate along, which therefore must stay the same. */
function scalesGradient({ optimizer, plateau }: Recipe): boolean {
  return optimizer.takesScaledGradient === true && plateau === undefined;
}

/** What the gradients of a replica, and with them its slots, are multiplied by. */
export function slotScale(recipe: Recipe, candidate: number): number {
  return scalesGradient(recipe) ? sweepAt(recipe.optimizer.learningRate, candidate) : 1;
}

function declareLearningRate({ optimizer }: Recipe, inputs: GraphInputs): Value {
  return declareHyperparameter(inputs, "learningRate", optimizer.learningRate);
}

/** Gradients of all packs; zeros for one that the objective does not depend on. */
function differentiated(objective: Value, weights: readonly Value[]): readonly Value[] {
  return differentiate(objective, weights).map((gradient, i) => gradient ?? mul(weights[i] as Value, scalar(0)));
}

/** What gradients do not change, after the step: statistics as their layers gave them, and all that is frozen as it was. */
function updatedStatistics(
  packs: readonly Pack[],
  weights: readonly Value[],
  statistics: ReadonlyMap<string, Value>,
): readonly Value[] {
  return packs.flatMap((pack, i) => {
    if (isTrained(pack)) return [];
    const weight = weights[i] as Value;
    if (!pack.members.some(({ name }) => statistics.has(name))) return [weight];
    const before = unpack([pack], [weight]);
    return repack([pack], new Map([...before].map(([name, value]) => [name, statistics.get(name) ?? value])));
  });
}

function stateOf(packs: readonly Pack[], recipe: Recipe): readonly StateEntry[] {
  const { optimizer, averaging } = recipe;
  const entry = (pack: Pack, part?: string, isSlot = false): StateEntry => {
    const name = part === undefined ? pack.name : `${pack.name}/${part}`;
    return { input: `in/${name}`, output: `out/${name}`, pack, isSlot, ...(part !== undefined && { part }) };
  };
  return [
    ...packs.map((pack) => entry(pack)),
    ...packs.filter(isTrained).flatMap((pack) => optimizer.slots.map((slot) => entry(pack, slot, true))),
    ...(averaging === undefined ? [] : packs.map((pack) => entry(pack, "average"))),
    ...(isSettled(packs, recipe) ? packs.map((pack) => entry(pack, "settled")) : []),
  ];
}

/** Averages that are looked at and kept otherwise than they are carried on. */
function isSettled(packs: readonly Pack[], recipe: Recipe): boolean {
  return recipe.averaging !== undefined && needsSettling(packs, recipe);
}

/** Entries of the state that a step takes from the one before. */
function carriedCount(packs: readonly Pack[], recipe: Recipe): number {
  return stateOf(packs, recipe).length - (isSettled(packs, recipe) ? packs.length : 0);
}

/** 0 where all weights of a replica, and with them their sum, are finite, else not a number. */
function finiteness(weights: readonly Value[], isReplicated: boolean): Value {
  const lead = isReplicated ? 1 : 0;
  return weights
    .map((weight) => mul(reduceSum(weight, weight.shape.map((_, axis) => axis).slice(lead)), scalar(0)))
    .reduce(add);
}
