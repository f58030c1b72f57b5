/** Random numbers inside a training graph: masks and noise, drawn outside from the seed and fed for each step. */
import { cast, gather, greaterOrEqual, mul, reciprocal, scalar, sub } from "../../graph/ops/index.ts";
import type { Dim, Value } from "../../graph/value.ts";
import type { Layer } from "../../layers/layer.ts";
import { type Sweep, sweepAt } from "../../options/sweep.ts";
import type { Schedule } from "../../regularizers/schedules.ts";
import { type RandomKey, randomNormal, randomWords } from "../../tensor/random.ts";
import { LEVEL_COUNT, randomBits, randomLevels } from "../../tensor/random-levels.ts";
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
 * 0 with probability rate, else 1. One replica takes bits that are drawn outside, a byte each. Replicas share uniform
 * numbers and compare them with their own rates: so a replica sees the very masks that it would see alone.
 */
export function keepMask(
  shape: readonly number[],
  layer: Layer,
  rateName: string,
  inputs: GraphInputs,
): { readonly keep: Value; readonly rate: Value } {
  const { isReplicated } = inputs;
  const schedule = layer.schedules?.[rateName];
  const rate = spread(layerNumber(layer, rateName, inputs), shape.length + 1);
  const now = noise(`noise/${layer.name}`, shape, inputs, {
    dtype: isReplicated ? "float32" : "bool",
    draw: isReplicated ? drawLevels : drawBits(layer.hyperparameters[rateName] as Sweep, schedule),
    ...(isReplicated && { isLevels: true }),
  });
  const keep = isReplicated ? greaterOrEqual(now, mul(rate, scalar(LEVEL_COUNT))) : now;
  return { keep: cast(keep, "float32"), rate };
}

/** Standard normal numbers. */
export function normalNoise(shape: readonly number[], layer: Layer, inputs: GraphInputs): Value {
  const draw: NoiseInput["draw"] = (out, key) => out.set(randomNormal(out.length, key));
  return noise(`noise/${layer.name}`, shape, inputs, { dtype: "float32", draw });
}

/** Numbers that `draw` writes. */
export function drawnNoise(
  stream: string,
  shape: readonly number[],
  inputs: GraphInputs,
  draw: NoiseInput["draw"],
): Value {
  return noise(stream, shape, inputs, { dtype: "float32", draw });
}

/** Numbers uniform on (0, 1). */
export function uniformNoise(shape: readonly number[], stream: string, inputs: GraphInputs): Value {
  return noise(stream, shape, inputs, { dtype: "float32", draw: drawUniform });
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
  { dtype, draw, isLevels }: Pick<NoiseInput, "dtype" | "draw" | "isLevels">,
): Value {
  // A shared layer has one mask for its weights in all of its places.
  if (!inputs.noise.some(({ input }) => input === stream))
    inputs.noise.push({ input: stream, stream, shape, dtype, draw, ...(isLevels && { isLevels }) });
  const lead: readonly Dim[] = inputs.hasOwnNoise ? ["K", "streams"] : ["K"];
  const now = gather(declareInput(inputs, stream, dtype, [...lead, ...shape]), inputs.step as Value);
  return inputs.hasOwnNoise ? gather(now, declareInput(inputs, STREAM_OF, "int32", [REPLICAS])) : now;
}

function drawLevels(out: Uint8Array | Float32Array, key: RandomKey): void {
  // Declared as float32 by whoever draws levels.
  randomLevels(out as Float32Array, key);
}

function drawBits(rate: Sweep, schedule: Schedule | undefined): NoiseInput["draw"] {
  return (out, key, candidate, { step, stepCount }) => {
    const factor = schedule === undefined ? 1 : Math.fround(schedule.factor(step, stepCount));
    const threshold = Math.fround(Math.fround(sweepAt(rate, candidate)) * factor) * LEVEL_COUNT;
    // A level is a whole number: it reaches the threshold where it reaches the next whole number.
    randomBits(out as Uint8Array, Math.ceil(threshold), key);
  };
}

/** With 23 bits and half a step, both u and 1 - u are exact in float32 and never 0. */
function drawUniform(out: Uint8Array | Float32Array, key: RandomKey): void {
  const words = randomWords(out.length, key);
  for (let i = 0; i < out.length; i++) out[i] = (((words[i] as number) >>> 9) + 0.5) / 2 ** 23;
}
