/** The kernel and bias that dense and convolutional layers have, with everything that may act on them. */
import { optionError, requireNone } from "../errors.ts";
import { add, mul } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { flag, given, optional, rate } from "../options/field.ts";
import type { Given, Read } from "../options/record.ts";
import type { Sweep } from "../options/sweep.ts";
import {
  type ActivityPenalty,
  type ActivityRegularizer,
  toActivityPenalties,
} from "../regularizers/activity-penalty.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import type { KernelGate } from "../regularizers/l0.ts";
import { type KernelRegularizer, type Regularizer, splitGate, toPenalties } from "../regularizers/regularizer.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { ACTIVATIONS, type Activation } from "./activations.ts";
import { type Fans, glorotUniform, type Initializer, zeros } from "./initializers.ts";
import type { Layer, LayerRecord, LayerScope, MixingFacts, ParameterSpec, UnitFacts } from "./layer.ts";
import { TUNING_FIELDS, tuned } from "./tuning.ts";

/** Options of a layer with a kernel. */
export const WEIGHT_FIELDS = {
  /** Default true. */
  useBias: optional(flag(), true),
  /** Default glorotUniform(). */
  kernelInitializer: given<Initializer>(),
  /** Default zeros(). */
  biasInitializer: given<Initializer>(),
  /** Penalties on the kernel, or l0, which learns gates for it. */
  kernelRegularizer: given<KernelRegularizer>((where, value) => splitGate(value, where)),
  biasRegularizer: given<Regularizer>((_, value) => toPenalties(value)),
  /** Penalties on what the layer gives, behind its activation: l1, l2, elasticNet, klSparsity. */
  activityRegularizer: given<ActivityRegularizer>((_, value) => toActivityPenalties(value)),
  /** Applied after every step. */
  kernelConstraint: given<Constraint>(),
  biasConstraint: given<Constraint>(),
  /**
   * DropConnect: probability of a weight to be off, fresh at every step, in [0, 1); the others are divided by 1 minus it.
   * One mask serves all examples of a step. Wan et al. 2013. Default 0.
   */
  dropConnect: optional(rate(), 0),
  ...TUNING_FIELDS,
};

export type WeightOptions = Given<typeof WEIGHT_FIELDS>;

/** The same with their defaults, checked. */
export type ReadWeights = Read<typeof WEIGHT_FIELDS>;

/** What pruning changes of them. */
export type WeightChoice = Pick<ReadWeights, "useBias" | "kernelRegularizer">;

/** Where a layer's weights are. */
export interface WeightPlaces {
  readonly kernelShape: readonly number[];
  /** Which axis of the kernel counts the units that it feeds, and which those that feed it. */
  readonly axes: { readonly output: number; readonly input: number };
  readonly fans: Fans;
  /** Shape of the bias: one number a unit. */
  readonly biasShape: readonly number[];
}

/** What a layer's record needs of its weights. */
export interface Weights extends Pick<Layer, "parameters" | "hyperparameters" | "activityPenalties"> {
  /** The kernel as it acts in this pass: thinned by DropConnect in training, gated. */
  readonly kernel: (scope: LayerScope) => Value;
}

/** @throws RangeError with code OCCAM_OPTION when options of the bias have none to act on. */
export function requireBias(kind: string, options: ReadWeights): void {
  if (options.useBias) return;
  requireNone(kind, options, ["biasInitializer", "biasRegularizer", "biasConstraint"], "useBias: true");
}

/**
 * The weights of the layer `name`, whose options are in order.
 * @throws RangeError with code OCCAM_OPTION for a penalty on activations that those of the layer are not made for.
 */
export function weights(name: string, places: WeightPlaces, options: ReadWeights, activation: Activation): Weights {
  const { useBias, dropConnect } = options;
  const { gate, penalties } = splitGate(options.kernelRegularizer, name);
  const kernel: ParameterSpec = {
    name: `${name}/kernel`,
    shape: places.kernelShape,
    role: "kernel",
    initializer: options.kernelInitializer ?? glorotUniform(),
    fans: places.fans,
    penalties,
    constraints: options.kernelConstraint ? [options.kernelConstraint] : [],
    axes: places.axes,
  };
  return {
    parameters: tuned(
      name,
      [kernel, ...(useBias ? [biasSpec(name, places, options)] : []), ...(gate ? [gateSpec(name, places, gate)] : [])],
      options,
    ),
    hyperparameters: dropConnect === 0 ? {} : { dropConnect },
    activityPenalties: toActivityPenalties(options.activityRegularizer).map((penalty) =>
      requireDomain(name, penalty, activation),
    ),
    kernel: (scope) => gated(thinned(scope, dropConnect), scope, gate),
  };
}

