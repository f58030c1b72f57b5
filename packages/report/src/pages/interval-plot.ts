import { barX, type PlotOptions, ruleX, ruleY, text, tickX } from "@observablehq/plot";
import type { Interval } from "@occam/core/diagnosis";
import { formatTick, numberColumn } from "../words/format-number.ts";
import { levelWords } from "../words/interval-words.ts";
import { ink } from "./svg-document.ts";

export interface IntervalRow extends Interval {
  readonly name: string;
  readonly color: string;
}

/** The frame of figures that stand side by side. */
export const HALF_FRAME = {
  width: 500,
  height: 170,
  marginLeft: 64,
  marginRight: 52,
  marginTop: 12,
  marginBottom: 40,
} as const;

export function isDrawable({ estimate, low, high }: Interval): boolean {
  return [estimate, low, high].every(Number.isFinite);
}

/** Bars from 0 with their intervals, all on one axis. `names` are the rows from top to bottom, with a bar or without. */
export function intervalPlot(rows: readonly IntervalRow[], names: readonly string[], label: string): PlotOptions {
  const ends = rows.flatMap(({ estimate, low, high }) => [0, estimate, low, high]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const format = numberColumn(rows.map(({ estimate }) => estimate));
  return {
    ...HALF_FRAME,
    x: {
      domain: low < high ? [low, high] : [-1, 1],
      nice: high < 1e300,
      label,
      labelArrow: "none",
      labelAnchor: "center",
      tickFormat: formatTick,
      ticks: 6,
      grid: true,
    },
    y: { domain: names, label: null, tickSize: 0, type: "band", padding: 0.4 },
    marks: [
      barX(rows, { x1: 0, x2: "estimate", y: "name", fill: "color", fillOpacity: 0.55 }),
      ruleY(rows, { x1: "low", x2: "high", y: "name", stroke: ink.text, strokeWidth: 1.5 }),
      tickX(rows, { x: "low", y: "name", stroke: ink.text, strokeWidth: 1.5, inset: 7 }),
      tickX(rows, { x: "high", y: "name", stroke: ink.text, strokeWidth: 1.5, inset: 7 }),
      ruleX([0], { stroke: ink.text }),
      text(rows, {
        x: "high",
        y: "name",
        dx: 6,
        textAnchor: "start",
        fill: ink.text,
        fontWeight: 600,
        text: ({ estimate }: IntervalRow) => format(estimate),
      }),
    ],
  };
}

/** "baseline 0.574, 95% interval 0.468 to 0.681; …" */
export function intervalWords(rows: readonly IntervalRow[]): string {
  const format = numberColumn(rows.map(({ estimate }) => estimate));
  return rows
    .map((row) => `${row.name} ${format(row.estimate)}, ${levelWords(row)} ${format(row.low)} to ${format(row.high)}`)
    .join("; ");
}
