import { dot, link, type PlotOptions, text } from "@observablehq/plot";
import { lossAxis } from "../axes/loss-axis.ts";
import type { FitResult, ModelResult } from "../results/fit-result.ts";
import { formatNumber } from "../words/format-number.ts";
import { levelWords } from "../words/interval-words.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { type Html, html } from "./html.ts";
import { HALF_FRAME, type IntervalRow, intervalPlot, intervalWords, isDrawable } from "./interval-plot.ts";
import { ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

interface Row {
  readonly role: "baseline" | "chosen";
  readonly train: number;
  readonly test: number;
  readonly gap: IntervalRow;
}

const ROLES = ["baseline", "chosen"] as const;

/** Two views of the gap: the train and test losses that it lies between, and the gap itself with its interval. */
export function gapFigures(result: FitResult): readonly Html[] {
  const rows = [toRow("baseline", result.baseline, result), toRow("chosen", result.chosen, result)];
  const metric = metricOf(result.metric).label;
  const losses = rows.filter(({ train, test }) => Number.isFinite(train) && Number.isFinite(test));
  const gaps = rows.map(({ gap }) => gap).filter(isDrawable);
  const gapPlot = intervalPlot(gaps, ROLES, `gap in ${metric}: test minus training rows`);
  return [
    panel("Loss on training rows and on test rows", losses, lossPlot(losses, metric), lossLabel(losses, metric)),
    panel(
      `The gap, with its ${levelWords(result.baseline.gap)}`,
      gaps,
      gapPlot,
      `Gap in ${metric}: ${intervalWords(gaps)}.`,
    ),
  ];
}

function toRow(role: Row["role"], model: ModelResult, { metric }: FitResult): Row {
  const gap = { ...model.gap, name: role, color: ink[role] };
  return { role, train: scoreOf(model.train, metric), test: scoreOf(model.test, metric), gap };
}

function panel(title: string, rows: readonly unknown[], plot: PlotOptions, label: string): Html {
  const caption = html`<figcaption><strong>${title}</strong></figcaption>`;
  if (rows.length === 0) return html`<figure>${caption}${NOTHING_FINITE}</figure>`;
  return html`<figure>${caption}${renderPlot(plot, label)}</figure>`;
}

function lossPlot(rows: readonly Row[], metric: string): PlotOptions {
  const axis = lossAxis(rows.flatMap(({ train, test }) => [train, test]));
  const x1 = ({ train }: Row): number => axis.inside(train);
  const x2 = ({ test }: Row): number => axis.inside(test);
  return {
    ...HALF_FRAME,
    x: { ...lossScale(axis, metric, ", lower is better"), labelAnchor: "center" },
    y: { domain: ROLES, label: null, tickSize: 0, type: "point", padding: 0.6 },
    marks: [
      link(rows, { x1, x2, y1: "role", y2: "role", stroke: ink.gap, strokeWidth: 12 }),
      dot(rows, { x: x1, y: "role", fill: "var(--page)", stroke: ink.train, strokeWidth: 2.5, r: 5 }),
      dot(rows, { x: x2, y: "role", fill: ink.test, r: 6 }),
      text(rows, { x: x1, y: "role", dy: -15, fill: ink.train, text: ({ train }: Row) => formatNumber(train) }),
      text(rows, { x: x2, y: "role", dy: 17, fill: ink.test, text: ({ test }: Row) => formatNumber(test) }),
    ],
  };
}

function lossLabel(rows: readonly Row[], metric: string): string {
  const parts = rows.map(
    ({ role, train, test }) => `${role} ${formatNumber(train)} on training rows, ${formatNumber(test)} on test rows`,
  );
  return `${metric}: ${parts.join("; ")}.`;
}
