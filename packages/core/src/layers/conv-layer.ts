/** What the convolutional layers share. */
import { optionError } from "../errors.ts";
import { add, conv, mul } from "../graph/ops/index.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import type { Sweep } from "../regularizers/hyperparameter.ts";
import { type Regularizer, toPenalties } from "../regularizers/penalty.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { type Activation, type ActivationName, toActivation } from "./activations.ts";
import { requireRate } from "./dropout.ts";
import { exampleParameter } from "./example-parameter.ts";
import { glorotUniform, type Initializer, zeros } from "./initializers.ts";
import type { Layer, LayerFactory, ParameterSpec } from "./layer.ts";
import { type Padding, planWindows, requireChannels, requirePadding, type Sizes, toSizes } from "./windows.ts";

/** Options of every convolution; `Size` is a number, or for images also [height, width]. */
export interface ConvLayerOptions<Size extends Sizes> {
  /** Places that a kernel covers. */
  readonly kernelSize: Size;
  /** Places between two windows. Default 1. */
  readonly strides?: Size;
  /** "valid" (default): kernels stay inside; "same": zeros around, so that there are ceil(length / stride) places. */
  readonly padding?: Padding;
  /** Places between two taps of a kernel. Default 1. */
  readonly dilation?: Size;
  readonly activation?: ActivationName | Activation;
  /** Default true. */
  readonly useBias?: boolean;
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
  readonly kernelRegularizer?: Regularizer;
  readonly biasRegularizer?: Regularizer;
  /** Applied after every step. */
  readonly kernelConstraint?: Constraint;
  readonly biasConstraint?: Constraint;
  /** Probability of a weight to be off, fresh at every step, as in `dense`; in [0, 1). Default 0. */
  readonly dropConnect?: Sweep;
  readonly name?: string;
}

/** What a convolution's kernels are, once the channels are known. */
export interface KernelPlan {
  readonly filters: number;
  readonly groups: number;
  /** The kernel's axis that counts the channels which feed it. */
  readonly inputAxis: number;
  /** How many filters a channel feeds. */
  readonly fedFilters: number;
}

interface ConvFacts {
  readonly kind: string;
  readonly axisCount: number;
  readonly options: ConvLayerOptions<Sizes>;
  /** Throws OCCAM_SHAPE where the channels do not fit. */
  readonly plan: (layer: string, channels: number) => KernelPlan;
}

/** activation(conv(x, kernel) + bias), with kernel [filters, channels / groups, ...kernelSize] and bias [filters]. */
export function convLayer({ kind, axisCount, options, plan }: ConvFacts): LayerFactory {
  const { padding = "valid", useBias = true, dropConnect = 0 } = options;
  const windows = {
    option: "kernelSize",
    size: toSizes(`${kind}.kernelSize`, options.kernelSize, axisCount),
    strides: toSizes(`${kind}.strides`, options.strides ?? 1, axisCount),
    dilations: toSizes(`${kind}.dilation`, options.dilation ?? 1, axisCount),
    padding,
  };
  requirePadding(`${kind}.padding`, padding);
  requireRate(`${kind}.dropConnect`, dropConnect);
  const activation = toActivation(options.activation ?? "linear", `${kind}.activation`);
  const build = (name: string, inputShape: readonly number[]): Layer => {
    const { channels, lengths } = requireChannels(name, inputShape, axisCount);
    const kernels = plan(name, channels);
    const { pads, places } = planWindows(name, lengths, windows);
    const kernelShape = [kernels.filters, channels / kernels.groups, ...windows.size];
    const kernel = kernelSpec(name, kernelShape, kernels, options);
    const bias = biasSpec(name, kernel, options);
    const { strides, dilations } = windows;
    return {
      name,
      kind,
      outputShape: [kernels.filters, ...places],
      parameters: useBias ? [kernel, bias] : [kernel],
      hyperparameters: dropConnect === 0 ? {} : { dropConnect },
      isBatchable: false,
      apply: (x, scope) => {
        const isThinned = scope.mode === "training" && dropConnect !== 0;
        const weights = scope.parameter("kernel");
        const thinned = isThinned ? mul(weights, scope.parameterMask("kernel", "dropConnect")) : weights;
        const y = conv(x, thinned, { strides, dilations, pads, groups: kernels.groups });
        const biasShape = [kernels.filters, ...places.map(() => 1)];
        return activation.apply(useBias ? add(y, exampleParameter(scope, bias, biasShape)) : y);
      },
    };
  };
  return { kind, name: options.name, build };
}

/** @throws RangeError with code OCCAM_OPTION unless filters fall into equal groups. */
export function requireGroups(kind: string, filters: number, groups: number): void {
  if (filters % groups === 0) return;
  throw optionError({
    where: `${kind}.filters`,
    expected: `a multiple of groups, ${groups}`,
    received: String(filters),
  });
}

function kernelSpec(
  layer: string,
  shape: readonly number[],
  { inputAxis, fedFilters }: KernelPlan,
  options: ConvLayerOptions<Sizes>,
): ParameterSpec {
  const field = sizeOf(shape.slice(2));
  return {
    name: `${layer}/kernel`,
    shape,
    role: "kernel",
    initializer: options.kernelInitializer ?? glorotUniform(),
    fans: { fanIn: field * (shape[1] as number), fanOut: field * fedFilters },
    penalties: toPenalties(options.kernelRegularizer),
    constraints: options.kernelConstraint ? [options.kernelConstraint] : [],
    axes: { input: inputAxis, output: 0 },
  };
}

function biasSpec(layer: string, kernel: ParameterSpec, options: ConvLayerOptions<Sizes>): ParameterSpec {
  return {
    name: `${layer}/bias`,
    shape: [kernel.shape[0] as number],
    role: "bias",
    initializer: options.biasInitializer ?? zeros(),
    fans: kernel.fans,
    penalties: toPenalties(options.biasRegularizer),
    constraints: options.biasConstraint ? [options.biasConstraint] : [],
  };
}
