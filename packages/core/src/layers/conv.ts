import { occamError } from "../errors.ts";
import { count, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import { convFields, convLayer, type ReadConv, requireGroups } from "./conv-layer.ts";
import type { LayerFactory } from "./layer.ts";
import { AREA, LENGTH } from "./windows.ts";

const FILTER_FIELDS = {
  /** Number of output channels, at least 1. */
  filters: count(),
  /** Channels and filters fall into this many groups, each on its own. Default 1. */
  groups: optional(count(), 1),
};

/** Options of `conv1d`. */
export const CONV_1D = record("conv1d", { ...convFields(LENGTH), ...FILTER_FIELDS });
/** Options of `conv2d`. */
export const CONV_2D = record("conv2d", { ...convFields(AREA), ...FILTER_FIELDS });

export type Conv1dOptions = OptionsOf<typeof CONV_1D>;
export type Conv2dOptions = OptionsOf<typeof CONV_2D>;

/** Groups of outgoing weights (groupLasso) are those of one input channel; with groups > 1, of its number in each group. */
function convOf(kind: string, axisCount: number, options: ReadConv & Read<typeof FILTER_FIELDS>): LayerFactory {
  const { filters, groups } = options;
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
  return convOf(CONV_1D.name, 1, CONV_1D.read(options));
}

/**
 * Convolution of images [channels, height, width] -> [filters, rows, columns]: activation(conv(x, kernel) + bias), with
 * kernel [filters, channels / groups, height, width] (not flipped) and bias [filters]. LeCun et al. 1989.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function conv2d(options: Conv2dOptions): LayerFactory {
  return convOf(CONV_2D.name, 2, CONV_2D.read(options));
}
