import { type Markish, type PlotOptions, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import { formatCount, formatPercent, formatShare, formatTick } from "../words/format-number.ts";
import { centeredLabel, ink } from "./svg-document.ts";
import type { WeightHistogram } from "./weight-histogram.ts";

/** Weights that share an axis with others. */
export interface WeightRow {
  readonly name: string;
  readonly color: string;
  readonly histogram: WeightHistogram;
}

const ROW_HEIGHT = 96;

/** Histograms one above the other, from -limit to limit. */
export function weightPlot(rows: readonly WeightRow[], limit: number): PlotOptions {
  const [marginTop, marginBottom] = [20, 38];
  return {
    width: 340,
    height: marginTop + marginBottom + ROW_HEIGHT * rows.length,
    marginLeft: 46,
    marginTop,
    marginRight: 12,
    marginBottom,
    x: {
      domain: [-limit, limit],
      ...centeredLabel("weight"),
      ticks: 5,
      tickFormat: formatTick,
    },
    y: {
      type: needsRoot(rows) ? "sqrt" : "linear",
      domain: [0, Math.max(...rows.map(tallest)) || 1],
      label: null,
      ticks: 3,
      tickFormat: formatPercent,
      grid: true,
    },
    fy: { domain: rows.map(({ name }) => name), axis: null, padding: 0.26 },
    marks: rows.flatMap(histogramMarks),
  };
}

/** What a caption has to add about the bars. */
export function barNotes(rows: readonly WeightRow[]): readonly string[] {
  const far = rows.reduce((sum, { histogram }) => sum + histogram.beyond, 0);
  return [
    ...(needsRoot(rows) ? ["Bar heights are on a square-root scale."] : []),
    ...(far > 0
      ? [`The outermost bars hold ${formatCount(far)} ${far === 1 ? "weight" : "weights"} from further out.`]
      : []),
  ];
}

/** "12 of 640 (1.9%)" */
export function zeroWords(histogram: WeightHistogram): string {
  return `${formatCount(histogram.zeros)} of ${formatCount(histogram.count)} (${zeroShare(histogram)})`;
}

/** Where the bars of one would be too flat to read beside another's. */
function needsRoot(rows: readonly WeightRow[]): boolean {
  const heights = rows.map(tallest);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  return low > 0 && high > 8 * low;
}

function histogramMarks({ name, color, histogram }: WeightRow): readonly Markish[] {
  const bars = histogram.bins.filter(({ share }) => share > 0);
  const fy = () => name;
  return [
    rectY(bars, { fy, x1: "low", x2: "high", y: "share", fill: color, insetLeft: 0.5, insetRight: 0.5 }),
    ruleX([0], { fy, stroke: ink.text, strokeOpacity: 0.35 }),
    ruleY([0], { fy, stroke: ink.text, strokeOpacity: 0.5 }),
    text([`${name}: ${zeroShare(histogram)} exactly zero`], {
      fy,
      frameAnchor: "top-right",
      dy: -14,
      text: (line: string) => line,
      fill: color,
      fontWeight: 600,
    }),
  ];
}

function zeroShare({ zeros, count }: WeightHistogram): string {
  return formatShare(count === 0 ? 0 : zeros / count);
}

function tallest({ histogram }: WeightRow): number {
  return Math.max(...histogram.bins.map(({ share }) => (Number.isFinite(share) ? share : 0)));
}
