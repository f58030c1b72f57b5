/** What the figures of a path share: the axis of strengths and the mark of the chosen one. */
import { axisX, type Markish, type PlotOptions, ruleX, text } from "@observablehq/plot";
import { type StrengthAxis, strengthAxis } from "../axes/strength-axis.ts";
import type { PathResult } from "../results/path-result.ts";
import { strengthText } from "../words/path-words.ts";
import { optionWords } from "../words/setting-words.ts";
import { centeredLabel, ink } from "./svg-document.ts";

export interface PathAxis extends StrengthAxis {
  /** The ends of the scale: the right one is the most regularized, whether strengths rise to it or fall. */
  readonly left: number;
  readonly right: number;
}

export function pathStrengths({ points, scale, falls }: PathResult): PathAxis {
  const axis = risingAxis(
    points.map(({ alpha }) => alpha),
    scale,
  );
  return { ...axis, left: falls ? axis.high : axis.low, right: falls ? axis.low : axis.high };
}

function risingAxis(alphas: readonly number[], scale: PathResult["scale"]): StrengthAxis {
  const axis = strengthAxis(alphas, scale);
  // Without a strength of 0 the axis begins at the smallest.
  if (axis.scale === "linear" || alphas.includes(0)) return axis;
  return { ...axis, low: Math.min(...alphas), ticks: axis.ticks.slice(1) };
}

export function strengthScale({ scale, left, right }: PathAxis): NonNullable<PlotOptions["x"]> {
  return { type: scale, domain: left === right ? [left / 2, left * 2 || 1] : [left, right] };
}

export function strengthMarks(result: PathResult, axis: PathAxis): readonly Markish[] {
  const { alpha } = result.chosen;
  return [
    axisX(axis.ticks, {
      text: axis.tickLabel,
      ...centeredLabel(`${optionWords(result.option)}, more regularization →`),
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
