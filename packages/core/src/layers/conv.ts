import { occamError, requireCount, requireOptions } from "../errors.ts";
import { CONV_OPTIONS, type ConvLayerOptions, convLayer, requireGroups } from "./conv-layer.ts";
import type { LayerFactory } from "./layer.ts";
import type { Sizes } from "./windows.ts";

interface FilterOptions {
  /** Number of output channels, at least 1. */
  readonly filters: number;
  /** Channels and filters fall into this many groups, each on its own. Default 1. */
  readonly groups?: number;
}

export type Conv1dOptions = ConvLayerOptions<number> & FilterOptions;
export type Conv2dOptions = ConvLayerOptions<number | readonly [height: number, width: number]> & FilterOptions;

/** Groups of outgoing weights (groupLasso) are those of one input channel; with groups > 1, of its number in each group. */
function convOf(kind: string, axisCount: number, options: ConvLayerOptions<Sizes> & FilterOptions): LayerFactory {
  requireOptions(kind, options, { ...CONV_OPTIONS, filters: true, groups: true });
  const { filters, groups = 1 } = options;
  requireCount(`${kind}.filters`, filters);
  requireCount(`${kind}.groups`, groups);
  requireGroups(kind, filters, groups);
  return convLayer({
    kind,
    axisCount,
    options,
    plan: (layer, channels) => {
      if (channels % groups === 0) return { filters, groups, inputAxis: 1, fedFilters: filters };
      throw occamError("OCCAM_SHAPE", {
        where: layer,
        expected: `channels in ${groups} equal groups`,
        received: `${channels} channels`,
      });
    },
  });
}

/**
 * Convolution of sequences [channels, length] -> [filters, places]: activation(conv(x, kernel) + bias), with kernel
 * [filters, channels / groups, kernelSize] (not flipped) and bias [filters].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function conv1d(options: Conv1dOptions): LayerFactory {
  return convOf("conv1d", 1, options);
}

/**
 * Convolution of images [channels, height, width] -> [filters, rows, columns]: activation(conv(x, kernel) + bias), with
 * kernel [filters, channels / groups, height, width] (not flipped) and bias [filters]. LeCun et al. 1989.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function conv2d(options: Conv2dOptions): LayerFactory {
  return convOf("conv2d", 2, options);
}