/** A penalty outside whose domain no activation lies, as far as that is known. */
function requireDomain(name: string, penalty: ActivityPenalty, { name: own, range }: Activation): ActivityPenalty {
  const { domain } = penalty;
  if (domain === undefined || range === undefined || isWithin(range, domain)) return penalty;
  const suiting = ACTIVATIONS.filter((each) => each.range && isWithin(each.range, domain));
  throw optionError({
    where: `${penalty.name} on ${name}`,
    expected: `activations from ${domain[0]} to ${domain[1]}`,
    received: `those of ${own}, from ${range[0]} to ${range[1]}`,
    fix: `use activation: ${suiting.map((each) => `"${each.name}"`).join(" or ")}, or penalize them by l1 or l2`,
  });
}

function isWithin([low, high]: readonly [number, number], [least, most]: readonly [number, number]): boolean {
  return low >= least && high <= most;
}

/** Of a layer with a kernel over all units of its input; `make` gives it for other units, and options instead of its own. */
export function mixingUnits(
  { axes }: Pick<WeightPlaces, "axes">,
  options: ReadWeights,
  facts: Pick<MixingFacts, "isLinear" | "effectOfConstant">,
  make: (units: number, choice: WeightChoice) => LayerRecord,
): UnitFacts {
  const { gate, penalties } = splitGate(options.kernelRegularizer, "kernelRegularizer");
  return {
    mixing: {
      ...facts,
      useBias: options.useBias,
      inputAxis: axes.input,
      ...(gate && { gate: gate.settled }),
    },
    axes: { kernel: axes.output, bias: 0 },
    rebuild: (units, useBias) => make(units, { useBias, kernelRegularizer: penalties }).build,
  };
}

/** x + bias, where there is one. `bias` is what the scope gives for it, in the form in which it broadcasts with x. */
export function withBias(x: Value, { useBias }: ReadWeights, bias: () => Value): Value {
  return useBias ? add(x, bias()) : x;
}

function thinned(scope: LayerScope, dropConnect: Sweep): Value {
  const kernel = scope.parameter("kernel");
  if (scope.mode === "inference" || dropConnect === 0) return kernel;
  return mul(kernel, scope.parameterMask("kernel", "dropConnect"));
}

function gated(kernel: Value, scope: LayerScope, gate: KernelGate | undefined): Value {
  if (gate === undefined) return kernel;
  const location = scope.parameter("gate");
  const open = scope.mode === "inference" ? gate.settled(location) : gate.draw(location, scope.parameterNoise("gate"));
  return mul(kernel, open);
}

function biasSpec(name: string, { biasShape, fans }: WeightPlaces, options: ReadWeights): ParameterSpec {
  return {
    name: `${name}/bias`,
    shape: biasShape,
    role: "bias",
    initializer: options.biasInitializer ?? zeros(),
    fans,
    penalties: toPenalties(options.biasRegularizer),
    constraints: options.biasConstraint ? [options.biasConstraint] : [],
  };
}

/** One gate a weight, or one for all weights along the axes that it spans. */
function gateSpec(name: string, { kernelShape, axes, fans }: WeightPlaces, gate: KernelGate): ParameterSpec {
  const kept = { weight: undefined, incoming: axes.output, outgoing: axes.input }[gate.groups];
  const shape = kernelShape.map((dim, axis) => (kept === undefined || axis === kept ? dim : 1));
  return {
    name: `${name}/gate`,
    shape,
    role: "gate",
    initializer: { name: "constant", sample: (size) => new Float32Array(size).fill(gate.initialLocation) },
    fans,
    penalties: [
      { ...gate.penalty(sizeOf(kernelShape) / sizeOf(shape)), ...(gate.schedule && { schedule: gate.schedule }) },
    ],
    constraints: [],
  };
}
