import { areaY, dot, lineY, type PlotOptions, ruleX, text } from "@observablehq/plot";
import { edgeNote, type LossAxis, lossAxis } from "../axes/loss-axis.ts";
import type { EpochPoint, FitFigures, FitResult } from "../results/fit-result.ts";
import { formatCount, formatNumber } from "../words/format-number.ts";
import { metricOf } from "../words/metric.ts";
import { type Html, html } from "./html.ts";
import { centeredLabel, ink, lossScale, renderPlot } from "./svg-document.ts";

const mostPoints = 300;

export interface CurveFigures {
  readonly panels: readonly Html[];
  readonly axis: LossAxis;
}

/** Loss over epochs of the baseline and of the chosen network, side by side on one loss axis. */
export function learningCurveFigures(result: FitResult, { curves, keptEpoch }: FitFigures): CurveFigures {
  const runs = (["baseline", "chosen"] as const).map((role) => ({
    role,
    kept: keptEpoch[role],
    points: thinCurve(curves[role].filter(isDrawable), keptEpoch[role], mostPoints),
    epochs: curves[role].length,
  }));
  const axis = lossAxis(runs.flatMap(({ points }) => points.flatMap(({ train, validation }) => [train, validation])));
  const panels = runs.map(({ role, kept, points, epochs }) => {
    const title = role === "baseline" ? "Baseline" : `Chosen: ${result.chosen.name}`;
    const beyond = edgeNote(
      axis,
      points.flatMap(({ train, validation }) => [train, validation]),
    );
    const length = `${formatCount(epochs)} ${epochs === 1 ? "epoch" : "epochs"}`;
    const note = html`<figcaption><strong>${title}</strong> ${length}, ${result.data.folds === undefined ? `weights kept from epoch ${kept}` : `the final network trained for ${kept}`}${beyond}</figcaption>`;
    if (points.length === 0) return html`<figure>${note}<p class="empty">No finite loss was recorded.</p></figure>`;
    const metric = metricOf(result.metric).label;
    const label = `${title}: ${metric} over ${length}.${lossWords(points, kept)}`;
    return html`<figure>${note}${renderPlot(curvePlot(points, kept, axis, metric), label)}</figure>`;
  });
  return { panels, axis };
}

/** At most `limit` points, evenly spread, always with the first, the last and the kept epoch. */
export function thinCurve(points: readonly EpochPoint[], kept: number, limit: number): readonly EpochPoint[] {
  if (points.length <= limit) return points;
  const spread = limit - 1;
  const chosen = new Set(
    Array.from({ length: spread }, (_, at) => Math.round((at * (points.length - 1)) / (spread - 1))),
  );
  return points.filter((point, index) => chosen.has(index) || point.epoch === kept);
}

function isDrawable({ train, validation }: EpochPoint): boolean {
  return Number.isFinite(train) && Number.isFinite(validation);
}

function curvePlot(points: readonly EpochPoint[], kept: number, axis: LossAxis, metric: string): PlotOptions {
  const [first = 1, last = 1] = [points[0]?.epoch, points.at(-1)?.epoch];
  const placed = points.map(({ epoch, train, validation }) => ({
    epoch,
    train: axis.inside(train),
    validation: axis.inside(validation),
  }));
  const keptPoints = placed.filter(({ epoch }) => epoch === kept);
  const early = kept < first + (last - first) / 2;
  return {
    width: 500,
    height: 300,
    marginLeft: 48,
    marginTop: 28,
    marginBottom: 38,
    x: {
      domain: first === last ? [first - 1, last + 1] : [first, last],
      ...centeredLabel("epoch (passes over the training rows)"),
      ticks: epochTicks(first, last),
      tickFormat: formatCount,
    },
    y: lossScale(axis, metric),
    marks: [
      areaY(placed, { x: "epoch", y1: "train", y2: "validation", fill: ink.gap }),
      ruleX([kept], { stroke: ink.text, strokeDasharray: "2,3", strokeOpacity: 0.7 }),
      text([kept], {
        x: (epoch: number) => epoch,
        frameAnchor: "top",
        dy: -12,
        dx: early ? -2 : 2,
        textAnchor: early ? "start" : "end",
        text: (epoch: number) => `kept: epoch ${epoch}`,
        fill: ink.text,
      }),
      lineY(placed, { x: "epoch", y: "train", stroke: ink.train, strokeWidth: 2, strokeDasharray: "6,3" }),
      lineY(placed, { x: "epoch", y: "validation", stroke: ink.validation, strokeWidth: 2 }),
      dot(keptPoints, { x: "epoch", y: "train", fill: ink.train, r: 4 }),
      dot(keptPoints, { x: "epoch", y: "validation", fill: ink.validation, r: 4 }),
    ],
  };
}

function epochTicks(first: number, last: number): number | readonly number[] {
  if (last - first > 8) return 6;
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** The losses at the kept epoch. */
function lossWords(points: readonly EpochPoint[], kept: number): string {
  const at = points.find(({ epoch }) => epoch === kept) ?? points.at(-1);
  if (at === undefined) return "";
  return ` At epoch ${at.epoch} it is ${formatNumber(at.train)} on training rows and ${formatNumber(at.validation)} on validation rows.`;
}
