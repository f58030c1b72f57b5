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
import type { Dim, DType, Shape, Value } from "../graph/value.ts";
import type { Layer, LayerScope } from "../layers/layer.ts";
import type { Model } from "../layers/sequential.ts";
import { type Sweep, sweepAt } from "../regularizers/hyperparameter.ts";
import { type RandomKey, randomNormal, randomWords } from "../tensor/random.ts";
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
  readonly dtype: "bool" | "float32";
  /** Writes the numbers of one step. */
  readonly draw: (out: Uint8Array | Float32Array, key: RandomKey) => void;
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
    dropoutMask: (x, rate, sharedAxes) => scaledMask(maskShape(x, sharedAxes), layer, rate, scope),
    parameterMask: (name, rate) => scaledMask(parameter(name).shape.filter(isStatic), layer, rate, scope),
    keepMask: (x, rate) => spreadMask(maskShape(x), layer, rate, scope).keep,
    normalNoise: (x) => normalNoise(maskShape(x), layer, scope),
    hyperparameter: (name, rank) =>
      spread(declareLayerNumber(layer, name, scope), rank + Number(scope.inputs.isReplicated)),
  };
}

const isStatic = (dim: Dim): dim is number => typeof dim === "number";

/** The axes of x without the replicas', with 1 for example axes along which a mask is shared (counted from 1). */
function maskShape(x: Value, sharedAxes: readonly number[] = []): readonly number[] {
  return x.shape.filter(isStatic).map((dim, axis) => (sharedAxes.includes(axis) ? 1 : dim));
}

function declareLayerNumber(layer: Layer, name: string, { inputs }: ForwardScope): Value {
  return declareHyperparameter(inputs, `${layer.name}/${name}`, layer.hyperparameters[name] as Sweep);
}

/** 0 with probability rate, else 1 / (1 - rate). */
function scaledMask(shape: readonly number[], layer: Layer, rateName: string, scope: ForwardScope): Value {
  const { keep, rate } = spreadMask(shape, layer, rateName, scope);
  return mul(keep, reciprocal(sub(scalar(1), rate)));
}

/**
 * 0 with probability rate, else 1. One replica takes bits that are drawn outside, a byte each. Replicas share uniform
 * numbers and compare them with their own rates: so a replica sees the very masks that it would see alone.
 */
function spreadMask(
  shape: readonly number[],
  layer: Layer,
  rateName: string,
  scope: ForwardScope,
): { keep: Value; rate: Value } {
  const { isReplicated } = scope.inputs;
  const rate = spread(declareLayerNumber(layer, rateName, scope), shape.length + 1);
  const now = declareNoise(
    shape,
    layer,
    scope,
    isReplicated ? "float32" : "bool",
    isReplicated ? drawLevels : drawBits(layer.hyperparameters[rateName] as Sweep),
  );
  const keep = isReplicated ? greaterOrEqual(now, mul(rate, scalar(NOISE_LEVELS))) : now;
  return { keep: cast(keep, "float32"), rate };
}

function normalNoise(shape: readonly number[], layer: Layer, scope: ForwardScope): Value {
  return declareNoise(shape, layer, scope, "float32", (out, key) => out.set(randomNormal(out.length, key)));
}

function declareNoise(
  shape: readonly number[],
  layer: Layer,
  { inputs, step }: ForwardScope,
  dtype: NoiseInput["dtype"],
  draw: NoiseInput["draw"],
): Value {
  const input = `noise/${layer.name}`;
  inputs.noise.push({ input, stream: input, shape, dtype, draw });
  return gather(declareInput(inputs, input, dtype, ["K", ...shape]), step as Value);
}

/** Dropout noise is a whole number below this: 16 random bits. */
const NOISE_LEVELS = 65_536;

function levelsOf(count: number, key: RandomKey): Uint16Array {
  const words = randomWords(Math.ceil(count / 2), key);
  return new Uint16Array(words.buffer, words.byteOffset, count);
}

function drawLevels(out: Uint8Array | Float32Array, key: RandomKey): void {
  out.set(levelsOf(out.length, key));
}

function drawBits(rate: Sweep): NoiseInput["draw"] {
  const threshold = Math.fround(sweepAt(rate, 0)) * NOISE_LEVELS;
  return (out, key) => {
    const levels = levelsOf(out.length, key);
    for (let i = 0; i < out.length; i++) out[i] = Number((levels[i] as number) >= threshold);
  };
}
