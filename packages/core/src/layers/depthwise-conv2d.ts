import { count, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { convFields, convLayer } from "./conv-layer.ts";
import type { LayerFactory } from "./layer.ts";
import { AREA } from "./windows.ts";

/** Options of `depthwiseConv2d`. */
export const DEPTHWISE_CONV_2D = record("depthwiseConv2d", {
  ...convFields(AREA),
  /** Filters of each channel, at least 1. Default 1. */
  depthMultiplier: optional(count(), 1),
});

export type DepthwiseConv2dOptions = OptionsOf<typeof DEPTHWISE_CONV_2D>;

/**
 * Each channel of images [channels, height, width] has its own filters: -> [channels * depthMultiplier, rows, columns],
 * with kernel [channels * depthMultiplier, 1, height, width] and bias [channels * depthMultiplier]. A filter holds both
 * the incoming weights of an output channel and outgoing ones of its input channel. Chollet 2017.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): LayerFactory {
  const read = DEPTHWISE_CONV_2D.read(options);
  const { depthMultiplier } = read;
  return convLayer({
    kind: DEPTHWISE_CONV_2D.name,
    axisCount: 2,
    options: read,
    plan: (_, channels) => ({
      filters: channels * depthMultiplier,
      groups: channels,
      inputAxis: 0,
      fedFilters: depthMultiplier,
    }),
  });
}
