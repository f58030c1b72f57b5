/** A model's layers as a graph. */
import { add, div, max, mul, reduceMean, reduceSum, reshape, scalar, split, sub } from "../../graph/ops/index.ts";
import type { Dim, Value } from "../../graph/value.ts";
import type { ForwardMode, Layer, LayerScope } from "../../layers/layer.ts";
import type { Model } from "../../layers/model.ts";
import type { Sweep } from "../../options/sweep.ts";
import { type Activations, type ActivityPenalty, sumBehind } from "../../regularizers/activity-penalty.ts";
import type { HyperparameterValues } from "../../regularizers/penalty.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import { declareHyperparameter, type GraphInputs, spread } from "./graph-inputs.ts";
import { keepMask, layerNumber, normalNoise, scaledMask, uniformNoise } from "./noise.ts";
import { REPLICAS } from "./pack-layout.ts";

export interface ForwardScope {
  readonly mode: ForwardMode;
  /** Every parameter by name, each in its own shape behind the replica axis where there is one. */
  readonly parameters: ReadonlyMap<string, Value>;
  readonly inputs: GraphInputs;
  /** In training: how the batch counts. */
  readonly batch?: BatchWeight;
}

/** How a batch and each of its rows count in means over it. */
export interface BatchWeight {
  /** Weight of each row, [batch] or [R, batch], all times one number above 0; undefined where all rows always count alike. */
  readonly rows: Value | undefined;
  /** What the batch counts for a running statistic that takes so many degrees of freedom a batch. */
  readonly forStatistic: (lost: number) => StatisticWeight;
}

/** What a batch counts for a running statistic: numbers [] or [R]. */
export interface StatisticWeight {
  /** In full batches, in [0, 1]. */
  readonly share: Value;
  /** As a part of all that was seen since the statistic began: 1 at first; 0 where it goes on from a given value. */
  readonly ofAllSeen: Value;
}

/** What a pass through the network gives. */
export interface Forward {
  readonly outputs: Value;
  /** What each layer gives, in the order of the layers. */
  readonly ofLayers: readonly Value[];
  /** In training: new values of statistics, by the parameter's name. */
  readonly statistics: ReadonlyMap<string, Value>;
  /** In training: penalties on activations, each [] or [R]. */
  readonly activityPenalties: readonly Value[];
}

/** The network's outputs for x: [batch, ...inputShape], behind the replica axis where each replica has its own. */
export function forward(model: Model, x: Value, scope: ForwardScope): Forward {
  const inputs = splitInputs(model, x);
  const statistics = new Map<string, Value>();
  const activityPenalties: Value[] = [];
  const ofLayers: Value[] = [];
  model.layers.forEach((layer, i) => {
    const fed = (model.wiring[i] as readonly number[]).map((from) => (from < 0 ? inputs[-1 - from] : ofLayers[from]));
    const own = layerScope(layer, scope, statistics);
    const result = layer.apply(fed[0] as Value, own, fed as readonly Value[]);
    ofLayers.push(result);
    if (scope.mode !== "training") return;
    for (const penalty of layer.activityPenalties ?? []) {
      activityPenalties.push(activityPenalty(result, penalty, layer, own, scope));
    }
  });
  return { outputs: ofLayers.at(-1) as Value, ofLayers, statistics, activityPenalties };
}

/** Several inputs lie side by side in one row of numbers. */
function splitInputs({ inputs }: Model, x: Value): readonly Value[] {
  if (inputs.length === 1) return [x];
  const lead = x.shape.slice(0, -1);
  const sizes = inputs.map(({ shape }) => sizeOf(shape));
  return split(x, sizes, lead.length).map((piece, i) => reshape(piece, [...lead, ...(inputs[i]?.shape ?? [])]));
}

