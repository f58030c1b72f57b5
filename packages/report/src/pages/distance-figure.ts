import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { metricOf } from "../words/metric.ts";
import type { Html } from "./html.ts";
import { type IntervalRow, intervalPlot, intervalWords, isDrawable } from "./interval-plot.ts";
import { ink, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

/** The gap and the distance to the reference, with their intervals, in units of the metric. */
export function distanceFigure({ gap, reference, metric }: DiagnoseResult): Html {
  const all: readonly IntervalRow[] = [
    { ...gap, name: "gap", color: ink.bad },
    { ...reference.distance, name: "distance", color: ink.open },
  ];
  const rows = all.filter(isDrawable);
  if (rows.length === 0) return NOTHING_FINITE;
  const { label } = metricOf(metric);
  return renderPlot(
    intervalPlot(rows, ["gap", "distance"], `difference in ${label}; 0 is none`),
    `Differences in ${label}: ${intervalWords(rows)}.`,
  );
}
