import { axisX, dot, lineY, type Markish, type PlotOptions, ruleX, text } from "@observablehq/plot";
import type { SettingValue } from "@occam/core/tabular";
import { edgeNote, type LossAxis, lossAxis } from "../axes/loss-axis.ts";
import { type StrengthAxis, strengthAxis } from "../axes/strength-axis.ts";
import type { FitFigures, FitResult, SettingPath } from "../results/fit-result.ts";
import { formatNumber, formatTick } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { optionWords, settingWords } from "../words/setting-words.ts";
import { type Html, html } from "./html.ts";
import { centeredLabel, chosenMark, ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

type PathPoint = SettingPath["points"][number];
type ChosenPoint = Pick<PathPoint, "value" | "validation">;

/** One panel per family: train and validation loss over the strength, all on one loss axis. */
export function pathFigures(result: FitResult, { paths }: FitFigures): readonly Html[] {
  const drawable = paths.map((path) => ({
    path,
    points: path.points.filter(isDrawable).toSorted((a, b) => a.value - b.value),
    missing: path.points.filter((point) => !isDrawable(point)).length,
  }));
  const axis = pathAxis(drawable.flatMap(({ points }) => points));
  const metric = metricOf(result.metric).label;
  return drawable.map(({ path, points, missing }) => {
    const { title, effect } = settingWords(path.setting);
    const diverged = missing > 0 ? `; ${missing} diverged and not drawn` : "";
    const beyond = edgeNote(
      axis,
      points.flatMap(({ train, validation }) => [train, validation]),
    );
    const caption = html`<figcaption><strong>${title}</strong> ${effect}${diverged}${beyond}</figcaption>`;
    if (points.length === 0) return html`<figure>${caption}${NOTHING_FINITE}</figure>`;
    const plot = pathPlot(path, points, chosenPoints(result, path, points), axis, metric);
    return html`<figure>${caption}${renderPlot(plot, pathLabel(title, points, metric))}</figure>`;
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
  { setting, option }: SettingPath,
  points: readonly PathPoint[],
): readonly ChosenPoint[] {
  const isSet = Object.values(chosen.values).some((value) => value !== null);
  const value = strengthIn(chosen.values[setting], option);
  if (value === 0 && isSet) return [];
  const validation = scoreOf(chosen.validation, metric);
  const onPath = points.find((point) => Math.abs(point.value - value) <= 1e-9 * point.value);
  const point = { value, validation: Number.isFinite(validation) ? validation : onPath?.validation };
  return point.validation === undefined ? [] : [{ value: point.value, validation: point.validation }];
}

/** The strength of a setting that may be off, or have further options. */
function strengthIn(value: SettingValue | undefined, option: string): number {
  const own = typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : { [option]: value };
  const strength = (own as Readonly<Record<string, unknown>>)[option];
  return typeof strength === "number" ? strength : 0;
}

function pathPlot(
  path: SettingPath,
  points: readonly PathPoint[],
  chosen: readonly ChosenPoint[],
  axis: LossAxis,
  metric: string,
): PlotOptions {
  const strengths = strengthAxis(
    [...points, ...chosen].map(({ value }) => value),
    path.scale,
  );
  return {
    width: 340,
    height: 290,
    marginLeft: 46,
    marginTop: 28,
    marginRight: 16,
    marginBottom: 40,
    x: { type: strengths.scale, domain: [strengths.low, strengths.high] },
    y: lossScale(axis, metric),
    marks: [
      // The text is given here, because a logarithmic scale would leave the label of its zero out.
      axisX(strengths.ticks, {
        text: strengths.tickLabel,
        ...centeredLabel(`${optionWords(path.option)}, more regularization →`),
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
  return [
    ruleX(chosen, { x, stroke: ink.chosen, strokeOpacity: 0.22, strokeWidth: 10 }),
    lineY(points, { x, y: train, stroke: ink.train, strokeWidth: 2, strokeDasharray: "6,3" }),
    ruleX(points, { x, y1, y2, stroke: ink.validation, strokeWidth: 1.5, strokeOpacity: 0.6 }),
    lineY(points, { x, y, stroke: ink.validation, strokeWidth: 2 }),
    dot(points, { x, y, fill: ink.validation, r: 3.5, title: pointTitle }),
    dot(chosen, { x, y, ...chosenMark, r: 7 }),
    text(chosen, { x, frameAnchor: "top", dy: -12, text: () => "chosen", fill: ink.chosen, fontWeight: 600 }),
  ];
}

function pointTitle({ value, train, validation, standardError }: PathPoint): string {
  return `${formatTick(value)}: validation ${formatNumber(validation)} ± ${formatNumber(standardError, 2)}, train ${formatNumber(train)}`;
}

function pathLabel(title: string, points: readonly PathPoint[], metric: string): string {
  const lowest = points.reduce((best, point) => (point.validation < best.validation ? point : best));
  const range = `${formatTick(points[0]?.value ?? 0)} to ${formatTick(points.at(-1)?.value ?? 0)}`;
  return `${title}: validation ${metric} at ${points.length} strengths from ${range}; lowest, ${formatNumber(lowest.validation)}, at ${formatTick(lowest.value)}.`;
}
