import {
  cast,
  gather,
  greaterOrEqual,
  input,
  inputName,
  mul,
  reciprocal,
  reshape,
  scalar,
  sub,
} from "../graph/ops/index.ts";
import type { DType, Shape, Value } from "../graph/value.ts";
import type { Layer, LayerScope } from "../layers/layer.ts";
import type { Model } from "../layers/sequential.ts";
import type { Sweep } from "../regularizers/hyperparameter.ts";
import { REPLICAS } from "./pack-layout.ts";

/** A run-time input that holds one number, or one for each replica. */
export interface HyperparameterInput {
  readonly input: string;
  readonly sweep: Sweep;
}

/** A run-time input of fresh random numbers for each step. */
export interface NoiseInput {
  readonly input: string;
  /** Name of the random stream. */
  readonly stream: string;
  /** Shape for one step, without the replica axis: replicas share the numbers. */
  readonly shape: readonly number[];
  readonly rate: Sweep;
}

/** Collects the inputs of a graph while it is made. */
export interface InputList {
  readonly values: Value[];
  readonly hyperparameters: HyperparameterInput[];
  readonly noise: NoiseInput[];
  readonly isReplicated: boolean;
  /** A set of hyperparameters' number among those of this graph, which tells two penalties of one name apart. */
  readonly numberOf: (hyperparameters: object) => number;
}

export function createInputs(isReplicated: boolean): InputList {
  const seen: object[] = [];
  const numberOf = (hyperparameters: object) => {
    if (!seen.includes(hyperparameters)) seen.push(hyperparameters);
    return seen.indexOf(hyperparameters);
  };
  return { values: [], hyperparameters: [], noise: [], isReplicated, numberOf };
}

export function declareInput(inputs: InputList, name: string, dtype: DType, shape: Shape): Value {
  const value = input(name, dtype, shape);
  inputs.values.push(value);
  return value;
}

/** A hyperparameter as an input of shape [] or [R]; the same name gives the same input. */
export function declareHyperparameter(inputs: InputList, name: string, sweep: Sweep): Value {
  const known = inputs.hyperparameters.findIndex((entry) => entry.input === name);
  if (known >= 0) return inputs.values.find((value) => inputName(value) === name) as Value;
  inputs.hyperparameters.push({ input: name, sweep });
  return declareInput(inputs, name, "float32", inputs.isReplicated ? [REPLICAS] : []);
}

/** A value of shape [R] as [R, 1, ...] so that it broadcasts with values of `rank` axes; a scalar stays as it is. */
export function spread(value: Value, rank: number): Value {
  return value.shape.length === 0 ? value : reshape(value, [REPLICAS, ...new Array<number>(rank - 1).fill(1)]);
}

export interface ForwardScope {
  readonly mode: "training" | "inference";
  readonly parameters: ReadonlyMap<string, Value>;
  readonly inputs: InputList;
  /** The step's number within the chunk; only training asks for it. */
  readonly step?: Value;
}

/** The network's outputs for x. */
export function applyModel(model: Model, x: Value, scope: ForwardScope): Value {
  return model.layers.reduce((value, layer) => layer.apply(value, layerScope(layer, scope)), x);
}

function layerScope(layer: Layer, scope: ForwardScope): LayerScope {
  const parameter = (name: string) => scope.parameters.get(`${layer.name}/${name}`) as Value;
  return {
    mode: scope.mode,
    parameter,
    batchParameter: (name) => {
      const value = parameter(name);
      return scope.inputs.isReplicated ? reshape(value, [REPLICAS, 1, ...value.shape.slice(1)]) : value;
    },
    dropoutMask: (x, rate) => dropoutMask(x, layer, rate, scope),
  };
}

/**
 * One replica takes bits that are drawn outside, a byte each. Replicas share uniform numbers and compare them with
 * their own rates: so a replica sees the very masks that it would see alone.
 */
function dropoutMask(x: Value, layer: Layer, rateName: string, { inputs, step }: ForwardScope): Value {
  const sweep = layer.hyperparameters[rateName] as Sweep;
  const rate = declareHyperparameter(inputs, `${layer.name}/${rateName}`, sweep);
  const shape = x.shape.filter((dim): dim is number => typeof dim === "number");
  const name = `noise/${layer.name}`;
  inputs.noise.push({ input: name, stream: name, shape, rate: sweep });
  const drawn = declareInput(inputs, name, inputs.isReplicated ? "float32" : "bool", ["K", ...shape]);
  const now = gather(drawn, step as Value);
  const rank = shape.length + 1;
  const keep = inputs.isReplicated ? greaterOrEqual(now, spread(mul(rate, scalar(NOISE_LEVELS)), rank)) : now;
  return mul(cast(keep, "float32"), spread(reciprocal(sub(scalar(1), rate)), rank));
}

/** Dropout noise is a whole number below this: 16 random bits. */
export const NOISE_LEVELS = 65_536;
