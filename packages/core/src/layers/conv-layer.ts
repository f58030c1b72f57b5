/** What the convolutional layers share. */
import { optionError } from "../errors.ts";
import { conv, reshape } from "../graph/ops/index.ts";
import { type Field, given, optional } from "../options/field.ts";
import type { Read } from "../options/record.ts";
import { splitGate } from "../regularizers/regularizer.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { ACTIVATION, linear, toActivation } from "./activations.ts";
import { defineLayer } from "./connection.ts";
import type { Layer, LayerFactory, MixingFacts, UnitFacts } from "./layer.ts";
import { mixingUnits, requireBias, WEIGHT_FIELDS, type WeightChoice, weights, withBias } from "./weights.ts";
import { PADDING, planWindows, requireChannels, type Sizes, toSizes } from "./windows.ts";

/** Options of every convolution. */
export function convFields<Size extends Sizes>(size: Field<Size>) {
  return {
    ...WEIGHT_FIELDS,
    /** Places that a kernel covers. */
    kernelSize: size,
    /** Places between two windows. Default 1. */
    strides: optional<Size | number>(size, 1),
    /** "valid" (default): kernels stay inside; "same": zeros around, so that there are ceil(length / stride) places. */
    padding: PADDING,
    /** Places between two taps of a kernel. Default 1. */
    dilation: optional<Size | number>(size, 1),
    /** Default "linear". */
    activation: ACTIVATION,
    name: given<string>(),
  };
}

/** Options of a convolution with their defaults, checked. */
export type ReadConv = Read<ReturnType<typeof convFields<Sizes>>>;

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
  readonly options: ReadConv;
  /** Throws OCCAM_SHAPE where the channels do not fit. */
  readonly plan: (layer: string, channels: number) => KernelPlan;
}

/** activation(conv(x, kernel) + bias), with kernel [filters, channels / groups, ...kernelSize] and bias [filters]. */
export function convLayer(facts: ConvFacts): LayerFactory {
  const { kind, axisCount, options, plan } = facts;
  const windows = {
    option: "kernelSize",
    size: toSizes(`${kind}.kernelSize`, options.kernelSize, axisCount),
    strides: toSizes(`${kind}.strides`, options.strides, axisCount),
    dilations: toSizes(`${kind}.dilation`, options.dilation, axisCount),
    padding: options.padding,
  };
  requireBias(kind, options);
  const activation = toActivation(options.activation, `${kind}.activation`);
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
      activation,
    );
    const { strides, dilations } = windows;
    const biasLayout = [filters, ...places.map(() => 1)];
    return {
      name,
      kind,
      outputShape: [filters, ...places],
      activation: activation.name,
      ...own,
      ...unitsOf(facts, kernels, {
        isLinear: activation === linear,
        effectOfConstant: (weight, channel, values) =>
          effectOfConstant({ weight, filters, channels: incoming, pads }, channel, values),
      }),
      isBatchable: false,
      apply: (x, scope) => {
        const y = conv(x, kernel(scope), { strides, dilations, pads, groups: kernels.groups });
        return activation.apply(withBias(y, options, () => reshape(scope.parameter("bias"), biasLayout)));
      },
    };
  };
  return defineLayer({ kind, name: options.name, build });
}

/** A convolution mixes all channels, or goes on each of them in filters of its own; of others (groups) pruning knows nothing. */
function unitsOf(
  facts: ConvFacts,
  { groups, inputAxis, fedFilters }: KernelPlan,
  mixing: Pick<MixingFacts, "isLinear" | "effectOfConstant">,
): { readonly units?: UnitFacts } {
  const { options, plan } = facts;
  const hasGate = splitGate(options.kernelRegularizer, facts.kind).gate !== undefined;
  if (inputAxis === 0) {
    if (hasGate) return {};
    const continues = (unit: number) => [[0, Math.floor(unit / fedFilters)]] as const;
    return {
      units: { continues, axes: { kernel: 0, bias: 0 }, gain: "kernel", rebuild: () => convLayer(facts).build },
    };
  }
  if (groups !== 1) return {};
  const make = (filters: number, choice: WeightChoice) =>
    convLayer({
      ...facts,
      options: { ...options, ...choice },
      plan: (layer, channels) => ({ ...plan(layer, channels), filters, fedFilters: filters }),
    });
  return { units: mixingUnits({ axes: { input: 1, output: 0 } }, options, mixing, make) };
}

/** A channel that is the same everywhere adds its value times the sum of the taps, but where the taps reach into the padding. */
function effectOfConstant(
  kernel: {
    readonly weight: Float32Array;
    readonly filters: number;
    readonly channels: number;
    readonly pads: readonly number[];
  },
  channel: number,
  values: ArrayLike<number>,
): Float64Array | undefined {
  const { weight, filters, channels, pads } = kernel;
  const field = weight.length / (filters * channels);
  const own = (filter: number) =>
    weight.subarray((filter * channels + channel) * field, (filter * channels + channel + 1) * field);
  const constant = values[0] as number;
  const isSame = Array.from(values).every((value) => value === constant);
  const isPadded = pads.some((count) => count > 0);
  const isAbsent = () =>
    Array.from({ length: filters }, (_, filter) => filter).every((filter) => own(filter).every((tap) => tap === 0));
  if ((!isSame || (isPadded && constant !== 0)) && !isAbsent()) return undefined;
  return Float64Array.from({ length: filters }, (_, filter) =>
    own(filter).reduce((sum, tap) => sum + tap * constant, 0),
  );
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
