import { requireCount, requireOptions } from "../errors.ts";
import { CONV_OPTIONS, type ConvLayerOptions, convLayer } from "./conv-layer.ts";
import type { LayerFactory } from "./layer.ts";

export type DepthwiseConv2dOptions = ConvLayerOptions<number | readonly [height: number, width: number]> & {
  /** Filters of each channel, at least 1. Default 1. */
  readonly depthMultiplier?: number;
};

/**
 * Each channel of images [channels, height, width] has its own filters: -> [channels * depthMultiplier, rows, columns],
 * with kernel [channels * depthMultiplier, 1, height, width] and bias [channels * depthMultiplier]. A filter holds both
 * the incoming weights of an output channel and outgoing ones of its input channel. Chollet 2017.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): LayerFactory {
  requireOptions("depthwiseConv2d", options, { ...CONV_OPTIONS, depthMultiplier: true });
  const { depthMultiplier = 1 } = options;
  requireCount("depthwiseConv2d.depthMultiplier", depthMultiplier);
  return convLayer({
    kind: "depthwiseConv2d",
    axisCount: 2,
    options,
    plan: (_, channels) => ({
      filters: channels * depthMultiplier,
      groups: channels,
      inputAxis: 0,
      fedFilters: depthMultiplier,
    }),
  });
}
