import { differentiate } from "../autodiff/differentiate.ts";
import { add, gather, loop, mul, reduceSum, scalar, sub } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { Model } from "../layers/sequential.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { BatchView, ObjectiveTerm } from "../regularizers/objective-term.ts";
import { type Pack, packParameters, packShape, REPLICAS, repack, unpack } from "./pack-layout.ts";
import { needsOwnPack } from "./parameter-penalties.ts";
import {
  addPenalties,
  applyConstraints,
  applyProximalMaps,
  applyWeightDecay,
  type WeightRules,
  weightRules,
} from "./penalize.ts";
import type { Recipe } from "./recipe.ts";
import { threadCount } from "./thread-count.ts";
import {
  applyModel,
  createInputs,
  declareHyperparameter,
  declareInput,
  type HyperparameterInput,
  type InputList,
  type NoiseInput,
  spread,
} from "./trace.ts";

/** A graph that trains for a chunk of K steps, and what to feed it. */
export interface TrainingProgram {
  readonly graph: Graph;
  readonly packs: readonly Pack[];
  /** State that a chunk takes and gives back: every pack, every slot of every pack, and the packs' averages if any. */
  readonly state: readonly StateEntry[];
  readonly hyperparameters: readonly HyperparameterInput[];
  readonly noise: readonly NoiseInput[];
  /** Names of the optimizer's numbers for each step. */
  readonly stepScalars: readonly string[];
  /** Where in the state the packs begin that are evaluated and kept: the averages, where there are any. */
  readonly evaluatedFrom: number;
  readonly isReplicated: boolean;
  readonly threads: number;
}

export interface StateEntry {
  readonly input: string;
  readonly output: string;
  readonly pack: Pack;
  readonly isSlot: boolean;
}

/** The training loop of a model: forward, loss, penalties, gradients, update, proximal maps, over K minibatches. */
export function compileTraining(model: Model, recipe: Recipe): TrainingProgram {
  const isReplicated = recipe.replicaCount > 1;
  const packs = packParameters(model.parameters, recipe.replicaCount, (spec) => needsOwnPack(spec, recipe));
  const state = stateOf(packs, recipe);
  const inputs = createInputs(isReplicated);
  const batches = declareBatches(model, recipe, inputs);
  const stepScalars = Object.keys(stepScalarsAt(recipe.optimizer, 1, 1));
  const scalars = stepScalars.map((name) =>
    declareInput(inputs, `step/${name}`, "float32", isReplicated ? ["K", REPLICAS] : ["K"]),
  );
  const initial = state.map((entry) =>
    declareInput(inputs, entry.input, "float32", packShape(entry.pack, isReplicated)),
  );
  const rules = weightRules(packs, recipe, inputs);
  const averageShare = recipe.averaging && declareInput(inputs, AVERAGE_SHARE, "float32", ["K"]);

  const last = loop(batches.count, initial, (step, carried) => {
    const weights = carried.slice(0, packs.length);
    const objective = traceObjective(model, recipe, { batches, step, weights, packs, inputs, rules });
    const gradients = clipGradients(recipe, packs, differentiated(objective, weights), inputs);
    const now = new Map(stepScalars.map((name, i) => [name, gather(scalars[i] as Value, step)]));
    const next = applyUpdates(recipe, { packs, carried, gradients, scalars: now, rules });
    if (averageShare === undefined) return next;
    return [...next, ...averaged(carried.slice(next.length), next, gather(averageShare, step))];
  });

  const outputs = state.map((entry, i) => [entry.output, last[i] as Value] as const);
  const graph: Graph = {
    name: "training",
    inputs: inputs.values,
    outputs: [...outputs, ["finite", finiteness(last.slice(0, packs.length), isReplicated)]],
  };
  return {
    graph,
    packs,
    state,
    hyperparameters: inputs.hyperparameters,
    noise: inputs.noise,
    stepScalars,
    evaluatedFrom: recipe.averaging === undefined ? 0 : state.length - packs.length,
    isReplicated,
    threads: threadCount(packs, recipe.replicaCount, recipe.batchSize),
  };
}

/** Input of the averages' share at each step. */
export const AVERAGE_SHARE = "step/averageShare";

