/** What the figures of a path share: the axis of strengths, the mark of the chosen one, labels beside the lines. */
import { axisX, type Markish, type PlotOptions, ruleX, text } from "@observablehq/plot";
import type { PathResult } from "../results/path-result.ts";
import { strengthText } from "../words/path-words.ts";
import { optionWords } from "../words/setting-words.ts";
import { type StrengthAxis, strengthAxis } from "./strength-axis.ts";
import { ink } from "./svg-document.ts";

export const FRAME = { width: 900, marginTop: 34, marginBottom: 44 } as const;

export function pathStrengths({ points, scale }: PathResult): StrengthAxis {
  const alphas = points.map(({ alpha }) => alpha);
  const axis = strengthAxis(alphas, scale);
  // Without a strength of 0 the axis begins at the smallest.
  if (axis.scale === "linear" || alphas.includes(0)) return axis;
  return { ...axis, low: Math.min(...alphas), ticks: axis.ticks.slice(1) };
}

export function strengthScale({ scale, low, high }: StrengthAxis): NonNullable<PlotOptions["x"]> {
  return { type: scale, domain: low < high ? [low, high] : [low / 2, low * 2 || 1] };
}

export function strengthMarks(result: PathResult, axis: StrengthAxis): readonly Markish[] {
  const { alpha } = result.chosen;
  return [
    axisX(axis.ticks, {
      text: axis.tickLabel,
      label: `${optionWords(result.option)}, more regularization →`,
      labelArrow: "none",
      labelAnchor: "center",
    }),
    ruleX([alpha], { x: axis.place, stroke: ink.chosen, strokeOpacity: 0.22, strokeWidth: 10 }),
    text([alpha], {
      x: axis.place,
      frameAnchor: "top",
      dy: -14,
      text: () => `chosen: ${strengthText(result, alpha)}`,
      fill: ink.chosen,
      fontWeight: 600,
    }),
  ];
}

export interface LineLabel {
  readonly text: string;
  readonly color: string;
  /** Pixels from the top, where the line ends. */
  readonly top: number;
}

/** Labels at the right edge, moved apart where the lines end close together. */
export function edgeLabels(
  labels: readonly LineLabel[],
  { height, x }: { height: number; x: number },
): readonly Markish[] {
  const step = 17;
  const bottom = height - FRAME.marginBottom;
  const sorted = labels.toSorted((a, b) => a.top - b.top);
  const tops = sorted.map(({ top }) => top);
  tops.forEach((top, i) => {
    tops[i] = Math.max(top, (tops[i - 1] ?? -Infinity) + step);
  });
  for (let i = tops.length - 1; i >= 0; i--) {
    tops[i] = Math.min(tops[i] as number, i === tops.length - 1 ? bottom : (tops[i + 1] as number) - step);
  }
  return sorted.map((label, i) =>
    text([label], {
      x: () => x,
      frameAnchor: "top",
      // Text is anchored at the frame's top, which lies marginTop below the figure's.
      dy: (tops[i] as number) - FRAME.marginTop,
      dx: 10,
      lineAnchor: "middle",
      textAnchor: "start",
      text: () => label.text,
      fill: label.color,
      fontWeight: 600,
    }),
  );
}
