import { areaY, dot, lineY, ruleX, ruleY, text } from "@observablehq/plot";
import { lossAxis } from "../axes/loss-axis.ts";
import type { PathPointResult, PathResult } from "../results/path-result.ts";
import { formatNumber } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { strengthText } from "../words/path-words.ts";
import { pathStrengths, strengthMarks, strengthScale } from "./alpha-path-axis.ts";
import type { Html } from "./html.ts";
import { edgeLabels, FRAME, topAt } from "./line-frame.ts";
import { ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

const HEIGHT = 400;
const MARGIN_RIGHT = 190;

/** Validation loss over the strength with a band of one standard error, training loss, and the limit of the one-SE rule. */
export function pathLossFigure(result: PathResult): Html {
  const { metric, best, chosen, oneSe } = result;
  const points = result.points.filter((point) => Number.isFinite(trainOf(point)) && Number.isFinite(lossOf(point)));
  if (points.length === 0) return NOTHING_FINITE;
  const strengths = pathStrengths(result);
  const highest = Math.max(...points.map(lossOf));
  const ends = points.flatMap((point) => [lossOf(point) - errorOf(point), lossOf(point) + errorOf(point)]);
  const axis = lossAxis([
    ...points.flatMap((point) => [trainOf(point), lossOf(point)]),
    ...ends.filter((end) => end > 0 && end < 1.5 * highest),
  ]);
  const x = ({ alpha }: PathPointResult) => strengths.place(alpha);
  const inside = (of: (point: PathPointResult) => number) => (point: PathPointResult) => axis.inside(of(point));
  const topOf = (value: number) => topAt(axis.position(value), HEIGHT);
  const last = points.at(-1) as PathPointResult;
  const bestPoints = points.filter(({ alpha }) => alpha === best.alpha);
  const chosenPoints = points.filter(({ alpha }) => alpha === chosen.alpha);
  const plot = {
    ...FRAME,
    height: HEIGHT,
    marginLeft: 52,
    marginRight: MARGIN_RIGHT,
    x: strengthScale(strengths),
    y: lossScale(axis, metricOf(metric).label),
    marks: [
      ...strengthMarks(result, strengths),
      areaY(points, {
        x,
        y1: inside((point) => lossOf(point) - errorOf(point)),
        y2: inside((point) => lossOf(point) + errorOf(point)),
        fill: ink.validation,
        fillOpacity: 0.14,
      }),
      ruleY([oneSe.limit].filter(Number.isFinite), {
        y: axis.inside,
        stroke: ink.text,
        strokeOpacity: 0.7,
        strokeDasharray: "2,3",
      }),
      lineY(points, { x, y: inside(trainOf), stroke: ink.train, strokeWidth: 2, strokeDasharray: "6,3" }),
      ruleX(points, {
        x,
        y1: inside((point) => lossOf(point) - errorOf(point)),
        y2: inside((point) => lossOf(point) + errorOf(point)),
        stroke: ink.validation,
        strokeOpacity: 0.35,
      }),
      lineY(points, { x, y: inside(lossOf), stroke: ink.validation, strokeWidth: 2 }),
      dot(points, { x, y: inside(lossOf), fill: ink.validation, r: 3, title: pointTitle(result) }),
      dot(bestPoints, { x, y: inside(lossOf), fill: "var(--page)", stroke: ink.validation, strokeWidth: 2.5, r: 5.5 }),
      dot(chosenPoints, {
        x,
        y: inside(lossOf),
        symbol: "diamond2",
        fill: ink.chosen,
        stroke: "var(--page)",
        strokeWidth: 1.5,
        r: 8,
      }),
      ...(best.alpha === chosen.alpha
        ? []
        : [
            text(bestPoints, {
              x,
              y: inside(lossOf),
              dy: 17,
              text: () => "lowest",
              fill: ink.validation,
              fontWeight: 600,
              stroke: "var(--page)",
              strokeWidth: 4,
            }),
          ]),
      ...edgeLabels(
        [
          { text: "training rows", color: ink.train, top: topOf(trainOf(last)) },
          { text: "validation, ± 1 SE", color: ink.validation, top: topOf(lossOf(last)) },
          ...(Number.isFinite(oneSe.limit)
            ? [{ text: "lowest + 1 SE", color: ink.text, top: topOf(oneSe.limit) }]
            : []),
        ],
        { height: HEIGHT, x: strengths.right },
      ),
    ],
  };
  const label = `${metricOf(metric).label} over ${points.length} strengths; lowest ${formatNumber(lossOf(bestPoints[0] ?? last))} at ${strengthText(result, best.alpha)}; chosen ${strengthText(result, chosen.alpha)}.`;
  return renderPlot(plot, label);

  function lossOf(point: PathPointResult): number {
    return scoreOf(point.validation, metric);
  }
  function trainOf(point: PathPointResult): number {
    return scoreOf(point.train, metric);
  }
}

function errorOf({ validation }: PathPointResult): number {
  const error = scoreOf(validation, "se");
  return Number.isFinite(error) ? error : 0;
}

function pointTitle(result: PathResult): (point: PathPointResult) => string {
  return (point) =>
    `${strengthText(result, point.alpha)}: validation ${formatNumber(scoreOf(point.validation, result.metric))} ± ${formatNumber(errorOf(point), 2)}, train ${formatNumber(scoreOf(point.train, result.metric))}`;
}
