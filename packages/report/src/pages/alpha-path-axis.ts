/** What the figures of a path share: the axis of strengths and the mark of the chosen one. */
import { axisX, type Markish, type PlotOptions, ruleX, text } from "@observablehq/plot";
import { type StrengthAxis, strengthAxis } from "../axes/strength-axis.ts";
import type { PathResult } from "../results/path-result.ts";
import { strengthText } from "../words/path-words.ts";
import { optionWords } from "../words/setting-words.ts";
import { ink } from "./svg-document.ts";

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