function layerScope(layer: Layer, scope: ForwardScope, statistics: Map<string, Value>): LayerScope {
  const { inputs } = scope;
  const parameter = (name: string) => scope.parameters.get(`${layer.name}/${name}`) as Value;
  return {
    mode: scope.mode,
    parameter,
    batchParameter: (name) => {
      const value = parameter(name);
      return inputs.isReplicated ? reshape(value, [REPLICAS, 1, ...value.shape.slice(1)]) : value;
    },
    dropoutMask: (x, rate, sharedAxes) => scaledMask(maskShape(x, sharedAxes), layer, rate, inputs),
    parameterMask: (name, rate) => scaledMask(parameter(name).shape.filter(isStatic), layer, rate, inputs),
    keepMask: (x, rate) => keepMask(maskShape(x), layer, rate, inputs).keep,
    normalNoise: (x) => normalNoise(maskShape(x), layer, inputs),
    parameterNoise: (name) =>
      uniformNoise(parameter(name).shape.filter(isStatic), `noise/${layer.name}/${name}`, inputs),
    hyperparameter: (name, rank) => spread(layerNumber(layer, name, inputs), rank + Number(inputs.isReplicated)),
    updateStatistic: (name, value, { momentum, lost = 0 }) => {
      const [before, weight] = [parameter(name), scope.batch?.forStatistic(lost)];
      const wide = (number: Value) => spread(number, before.shape.length);
      statistics.set(
        `${layer.name}/${name}`,
        add(before, mul(wide(statisticRate(momentum, weight)), sub(value, before))),
      );
    },
    batchMean: (x) => batchMean(x, layer.outputShape.length, scope),
    withReplicas: (x, exampleRank) => withReplicas(x, exampleRank, inputs),
  };
}

const isStatic = (dim: Dim): dim is number => typeof dim === "number";

/** The axes of x without the replicas', with 1 for axes along which a mask is shared (0 is the batch). */
function maskShape(x: Value, sharedAxes: readonly number[] = []): readonly number[] {
  return x.shape.filter(isStatic).map((dim, axis) => (sharedAxes.includes(axis) ? 1 : dim));
}

/** x where each replica has its own: repeated where they share it. */
export function withReplicas(x: Value, exampleRank: number, inputs: GraphInputs): Value {
  if (!inputs.isReplicated || x.shape.length === exampleRank + 2) return x;
  // Adding a zero of each replica repeats x for each of them.
  const zeros = declareHyperparameter(inputs, "zero", 0);
  return add(x, spread(zeros, exampleRank + 2));
}

/** Mean over the batch axis, each row by its weight: sum of w x / sum of w; 0 where no row of the batch weighs anything. */
function batchMean(x: Value, exampleRank: number, { batch }: ForwardScope): Value {
  const axis = x.shape.length - exampleRank - 1;
  if (batch?.rows === undefined) return reduceMean(x, [axis]);
  const { rows } = batch;
  const ofRows = reshape(rows, [...rows.shape, ...new Array<number>(exampleRank).fill(1)]);
  const total = max(reduceSum(rows, [rows.shape.length - 1]), scalar(SMALLEST));
  const sum = reduceSum(mul(x, ofRows), [axis]);
  return div(sum, spread(total, sum.shape.length));
}

/** Stands in for the weight of a batch in which no row has any. */
const SMALLEST = 1e-37;

/**
 * How far a running statistic moves towards the batch's: (1 - momentum) s, where the batch counts as s full ones; at the start
 * s / S, where all batches so far count as S, while that is more: then it is their plain mean, of which nothing is left of
 * the value it began with.
 */
function statisticRate(momentum: number, weight: StatisticWeight | undefined): Value {
  const rate = scalar(1 - momentum);
  return weight === undefined ? rate : max(mul(rate, weight.share), weight.ofAllSeen);
}

function activityPenalty(
  values: Value,
  penalty: ActivityPenalty,
  layer: Layer,
  { batchMean }: LayerScope,
  { inputs }: ForwardScope,
): Value {
  const lead = Number(inputs.isReplicated);
  const rank = layer.outputShape.length;
  const own = withReplicas(values, rank, inputs);
  const numbers = (width: number) =>
    Object.fromEntries(
      Object.entries(penalty.hyperparameters).map(([key, sweep]) => {
        const name = `${penalty.name}#${inputs.numberOf(penalty.hyperparameters)}/${key}`;
        const schedule = key === "alpha" ? penalty.schedule : undefined;
        return [key, spread(declareHyperparameter(inputs, name, sweep as Sweep, schedule), width)];
      }),
      // Every penalty has an alpha among its hyperparameters.
    ) as HyperparameterValues;
  const view: Activations = {
    values: own,
    batchMean,
    unitSum: (mean) => sumBehind(mean, lead),
    ofValues: numbers(rank + 1 + lead),
  };
  return penalty.ofActivations(view, numbers(rank + lead));
}