/** average + share * (weight - average). */
function averaged(averages: readonly Value[], weights: readonly Value[], share: Value): readonly Value[] {
  return averages.map((average, i) => add(average, mul(share, sub(weights[i] as Value, average))));
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

interface Batches {
  /** int64: how many steps. */
  readonly count: Value;
  readonly x: Value;
  readonly targets: Value;
  /** int32 [K, B]: rows of x for each step. */
  readonly rows: Value;
  /** float32 [K, B]: each row's weight over the number of rows in its step; 0 for a row that only fills the batch. */
  readonly rowWeights: Value;
}

function declareBatches(model: Model, { batchSize }: Recipe, inputs: InputList): Batches {
  return {
    count: declareInput(inputs, "stepCount", "int64", []),
    x: declareInput(inputs, "x", "float32", ["N", ...model.inputShape]),
    targets: declareInput(inputs, "targets", "float32", ["N", ...model.outputShape]),
    rows: declareInput(inputs, "rows", "int32", ["K", batchSize]),
    rowWeights: declareInput(inputs, "rowWeights", "float32", ["K", batchSize]),
  };
}

interface Moment {
  readonly batches: Batches;
  readonly step: Value;
  readonly weights: readonly Value[];
  readonly packs: readonly Pack[];
  readonly inputs: InputList;
  readonly rules: WeightRules;
}

/** Weighted mean of the data loss over the batch, plus the smooth part of the penalties; summed over replicas. */
function traceObjective(model: Model, recipe: Recipe, { batches, step, weights, packs, inputs, rules }: Moment): Value {
  const rows = gather(batches.rows, step);
  const x = ownInputs(gather(batches.x, rows), recipe, inputs);
  const outputs = applyModel(model, x, { mode: "training", parameters: unpack(packs, weights), inputs, step });
  const losses = recipe.loss.perExample(outputs, smoothed(gather(batches.targets, rows), recipe, inputs));
  const entropy = recipe.loss.entropy?.(outputs);
  const total = withTerms(losses, { x, outputs, losses, entropy }, recipe, inputs);
  const dataLoss = reduceSum(mul(total, gather(batches.rowWeights, step)));
  return addPenalties(dataLoss, weights, rules);
}

/** A batch's inputs; where terms look at them, each replica gets its own copy, so that its gradient is its own. */
function ownInputs(x: Value, { objectiveTerms: [first] }: Recipe, inputs: InputList): Value {
  if (first === undefined || !inputs.isReplicated) return x;
  return add(x, mul(spread(termAlpha(first, inputs), x.shape.length + 1), scalar(0)));
}

/** The losses of a batch with the terms on what the network does with it. */
function withTerms(losses: Value, batch: BatchView, { objectiveTerms }: Recipe, inputs: InputList): Value {
  return objectiveTerms
    .map((term) => mul(spread(termAlpha(term, inputs), losses.shape.length), term.perExample(batch)))
    .reduce(add, losses);
}

function termAlpha({ name, alpha }: ObjectiveTerm, inputs: InputList): Value {
  return declareHyperparameter(inputs, `${name}/alpha`, alpha);
}

/** Training targets, moved towards the target that says nothing. */
function smoothed(targets: Value, { labelSmoothing, loss }: Recipe, inputs: InputList): Value {
  if (labelSmoothing === 0 || loss.uninformed === undefined) return targets;
  const width = Number(targets.shape.at(-1));
  const strength = spread(declareHyperparameter(inputs, "labelSmoothing", labelSmoothing), targets.shape.length + 1);
  return add(targets, mul(strength, sub(scalar(loss.uninformed(width)), targets)));
}

/** Gradients of all packs; zeros for one that the objective does not depend on. */
function differentiated(objective: Value, weights: readonly Value[]): readonly Value[] {
  return differentiate(objective, weights).map((gradient, i) => gradient ?? mul(weights[i] as Value, scalar(0)));
}

function clipGradients(
  { gradientClipping }: Recipe,
  packs: readonly Pack[],
  gradients: readonly Value[],
  inputs: InputList,
): readonly Value[] {
  if (gradientClipping === undefined) return gradients;
  const { clip, perParameter, limit, name } = gradientClipping;
  const limitOf = (rank: number) => spread(declareHyperparameter(inputs, `${name}/limit`, limit), rank);
  const lead = Number(inputs.isReplicated);
  if (!perParameter) return clip(gradients, limitOf, lead);
  const parts = unpack(packs, gradients);
  const clipped = clip([...parts.values()], limitOf, lead);
  return repack(packs, new Map([...parts.keys()].map((key, i) => [key, clipped[i] as Value])));
}

interface Update {
  readonly packs: readonly Pack[];
  readonly carried: readonly Value[];
  readonly gradients: readonly Value[];
  readonly scalars: ReadonlyMap<string, Value>;
  readonly rules: WeightRules;
}

/** The next state: optimizer step, decoupled weight decay, proximal maps. */
function applyUpdates({ optimizer }: Recipe, { packs, carried, gradients, scalars, rules }: Update): readonly Value[] {
  const slotValues: Value[] = [];
  const weights = packs.map((_, i) => {
    const weight = carried[i] as Value;
    const gradient = gradients[i] as Value;
    const own = packs.length + i * optimizer.slots.length;
    const slots = Object.fromEntries(optimizer.slots.map((name, k) => [name, carried[own + k] as Value]));
    const spreadScalars = Object.fromEntries(
      [...scalars].map(([name, value]) => [name, spread(value, weight.shape.length)]),
    );
    const update = optimizer.update({ gradient, slots, scalars: spreadScalars });
    slotValues.push(...optimizer.slots.map((name) => update.slots[name] as Value));
    const stepped = sub(applyWeightDecay(weight, i, spreadScalars, rules), update.change);
    return applyConstraints(applyProximalMaps(stepped, i, update.stepSize, rules), i, rules);
  });
  return [...weights, ...slotValues];
}

function stateOf(packs: readonly Pack[], { optimizer, averaging }: Recipe): readonly StateEntry[] {
  const entry = (pack: Pack, name: string, isSlot: boolean) => ({
    input: `in/${name}`,
    output: `out/${name}`,
    pack,
    isSlot,
  });
  return [
    ...packs.map((pack) => entry(pack, pack.name, false)),
    ...packs.flatMap((pack) => optimizer.slots.map((slot) => entry(pack, `${pack.name}/${slot}`, true))),
    ...(averaging === undefined ? [] : packs.map((pack) => entry(pack, `${pack.name}/average`, false))),
  ];
}

/** 0 where all weights of a replica are finite, else not a number. */
function finiteness(weights: readonly Value[], isReplicated: boolean): Value {
  const lead = isReplicated ? 1 : 0;
  return weights
    .map((weight) => reduceSum(mul(weight, scalar(0)), weight.shape.map((_, axis) => axis).slice(lead)))
    .reduce(add);
}
