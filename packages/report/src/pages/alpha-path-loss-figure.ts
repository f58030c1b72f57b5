import { areaY, dot, lineY, type Markish, ruleX, ruleY, text } from "@observablehq/plot";
import { type LossAxis, lossAxis } from "../axes/loss-axis.ts";
import type { PathResult } from "../results/path-result.ts";
import { formatNumber } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { strengthText } from "../words/path-words.ts";
import { type PathAxis, pathStrengths, strengthMarks, strengthScale } from "./alpha-path-axis.ts";
import type { Html } from "./html.ts";
import { edgeLabels, LABELLED_FRAME, topAt } from "./line-frame.ts";
import { chosenMark, halo, ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

const HEIGHT = 400;

/** A strength as it is drawn. */
interface Point {
  readonly alpha: number;
  readonly train: number;
  readonly loss: number;
  /** Standard error of the loss, 0 where there is none. */
  readonly error: number;
}

/** Validation loss over the strength with a band of one standard error, training loss, and the limit of the one-SE rule. */
export function pathLossFigure(result: PathResult): Html {
  const points = pointsOf(result);
  const last = points.at(-1);
  if (last === undefined) return NOTHING_FINITE;
  const { label } = metricOf(result.metric);
  const strengths = pathStrengths(result);
  const axis = axisOf(points);
  const best = points.find(({ alpha }) => alpha === result.best.alpha) ?? last;
  return renderPlot(
    {
      ...LABELLED_FRAME,
      height: HEIGHT,
      x: strengthScale(strengths),
      y: lossScale(axis, label),
      marks: [
        ...strengthMarks(result, strengths),
        ...lineMarks(result, points, strengths, axis),
        ...choiceMarks(result, points, strengths, axis),
        ...edgeMarks(result, last, strengths, axis),
      ],
    },
    `${label} over ${points.length} strengths; lowest ${formatNumber(best.loss)} at ${strengthText(result, result.best.alpha)}; chosen ${strengthText(result, result.chosen.alpha)}.`,
  );
}

function pointsOf({ points, metric }: PathResult): readonly Point[] {
  const drawn = points.map(({ alpha, train, validation }): Point => {
    const error = scoreOf(validation, "se");
    return {
      alpha,
      train: scoreOf(train, metric),
      loss: scoreOf(validation, metric),
      error: Number.isFinite(error) ? error : 0,
    };
  });
  return drawn.filter(({ train, loss }) => Number.isFinite(train) && Number.isFinite(loss));
}

/** Covers the losses, and the ends of the band where these do not stretch it. */
function axisOf(points: readonly Point[]): LossAxis {
  const highest = Math.max(...points.map(({ loss }) => loss));
  const ends = points.flatMap(({ loss, error }) => [loss - error, loss + error]);
  return lossAxis([
    ...points.flatMap(({ train, loss }) => [train, loss]),
    ...ends.filter((end) => end > 0 && end < 1.5 * highest),
  ]);
}

function lineMarks(
  result: PathResult,
  points: readonly Point[],
  strengths: PathAxis,
  { inside }: LossAxis,
): readonly Markish[] {
  const x = ({ alpha }: Point) => strengths.place(alpha);
  const y = ({ loss }: Point) => inside(loss);
  const y1 = ({ loss, error }: Point) => inside(loss - error);
  const y2 = ({ loss, error }: Point) => inside(loss + error);
  const train = (point: Point) => inside(point.train);
  const limit = [result.oneSe.limit].filter(Number.isFinite);
  const title = ({ alpha, loss, error, train }: Point) =>
    `${strengthText(result, alpha)}: validation ${formatNumber(loss)} ± ${formatNumber(error, 2)}, train ${formatNumber(train)}`;
  return [
    areaY(points, { x, y1, y2, fill: ink.validation, fillOpacity: 0.14 }),
    ruleY(limit, { y: inside, stroke: ink.text, strokeOpacity: 0.7, strokeDasharray: "2,3" }),
    lineY(points, { x, y: train, stroke: ink.train, strokeWidth: 2, strokeDasharray: "6,3" }),
    ruleX(points, { x, y1, y2, stroke: ink.validation, strokeOpacity: 0.35 }),
    lineY(points, { x, y, stroke: ink.validation, strokeWidth: 2 }),
    dot(points, { x, y, fill: ink.validation, r: 3, title }),
  ];
}

/** The lowest loss and the chosen one; where they are the same, the chosen one says it. */
function choiceMarks(
  { best, chosen }: PathResult,
  points: readonly Point[],
  strengths: PathAxis,
  { inside }: LossAxis,
): readonly Markish[] {
  const place = { x: ({ alpha }: Point) => strengths.place(alpha), y: ({ loss }: Point) => inside(loss) };
  const lowest = points.filter(({ alpha }) => alpha === best.alpha);
  const own = points.filter(({ alpha }) => alpha === chosen.alpha);
  const named = best.alpha === chosen.alpha ? [] : lowest;
  return [
    dot(lowest, { ...place, fill: "var(--page)", stroke: ink.validation, strokeWidth: 2.5, r: 5.5 }),
    dot(own, { ...place, ...chosenMark, r: 8 }),
    text(named, { ...place, ...halo, dy: 17, text: () => "lowest", fill: ink.validation }),
  ];
}

function edgeMarks(
  { oneSe }: PathResult,
  { train, loss }: Point,
  strengths: PathAxis,
  axis: LossAxis,
): readonly Markish[] {
  const labels = [
    { text: "training rows", color: ink.train, value: train },
    { text: "validation, ± 1 SE", color: ink.validation, value: loss },
    { text: "lowest + 1 SE", color: ink.text, value: oneSe.limit },
  ].filter(({ value }) => Number.isFinite(value));
  return edgeLabels(
    labels.map(({ value, ...label }) => ({ ...label, top: topAt(axis.position(value), HEIGHT) })),
    { height: HEIGHT, x: strengths.right },
  );
}
