import { differentiate } from "../../autodiff/differentiate.ts";
import { add, gather, loop, mul, reduceSum, reshape, scalar, sub } from "../../graph/ops/index.ts";
import type { Dim, Graph, Value } from "../../graph/value.ts";
import type { Model } from "../../layers/model.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import type { BatchView, ObjectiveTerm } from "../../regularizers/objective-term.ts";
import { needsOwnPack } from "../recipe/parameter-penalties.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { type BatchWeightInput, declareBatchWeight } from "./batch-weight.ts";
import { applyConstraints, type ConstraintInForce, conesFirst, constraintsInForce } from "./constrain.ts";
import { forward, withReplicas } from "./forward.ts";
import {
  atStep,
  createInputs,
  declareHyperparameter,
  declareInput,
  declareStepNumber,
  type GraphInputs,
  type HyperparameterInput,
  type NoiseInput,
  type ScheduleInput,
  spread,
} from "./graph-inputs.ts";
import { type Drawn, mixExamples, partners } from "./mix-examples.ts";
import { indicator, isTrained, type Pack, packParameters, packShape, REPLICAS, repack, unpack } from "./pack-layout.ts";
import { addPenalties, applyProximalMaps, type PenaltyInForce, penaltiesInForce } from "./penalize.ts";
import { needsSettling, settledAverages } from "./settle-averages.ts";
import { threadCount } from "./thread-count.ts";
import { applyWeightDecay, decayInForce } from "./weight-decay.ts";

/** A graph that trains for a chunk of K steps, and what to feed it. */
export interface TrainingProgram {
  readonly graph: Graph;
  /** Packs of trained parameters, then packs of statistics. */
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
  readonly threads: number;
}

export interface StateEntry {
  readonly input: string;
  readonly output: string;
  readonly pack: Pack;
  readonly isSlot: boolean;
}

/** What a program is made for, besides the recipe. */
export interface Cohort {
  /** Replicas that train at one time. */
  readonly size: number;
  /** Replicas have their own rows in a batch: folds, or seeds that differ. */
  readonly hasOwnBatches: boolean;
  /** Replicas have their own random numbers: seeds that differ, or replicas that began at different times. */
  readonly hasOwnNoise: boolean;
  /** Rows of a batch; in the last batch of an epoch some places may only fill it up. */
  readonly batchSize: number;
  readonly hasPartialBatch: boolean;
  /** Examples have weights. */
  readonly isWeighted: boolean;
}

