import { axisX, dot, lineY, type Markish, type PlotOptions, ruleX, text } from "@observablehq/plot";
import type { FitFigures, FitResult, RegularizationPath } from "./fit-result.ts";
import { formatNumber, formatTick } from "./format-number.ts";
import { type Html, html } from "./html.ts";
import { edgeNote, type LossAxis, lossAxis } from "./loss-axis.ts";
import { metricOf, scoreOf } from "./metric.ts";
import { type StrengthAxis, strengthAxis } from "./strength-axis.ts";
import { ink, lossScale, renderPlot } from "./svg-document.ts";

type PathPoint = RegularizationPath["points"][number];
type ChosenPoint = Pick<PathPoint, "value" | "validation">;

/** One kind of regularization, as the panels name it. */
interface Family {
  readonly title: string;
  readonly effect: string;
  readonly scale: StrengthAxis["scale"];
  readonly axis: string;
}

const families: Readonly<Record<RegularizationPath["family"], Family>> = {
  l1: {
    title: "L1",
    effect: "pulls weights to exactly zero",
    scale: "log",
    axis: "strength alpha, more regularization →",
  },
  l2: { title: "L2", effect: "shrinks large weights", scale: "log", axis: "strength alpha, more regularization →" },
  dropout: {
    title: "Dropout",
    effect: "switches units off at random",
    scale: "linear",
    axis: "share switched off, more regularization →",
  },
};

/** One panel per family: train and validation loss over the strength, all on one loss axis. */
export function pathFigures(result: FitResult, { paths }: FitFigures): readonly Html[] {
  const drawable = paths.map((path) => ({
    family: path.family,
    points: path.points.filter(isDrawable).toSorted((a, b) => a.value - b.value),
    missing: path.points.filter((point) => !isDrawable(point)).length,
  }));
  const axis = pathAxis(drawable.flatMap(({ points }) => points));
  const metric = metricOf(result.metric).label;
  return drawable.map(({ family, points, missing }) => {
    const { title, effect } = families[family];
    const diverged = missing > 0 ? `; ${missing} diverged and not drawn` : "";
    const beyond = edgeNote(
      axis,
      points.flatMap(({ train, validation }) => [train, validation]),
    );
    const caption = html`<figcaption><strong>${title}</strong> ${effect}${diverged}${beyond}</figcaption>`;
    if (points.length === 0) return html`<figure>${caption}<p class="empty">Nothing finite to draw.</p></figure>`;
    const plot = pathPlot(families[family], points, chosenPoints(result, family, points), axis, metric);
    return html`<figure>${caption}${renderPlot(plot, pathLabel(families[family], points, metric))}</figure>`;
  });
}

function isDrawable({ train, validation }: PathPoint): boolean {
  return Number.isFinite(train) && Number.isFinite(validation);
}

/** Covers the losses, and the ends of their whiskers where these do not stretch it. */
function pathAxis(points: readonly PathPoint[]): LossAxis {
  const highest = Math.max(...points.map(({ validation }) => validation));
  const ends = points.map(({ validation, standardError }) => Math.min(validation + standardError, highest * 1.5));
  return lossAxis([...points.flatMap(({ train, validation }) => [train, validation]), ...ends]);
}

/** The chosen candidate in the panels of the families it uses; in every panel where it uses none. */
function chosenPoints(
  { chosen, metric }: FitResult,
  family: RegularizationPath["family"],
  points: readonly PathPoint[],
): readonly ChosenPoint[] {
  const unregularized = chosen.l1 === 0 && chosen.l2 === 0 && chosen.dropout === 0;
  if (chosen[family] === 0 && !unregularized) return [];
  const validation = scoreOf(chosen.validation, metric);
  const onPath = points.find(({ value }) => Math.abs(value - chosen[family]) <= 1e-9 * value);
  const point = { value: chosen[family], validation: Number.isFinite(validation) ? validation : onPath?.validation };
  return point.validation === undefined ? [] : [{ value: point.value, validation: point.validation }];
}

function pathPlot(
  family: Family,
  points: readonly PathPoint[],
  chosen: readonly ChosenPoint[],
  axis: LossAxis,
  metric: string,
): PlotOptions {
  const strengths = strengthAxis(
    [...points, ...chosen].map(({ value }) => value),
    family.scale,
  );
  return {
    width: 340,
    height: 290,
    marginLeft: 46,
    marginTop: 28,
    marginRight: 16,
    marginBottom: 40,
    x: { type: strengths.scale, domain: [strengths.low, strengths.high] },
    y: lossScale(axis, `${metric}${axis.scale === "log" ? " (log scale)" : ""}`),
    marks: [
      // The text is given here, because a logarithmic scale would leave the label of its zero out.
      axisX(strengths.ticks, {
        text: strengths.tickLabel,
        label: family.axis,
        labelArrow: "none",
        labelAnchor: "center",
      }),
      ...pathMarks(points, chosen, strengths, axis),
    ],
  };
}

function pathMarks(
  points: readonly PathPoint[],
  chosen: readonly ChosenPoint[],
  { place }: StrengthAxis,
  { inside }: LossAxis,
): readonly Markish[] {
  const x = ({ value }: ChosenPoint): number => place(value);
  const y = ({ validation }: ChosenPoint): number => inside(validation);
  const train = (point: PathPoint): number => inside(point.train);
  const y1 = ({ validation, standardError }: PathPoint): number => inside(validation - standardError);
  const y2 = ({ validation, standardError }: PathPoint): number => inside(validation + standardError);
  const diamond = { symbol: "diamond2", fill: ink.chosen, stroke: "var(--page)", strokeWidth: 1.5, r: 7 } as const;
  return [
    ruleX(chosen, { x, stroke: ink.chosen, strokeOpacity: 0.22, strokeWidth: 10 }),
    lineY(points, { x, y: train, stroke: ink.train, strokeWidth: 2, strokeDasharray: "6,3" }),
    ruleX(points, { x, y1, y2, stroke: ink.validation, strokeWidth: 1.5, strokeOpacity: 0.6 }),
    lineY(points, { x, y, stroke: ink.validation, strokeWidth: 2 }),
    dot(points, { x, y, fill: ink.validation, r: 3.5, title: pointTitle }),
    dot(chosen, { x, y, ...diamond }),
    text(chosen, { x, frameAnchor: "top", dy: -12, text: () => "chosen", fill: ink.chosen, fontWeight: 600 }),
  ];
}

function pointTitle({ value, train, validation, standardError }: PathPoint): string {
  return `${formatTick(value)}: validation ${formatNumber(validation)} ± ${formatNumber(standardError, 2)}, train ${formatNumber(train)}`;
}

function pathLabel({ title }: Family, points: readonly PathPoint[], metric: string): string {
  const lowest = points.reduce((best, point) => (point.validation < best.validation ? point : best));
  const range = `${formatTick(points[0]?.value ?? 0)} to ${formatTick(points.at(-1)?.value ?? 0)}`;
  return `${title}: validation ${metric} at ${points.length} strengths from ${range}; lowest, ${formatNumber(lowest.validation)}, at ${formatTick(lowest.value)}.`;
}
