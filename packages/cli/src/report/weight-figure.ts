import { type Markish, type PlotOptions, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import type { FitFigures } from "../results/fit-result.ts";
import { formatCount, formatShare, formatTick } from "../words/format-number.ts";
import { type Html, html } from "./html.ts";
import { ink, renderPlot } from "./svg-document.ts";
import { type WeightHistogram, weightHistogram, weightLimit } from "./weight-histogram.ts";

type Role = "baseline" | "chosen";

/** One panel per layer: the weights that are not zero, baseline above chosen on one scale, and the zeros in words. */
export function weightFigures({ weights }: FitFigures): readonly Html[] {
  return weights.map(({ layer, baseline, chosen }) => {
    const limit = weightLimit([baseline, chosen]);
    const before = weightHistogram(baseline, limit);
    const after = weightHistogram(chosen, limit);
    const words = `Exactly zero: ${zeros(before)} in the baseline, ${zeros(after)} in the chosen network.`;
    const far = before.beyond + after.beyond;
    const notes = [
      ...(needsRoot(before, after) ? ["Bar heights are on a square-root scale."] : []),
      ...(far > 0
        ? [`The outermost bars hold ${formatCount(far)} ${far === 1 ? "weight" : "weights"} from further out.`]
        : []),
    ];
    const svg = renderPlot(weightPlot(before, after, limit), `Weights of ${layer}. ${words}`);
    return html`<figure><figcaption><strong>${layer}</strong> ${[words, ...notes].join(" ")}</figcaption>${svg}</figure>`;
  });
}

/** Where one network's bars would be too flat to read beside the other's. */
function needsRoot(before: WeightHistogram, after: WeightHistogram): boolean {
  const [low = 0, high = 0] = [tallest(before), tallest(after)].sort((a, b) => a - b);
  return low > 0 && high > 8 * low;
}

function zeros(histogram: WeightHistogram): string {
  return `${formatCount(histogram.zeros)} of ${formatCount(histogram.count)} (${zeroShare(histogram)})`;
}

function weightPlot(before: WeightHistogram, after: WeightHistogram, limit: number): PlotOptions {
  return {
    width: 340,
    height: 250,
    marginLeft: 46,
    marginTop: 20,
    marginRight: 12,
    marginBottom: 38,
    x: {
      domain: [-limit, limit],
      label: "weight",
      labelArrow: "none",
      labelAnchor: "center",
      ticks: 5,
      tickFormat: formatTick,
    },
    y: {
      type: needsRoot(before, after) ? "sqrt" : "linear",
      domain: [0, Math.max(tallest(before), tallest(after)) || 1],
      label: null,
      ticks: 3,
      tickFormat: (share: number) => `${formatTick(share * 100)}%`,
      grid: true,
    },
    fy: { domain: ["baseline", "chosen"], axis: null, padding: 0.26 },
    marks: [...histogramMarks("baseline", before), ...histogramMarks("chosen", after)],
  };
}

function histogramMarks(role: Role, histogram: WeightHistogram): readonly Markish[] {
  const bars = histogram.bins.filter(({ share }) => share > 0).map((bin) => ({ ...bin, role }));
  const words = `${role}: ${zeroShare(histogram)} exactly zero`;
  const lines = { fy: () => role, stroke: ink.text } as const;
  return [
    rectY(bars, { fy: "role", x1: "low", x2: "high", y: "share", fill: ink[role], insetLeft: 0.5, insetRight: 0.5 }),
    ruleX([0], { ...lines, strokeOpacity: 0.35 }),
    ruleY([0], { ...lines, strokeOpacity: 0.5 }),
    text([words], {
      fy: () => role,
      frameAnchor: "top-right",
      dy: -14,
      text: (line: string) => line,
      fill: ink[role],
      fontWeight: 600,
    }),
  ];
}

function zeroShare({ zeros, count }: WeightHistogram): string {
  return formatShare(count === 0 ? 0 : zeros / count);
}

function tallest({ bins }: WeightHistogram): number {
  return Math.max(...bins.map(({ share }) => (Number.isFinite(share) ? share : 0)));
}
