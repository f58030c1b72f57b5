/** Random numbers inside a training graph: masks and noise, inputs that hold fresh numbers of the seed for each step. */

import { cast, gather, greaterOrEqual, mul, reciprocal, scalar, sub } from "../../graph/ops/index.ts";
import type { Dim, Value } from "../../graph/value.ts";
import type { Layer } from "../../layers/layer.ts";
import { type Sweep, sweepAt } from "../../options/sweep.ts";
import { DISTRIBUTIONS, type Distribution } from "../../tensor/distributions.ts";
import type { RandomKey } from "../../tensor/random.ts";
import { LEVEL_COUNT } from "../../tensor/random-levels.ts";
import { declareHyperparameter, declareInput, type GraphInputs, type NoiseInput, spread } from "./graph-inputs.ts";
import { REPLICAS } from "./pack-layout.ts";

/** Input that says which of the noise's streams each replica takes. */
export const STREAM_OF = "noise/streamOf";

/** 0 with probability rate, else 1 / (1 - rate). */
export function scaledMask(shape: readonly number[], layer: Layer, rateName: string, inputs: GraphInputs): Value {
  const { keep, rate } = keepMask(shape, layer, rateName, inputs);
  return mul(keep, reciprocal(sub(scalar(1), rate)));
}

/**
 * 0 with probability rate, else 1. One replica takes bits. Replicas share uniform numbers
 * and compare them with their own rates: so a replica sees the very masks that it would see alone.
 */
export function keepMask(
  shape: readonly number[],
  layer: Layer,
  rateName: string,
  inputs: GraphInputs,
): { readonly keep: Value; readonly rate: Value } {
  const { isReplicated } = inputs;
  const stream = `noise/${layer.name}`;
  const rate = spread(layerNumber(layer, rateName, inputs), shape.length + 1);
  const threshold = thresholdOf(layer, rateName);
  const mask = { layer: layer.name, threshold };
  const keep = isReplicated
    ? greaterOrEqual(noise(stream, shape, inputs, DISTRIBUTIONS.levels, { mask }), mul(rate, scalar(LEVEL_COUNT)))
    : noise(stream, shape, inputs, DISTRIBUTIONS.bits, { mask, parameters: threshold });
  return { keep: cast(keep, "float32"), rate };
}

/** Standard normal numbers. */
export function normalNoise(shape: readonly number[], layer: Layer, inputs: GraphInputs): Value {
  return noise(`noise/${layer.name}`, shape, inputs, DISTRIBUTIONS.normal, { normalsOf: layer.name });
}

/** Numbers that `draw` gives for a key. */
export function drawnNoise(
  stream: string,
  shape: readonly number[],
  inputs: GraphInputs,
  draw: (count: number, key: RandomKey) => ArrayLike<number>,
): Value {
  return noise(stream, shape, inputs, { dtype: "float32", draw });
}

/** Numbers uniform on (0, 1). */
export function uniformNoise(shape: readonly number[], stream: string, inputs: GraphInputs): Value {
  return noise(stream, shape, inputs, DISTRIBUTIONS.uniform);
}

/** A hyperparameter of a layer, with the factor of its schedule. */
export function layerNumber(layer: Layer, name: string, inputs: GraphInputs): Value {
  const sweep = layer.hyperparameters[name] as Sweep;
  return declareHyperparameter(inputs, `${layer.name}/${name}`, sweep, layer.schedules?.[name]);
}

function noise(
  stream: string,
  shape: readonly number[],
  inputs: GraphInputs,
  distribution: Distribution,
  own: Partial<Pick<NoiseInput, "parameters" | "mask" | "normalsOf">> = {},
): Value {
  // A shared layer has one mask for its weights in all of its places.
  if (!inputs.noise.some(({ input }) => input === stream))
    inputs.noise.push({ input: stream, stream, shape, distribution, parameters: () => [], ...own });
  const lead: readonly Dim[] = inputs.hasOwnNoise ? ["K", "streams"] : ["K"];
  const now = gather(declareInput(inputs, stream, distribution.dtype, [...lead, ...shape]), inputs.step as Value);
  return inputs.hasOwnNoise ? gather(now, declareInput(inputs, STREAM_OF, "int32", [REPLICAS])) : now;
}

/** The level from which on a place is on. */
function thresholdOf({ hyperparameters, schedules }: Layer, rateName: string): NoiseInput["parameters"] {
  const [rate, schedule] = [hyperparameters[rateName] as Sweep, schedules?.[rateName]];
  return (candidate, { step, stepCount }) => {
    const factor = schedule === undefined ? 1 : Math.fround(schedule.factor(step, stepCount));
    const threshold = Math.fround(Math.fround(sweepAt(rate, candidate)) * factor) * LEVEL_COUNT;
    // A level is a whole number: it reaches the threshold where it reaches the next whole number.
    return [Math.min(Math.max(0, Math.ceil(threshold)), LEVEL_COUNT)];
  };
}