/** The training loop of a model: forward, loss, penalties, gradients, update, proximal maps, over K minibatches. */
export function compileTraining(model: Model, recipe: Recipe, cohort: Cohort): TrainingProgram {
  const isReplicated = cohort.size > 1;
  const packs = packParameters(model.parameters, cohort.size, (spec) => needsOwnPack(spec, recipe));
  const trained = packs.filter(isTrained);
  const state = stateOf(packs, recipe);
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
    const decay = decayInForce(packs, recipe.optimizer, inputs);
    const weights = carried.slice(0, packs.length);
    const rate = recipe.optimizer.takesScaledGradient && declareLearningRate(recipe, inputs);
    // Scaling the objective costs nothing in the loop, but a bound on gradients means them as they are.
    const gradientScale = recipe.gradientClipping === undefined ? rate : undefined;
    const moment = { batches, batchWeights, weights, packs, inputs, penalties, gradientScale };
    const { objective, statistics } = traceObjective(model, recipe, moment);
    const gradients = differentiated(objective, weights.slice(0, trained.length));
    const shrinkage = clippingFactors(recipe, trained, gradients, inputs);
    const clipped = gradients.map((gradient, i) => product(gradient, shrinkage[i]));
    const scaled = gradientScale === undefined ? clipped.map((gradient) => times(gradient, rate)) : clipped;
    const scalars = new Map(stepScalars.map((name) => [name, declareStepNumber(inputs, `step/${name}`)]));
    const updated = applyUpdates(recipe, {
      packs: trained,
      carried,
      gradients: scaled,
      shrinkage,
      scalars,
      penalties,
      constraints,
      decay,
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

/** The optimizer's numbers at a step (from 1), and the learning rate itself where weight decay needs it. */
export function stepScalarsAt(
  optimizer: Optimizer,
  learningRate: number,
  step: number,
): Readonly<Record<string, number>> {
  const own = optimizer.stepScalars(learningRate, step);
  return optimizer.weightDecay === 0 ? own : { ...own, learningRate };
}

function declareLearningRate({ optimizer }: Recipe, inputs: GraphInputs): Value {
  return declareHyperparameter(inputs, "learningRate", optimizer.learningRate);
}

interface Batches {
  /** int64: how many steps. */
  readonly count: Value;
  readonly x: Value;
  readonly targets: Value;
  /** int32 [K, B], or [K, R, B]: rows of x for each step. */
  readonly rows: Value;
  /** float32 of that shape: each row's weight over the number of rows in its step; 0 for a row that only fills the batch. */
  readonly rowWeights: Value;
  /** Not all rows of a batch always count alike. */
  readonly weighsRows: boolean;
}

function declareBatches(
  model: Model,
  { batchSize, hasOwnBatches, hasPartialBatch, isWeighted }: Cohort,
  inputs: GraphInputs,
): Batches {
  const perStep: readonly Dim[] = ["K", ...(hasOwnBatches ? [REPLICAS] : []), batchSize];
  return {
    count: declareInput(inputs, "stepCount", "int64", []),
    x: declareInput(inputs, "x", "float32", ["N", ...model.inputShape]),
    targets: declareInput(inputs, "targets", "float32", ["N", ...model.outputShape]),
    rows: declareInput(inputs, "rows", "int32", perStep),
    rowWeights: declareInput(inputs, "rowWeights", "float32", perStep),
    weighsRows: hasPartialBatch || isWeighted,
  };
}

interface Tracing {
  readonly batches: Batches;
  /** What was asked of batches so far. */
  readonly batchWeights: BatchWeightInput[];
  readonly weights: readonly Value[];
  readonly packs: readonly Pack[];
  readonly inputs: GraphInputs;
  readonly penalties: readonly (readonly PenaltyInForce[])[];
  /** What the gradients are to be multiplied by. */
  readonly gradientScale: Value | undefined;
}

interface Objective {
  readonly objective: Value;
  readonly statistics: ReadonlyMap<string, Value>;
}

/** Weighted mean of the data loss over the batch, plus the smooth part of the penalties; summed over replicas. */
function traceObjective(
  model: Model,
  recipe: Recipe,
  { batches, batchWeights, weights, packs, inputs, penalties, gradientScale }: Tracing,
): Objective {
  const step = inputs.step as Value;
  const rows = gather(batches.rows, step);
  const own = gather(scaledRowWeights(batches, gradientScale, inputs), step);
  const drawn: Drawn = { ...examplesAt(batches, rows), rowWeights: own };
  const mixed = recipe.mixing
    ? mixExamples(
        recipe.mixing,
        drawn,
        { ...examplesAt(batches, partners(rows)), rowWeights: partners(own) },
        model,
        inputs,
      )
    : drawn;
  const x = ownInputs(mixed.x, model, recipe, inputs);
  const { outputs, statistics, activityPenalties } = forward(model, x, {
    mode: "training",
    parameters: unpack(packs, weights),
    inputs,
    batch: {
      rows: batches.weighsRows ? mixed.rowWeights : undefined,
      forStatistic: (lost) => declareBatchWeight(batchWeights, lost, inputs),
    },
  });
  const losses = recipe.loss.perExample(outputs, smoothed(mixed.targets, recipe, inputs));
  const entropy = recipe.loss.entropy?.(outputs);
  const total = withTerms(losses, { x, outputs, losses, entropy }, recipe, inputs);
  const dataLoss = reduceSum(mul(total, mixed.rowWeights));
  const scaled = (part: Value) => times(part, gradientScale);
  const withActivity = activityPenalties.map((penalty) => reduceSum(scaled(penalty))).reduce(add, dataLoss);
  return { objective: addPenalties(withActivity, weights, penalties, scaled), statistics };
}

/** A value with the replica axis in front, if any, times a number of each replica. */
function times(value: Value, scale: Value | undefined): Value {
  return scale === undefined ? value : mul(value, spread(scale, value.shape.length));
}

/** The row weights of all steps times a number of each replica: once for a chunk, outside the loop. */
function scaledRowWeights({ rowWeights }: Batches, scale: Value | undefined, { isReplicated }: GraphInputs): Value {
  if (scale === undefined) return rowWeights;
  const [steps, ...own] = rowWeights.shape as readonly [Dim, ...Dim[]];
  const isShared = isReplicated && own.length === 1;
  return mul(isShared ? reshape(rowWeights, [steps, 1, ...own]) : rowWeights, spread(scale, 2));
}

function examplesAt({ x, targets }: Batches, rows: Value): Pick<Drawn, "x" | "targets"> {
  return { x: gather(x, rows), targets: gather(targets, rows) };
}

/** A batch's inputs; where terms look at them, each replica gets its own copy, so that its gradient is its own. */
function ownInputs(x: Value, model: Model, { objectiveTerms }: Recipe, inputs: GraphInputs): Value {
  return objectiveTerms.length === 0 ? x : withReplicas(x, model.inputShape.length, inputs);
}

/** The losses of a batch with the terms on what the network does with it. */
function withTerms(losses: Value, batch: BatchView, { objectiveTerms }: Recipe, inputs: GraphInputs): Value {
  return objectiveTerms
    .map((term, i) => {
      const nth = objectiveTerms.slice(0, i).filter(({ name }) => name === term.name).length;
      return mul(spread(termAlpha(term, nth, inputs), losses.shape.length), term.perExample(batch));
    })
    .reduce(add, losses);
}

/** The strength of a term; `nth`: how many of its name stand before it, each with a strength of its own. */
function termAlpha({ name, alpha, schedule }: ObjectiveTerm, nth: number, inputs: GraphInputs): Value {
  return declareHyperparameter(inputs, `${name}${nth === 0 ? "" : `#${nth}`}/alpha`, alpha, schedule);
}

/** Training targets, moved towards the target that says nothing. */
function smoothed(targets: Value, { labelSmoothing, loss }: Recipe, inputs: GraphInputs): Value {
  if (labelSmoothing === 0 || loss.uninformed === undefined) return targets;
  const width = Number(targets.shape.at(-1));
  // [replicas, batch, width], whether the replicas share their batches or have their own.
  const strength = spread(declareHyperparameter(inputs, "labelSmoothing", labelSmoothing), 3);
  return add(targets, mul(strength, sub(scalar(loss.uninformed(width)), targets)));
}

/** Gradients of all packs; zeros for one that the objective does not depend on. */
function differentiated(objective: Value, weights: readonly Value[]): readonly Value[] {
  return differentiate(objective, weights).map((gradient, i) => gradient ?? mul(weights[i] as Value, scalar(0)));
}

/** What the gradient of each pack is multiplied by to stay within its bound; none without a bound. */
function clippingFactors(
  { gradientClipping }: Recipe,
  packs: readonly Pack[],
  gradients: readonly Value[],
  inputs: GraphInputs,
): readonly Value[] {
  if (gradientClipping === undefined) return [];
  const { factors, perParameter, limit, name } = gradientClipping;
  const limitOf = (rank: number) => spread(declareHyperparameter(inputs, `${name}/limit`, limit), rank);
  const lead = Number(inputs.isReplicated);
  if (!perParameter) return factors(gradients, limitOf, lead);
  const parts = unpack(packs, gradients);
  const found = factors([...parts.values()], limitOf, lead);
  const own = new Map([...parts.keys()].map((key, i) => [key, found[i] as Value]));
  // Each parameter's factor over its own part of the pack.
  return packs.map((pack) =>
    pack.members
      .map((spec) => {
        const factor = own.get(spec.name) as Value;
        return pack.members.length === 1
          ? factor
          : mul(
              reshape(factor, [...factor.shape.slice(0, lead), ...pack.shape.map(() => 1)]),
              indicator(pack, (each) => each === spec),
            );
      })
      .reduce(add),
  );
}

function product(value: Value, factor: Value | undefined): Value {
  return factor === undefined ? value : mul(value, factor);
}

interface Update {
  /** Trained packs, which come first in the carried state. */
  readonly packs: readonly Pack[];
  readonly carried: readonly Value[];
  /** Where in the carried state the slots begin. */
  readonly slotsFrom: number;
  readonly gradients: readonly Value[];
  /** What clipping multiplied them by, if it did. */
  readonly shrinkage: readonly Value[];
  readonly scalars: ReadonlyMap<string, Value>;
  /** Of each pack. */
  readonly penalties: readonly (readonly PenaltyInForce[])[];
  readonly constraints: readonly (readonly ConstraintInForce[])[];
  readonly decay: readonly (Value | undefined)[];
}

interface Updated {
  readonly weights: readonly Value[];
  readonly slots: readonly Value[];
}

/** The next weights and slots: optimizer step, decoupled weight decay, proximal maps, constraints. */
function applyUpdates(
  { optimizer }: Recipe,
  { packs, carried, slotsFrom, gradients, shrinkage, scalars, penalties, constraints, decay }: Update,
): Updated {
  const nextSlots: Value[] = [];
  const weights = packs.map((_, i) => {
    const weight = carried[i] as Value;
    const gradient = gradients[i] as Value;
    const own = slotsFrom + i * optimizer.slots.length;
    const slots = Object.fromEntries(optimizer.slots.map((name, k) => [name, carried[own + k] as Value]));
    const spreadScalars = Object.fromEntries(
      [...scalars].map(([name, value]) => [name, spread(value, weight.shape.length)]),
    );
    const update = optimizer.update({ gradient, slots, scalars: spreadScalars });
    nextSlots.push(...optimizer.slots.map((name) => update.slots[name] as Value));
    const decayed = applyWeightDecay(weight, spreadScalars.learningRate, decay[i]);
    const stepped = sub(decayed, update.change);
    const stepSize = product(update.stepSize, shrinkage[i]);
    const [cones, others] = conesFirst(constraints[i] ?? []);
    const shrunk = applyProximalMaps(applyConstraints(stepped, cones), { ...update, stepSize }, penalties[i] ?? []);
    return applyConstraints(shrunk, others);
  });
  return { weights, slots: nextSlots };
}

/** Packs of statistics after the step: what their layers gave them. */
function updatedStatistics(
  packs: readonly Pack[],
  weights: readonly Value[],
  statistics: ReadonlyMap<string, Value>,
): readonly Value[] {
  const own = packs.filter((pack) => !isTrained(pack));
  if (own.length === 0) return [];
  const before = unpack(own, weights.slice(packs.length - own.length));
  return repack(own, new Map([...before].map(([name, value]) => [name, statistics.get(name) ?? value])));
}

function stateOf(packs: readonly Pack[], recipe: Recipe): readonly StateEntry[] {
  const { optimizer, averaging } = recipe;
  const entry = (pack: Pack, name: string, isSlot: boolean) => ({
    input: `in/${name}`,
    output: `out/${name}`,
    pack,
    isSlot,
  });
  return [
    ...packs.map((pack) => entry(pack, pack.name, false)),
    ...packs
      .filter(isTrained)
      .flatMap((pack) => optimizer.slots.map((slot) => entry(pack, `${pack.name}/${slot}`, true))),
    ...(averaging === undefined ? [] : packs.map((pack) => entry(pack, `${pack.name}/average`, false))),
    ...(isSettled(packs, recipe) ? packs.map((pack) => entry(pack, `${pack.name}/settled`, false)) : []),
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
