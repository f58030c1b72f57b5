import type { ErrorParts } from "@occam/core/tabular";
import { numberColumn } from "./format-number.ts";
import { metricOf } from "./metric.ts";

/** What was split into parts, and the parts: "4,283 = bias² 366 + variance 855 + noise 3,062". */
export function errorPartWords(
  { error, bias2, variance, noise, replicas }: ErrorParts,
  metric: string,
): { readonly what: string; readonly sum: string } {
  const number = numberColumn([error, bias2, variance, noise]);
  return {
    what: `${metricOf(metric).partsLabel} over ${replicas} bootstrap samples`,
    sum: `${number(error)} = bias² ${number(bias2)} + variance ${number(variance)} + noise ${number(noise)}`,
  };
}
