/** What the convolutional layers share. */
import { optionError } from "../errors.ts";
import { conv, reshape } from "../graph/ops/index.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { type Activation, type ActivationName, toActivation } from "./activations.ts";
import { defineLayer } from "./connection.ts";
import type { Layer, LayerFactory } from "./layer.ts";
import { requireWeightOptions, type WeightOptions, weights, withBias } from "./weights.ts";
import { type Padding, planWindows, requireChannels, requirePadding, type Sizes, toSizes } from "./windows.ts";

/** Options of every convolution; `Size` is a number, or for images also [height, width]. */
export interface ConvLayerOptions<Size extends Sizes> extends WeightOptions {
  /** Places that a kernel covers. */
  readonly kernelSize: Size;
  /** Places between two windows. Default 1. */
  readonly strides?: Size;
  /** "valid" (default): kernels stay inside; "same": zeros around, so that there are ceil(length / stride) places. */
  readonly padding?: Padding;
  /** Places between two taps of a kernel. Default 1. */
  readonly dilation?: Size;
  readonly activation?: ActivationName | Activation;
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
  const { padding = "valid" } = options;
  const windows = {
    option: "kernelSize",
    size: toSizes(`${kind}.kernelSize`, options.kernelSize, axisCount),
    strides: toSizes(`${kind}.strides`, options.strides ?? 1, axisCount),
    dilations: toSizes(`${kind}.dilation`, options.dilation ?? 1, axisCount),
    padding,
  };
  requirePadding(`${kind}.padding`, padding);
  requireWeightOptions(kind, options);
  const activation = toActivation(options.activation ?? "linear", `${kind}.activation`);
  const build = (name: string, inputShape: readonly number[]): Layer => {
    const { channels, lengths } = requireChannels(name, inputShape, axisCount);
    const kernels = plan(name, channels);
    const { pads, places } = planWindows(name, lengths, windows);
    const { filters } = kernels;
    const field = sizeOf(windows.size);
    const incoming = channels / kernels.groups;
    const { kernel, ...own } = weights(
      name,
      {
        kernelShape: [filters, incoming, ...windows.size],
        axes: { input: kernels.inputAxis, output: 0 },
        fans: { fanIn: field * incoming, fanOut: field * kernels.fedFilters },
        biasShape: [filters],
      },
      options,
    );
    const { strides, dilations } = windows;
    const biasLayout = [filters, ...places.map(() => 1)];
    return {
      name,
      kind,
      outputShape: [filters, ...places],
      ...own,
      isBatchable: false,
      apply: (x, scope) => {
        const y = conv(x, kernel(scope), { strides, dilations, pads, groups: kernels.groups });
        return activation.apply(withBias(y, options, () => reshape(scope.parameter("bias"), biasLayout)));
      },
    };
  };
  return defineLayer({ kind, name: options.name, build });
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
