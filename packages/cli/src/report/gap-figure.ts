import { barX, dot, link, type PlotOptions, ruleX, ruleY, text, tickX } from "@observablehq/plot";
import type { FitResult, ModelResult } from "../results/fit-result.ts";
import { formatNumber, formatTick, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { type Html, html } from "./html.ts";
import { lossAxis } from "./loss-axis.ts";
import { ink, lossScale, renderPlot } from "./svg-document.ts";

interface Row {
  readonly role: "baseline" | "chosen";
  readonly train: number;
  readonly test: number;
  readonly gap: number;
  readonly low: number;
  readonly high: number;
}

/** Two views of the gap: the train and test losses that it lies between, and the gap itself with its interval. */
export function gapFigures(result: FitResult): readonly Html[] {
  const rows = [toRow("baseline", result.baseline, result), toRow("chosen", result.chosen, result)];
  const metric = metricOf(result.metric).label;
  const level = `${formatTick(result.baseline.gap.level * 100)}% interval`;
  const losses = rows.filter(({ train, test }) => Number.isFinite(train) && Number.isFinite(test));
  const gaps = rows.filter(({ gap, low, high }) => [gap, low, high].every(Number.isFinite));
  return [
    panel("Loss on training rows and on test rows", losses, lossPlot(losses, metric), lossLabel(losses, metric)),
    panel(`The gap, with its ${level}`, gaps, gapPlot(gaps, metric), gapLabel(gaps, metric, level)),
  ];
}

function toRow(role: Row["role"], model: ModelResult, { metric }: FitResult): Row {
  const { estimate, low, high } = model.gap;
  return { role, train: scoreOf(model.train, metric), test: scoreOf(model.test, metric), gap: estimate, low, high };
}

function panel(title: string, rows: readonly Row[], plot: PlotOptions, label: string): Html {
  const caption = html`<figcaption><strong>${title}</strong></figcaption>`;
  if (rows.length === 0) return html`<figure>${caption}<p class="empty">Nothing finite to draw.</p></figure>`;
  return html`<figure>${caption}${renderPlot(plot, label)}</figure>`;
}

const frame: PlotOptions = {
  width: 500,
  height: 170,
  marginLeft: 64,
  marginRight: 40,
  marginTop: 12,
  marginBottom: 40,
};
const roles = { domain: ["baseline", "chosen"], label: null, tickSize: 0 };

function lossPlot(rows: readonly Row[], metric: string): PlotOptions {
  const axis = lossAxis(rows.flatMap(({ train, test }) => [train, test]));
  const x1 = ({ train }: Row): number => axis.inside(train);
  const x2 = ({ test }: Row): number => axis.inside(test);
  const label = `${metric}${axis.scale === "log" ? " (log scale)" : ""}, lower is better`;
  return {
    ...frame,
    x: { ...lossScale(axis, label), labelAnchor: "center" },
    y: { ...roles, type: "point", padding: 0.6 },
    marks: [
      link(rows, { x1, x2, y1: "role", y2: "role", stroke: ink.gap, strokeWidth: 12 }),
      dot(rows, { x: x1, y: "role", fill: "var(--page)", stroke: ink.train, strokeWidth: 2.5, r: 5 }),
      dot(rows, { x: x2, y: "role", fill: ink.test, r: 6 }),
      text(rows, { x: x1, y: "role", dy: -15, fill: ink.train, text: ({ train }: Row) => formatNumber(train) }),
      text(rows, { x: x2, y: "role", dy: 17, fill: ink.test, text: ({ test }: Row) => formatNumber(test) }),
    ],
  };
}

function gapPlot(rows: readonly Row[], metric: string): PlotOptions {
  const ends = rows.flatMap(({ gap, low, high }) => [0, gap, low, high]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const format = numberColumn(rows.map(({ gap }) => gap));
  const fill = ({ role }: Row): string => ink[role];
  return {
    ...frame,
    x: {
      domain: low < high ? [low, high] : [-1, 1],
      nice: high < 1e300,
      label: `gap in ${metric}: untouched minus training rows`,
      labelArrow: "none",
      labelAnchor: "center",
      tickFormat: formatTick,
      ticks: 6,
      grid: true,
    },
    y: { ...roles, type: "band", padding: 0.4 },
    marks: [
      barX(rows, { x1: 0, x2: "gap", y: "role", fill, fillOpacity: 0.55 }),
      ruleY(rows, { x1: "low", x2: "high", y: "role", stroke: ink.text, strokeWidth: 1.5 }),
      tickX(rows, { x: "low", y: "role", stroke: ink.text, strokeWidth: 1.5, inset: 7 }),
      tickX(rows, { x: "high", y: "role", stroke: ink.text, strokeWidth: 1.5, inset: 7 }),
      ruleX([0], { stroke: ink.text }),
      text(rows, {
        x: "high",
        y: "role",
        dx: 6,
        textAnchor: "start",
        fill: ink.text,
        fontWeight: 600,
        text: ({ gap }: Row) => format(gap),
      }),
    ],
  };
}

function lossLabel(rows: readonly Row[], metric: string): string {
  const parts = rows.map(
    ({ role, train, test }) => `${role} ${formatNumber(train)} on training rows, ${formatNumber(test)} on test rows`,
  );
  return `${metric}: ${parts.join("; ")}.`;
}

function gapLabel(rows: readonly Row[], metric: string, level: string): string {
  const format = numberColumn(rows.map(({ gap }) => gap));
  const parts = rows.map(
    ({ role, gap, low, high }) => `${role} ${format(gap)}, ${level} ${format(low)} to ${format(high)}`,
  );
  return `Gap in ${metric}: ${parts.join("; ")}.`;
}
