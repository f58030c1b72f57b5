import { areaY, axisX, dot, lineY } from "@observablehq/plot";
import { type LossAxis, lossAxis } from "../axes/loss-axis.ts";
import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { formatCount, formatNumber } from "../words/format-number.ts";
import { metricOf } from "../words/metric.ts";
import type { Html } from "./html.ts";
import { edgeLabels, LABELLED_FRAME, topAt } from "./line-frame.ts";
import { centeredLabel, ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

type Point = NonNullable<DiagnoseResult["learningCurve"]>[number];

const HEIGHT = 360;

/** What is drawn of each point: a mean, and its standard deviation over networks. */
interface Line {
  readonly name: string;
  readonly color: string;
  readonly dashes?: string;
  readonly value: (point: Point) => number;
  readonly deviation: (point: Point) => number;
}

const LINES: readonly Line[] = [
  {
    name: "held-out rows",
    color: ink.validation,
    value: ({ heldOut }) => heldOut,
    deviation: ({ heldOutDeviation }) => heldOutDeviation,
  },
  {
    name: "training rows",
    color: ink.train,
    dashes: "6,3",
    value: ({ train }) => train,
    deviation: ({ trainDeviation }) => trainDeviation,
  },
];

/** The error over the number of training rows, on those and on held-out rows, with one standard deviation over networks. */
export function rowCurveFigure(curve: readonly Point[], metric: string): Html {
  const points = curve.filter(({ train, heldOut }) => Number.isFinite(train) && Number.isFinite(heldOut));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return NOTHING_FINITE;
  const axis = axisOf(points);
  const { label } = metricOf(metric);
  const sizes = points.map(({ size }) => size);
  const labels = LINES.map(({ name, color, value }) => ({
    text: name,
    color,
    top: topAt(axis.position(value(last)), HEIGHT),
  }));
  return renderPlot(
    {
      ...LABELLED_FRAME,
      height: HEIGHT,
      x: { type: "log", domain: first === last ? [last.size / 2, last.size * 2] : [first.size, last.size] },
      y: lossScale(axis, label),
      marks: [
        axisX(sizes, { text: formatCount, ...centeredLabel("training rows (log scale)") }),
        ...LINES.flatMap((line) => lineMarks(line, points, axis)),
        ...edgeLabels(labels, { height: HEIGHT, x: last.size }),
      ],
    },
    `${label} over the number of training rows. ${pointWords(first)}; ${pointWords(last)}.`,
  );
}

function axisOf(points: readonly Point[]): LossAxis {
  const ends = LINES.flatMap(({ value, deviation }) =>
    points.flatMap((point) => [-1, 0, 1].map((sign) => value(point) + sign * deviation(point))),
  );
  // Training losses may be next to nothing: on a logarithmic axis they would press the held-out curve flat.
  const { scale } = lossAxis(points.map(({ heldOut }) => heldOut));
  return lossAxis(
    ends.filter((end) => end >= 0),
    scale === "log" ? undefined : Infinity,
  );
}

function lineMarks({ color, dashes, value, deviation }: Line, points: readonly Point[], { inside }: LossAxis) {
  const x = "size";
  const end = (sign: number) => (point: Point) => inside(value(point) + sign * deviation(point));
  const y = end(0);
  return [
    areaY(points, { x, y1: end(-1), y2: end(1), fill: color, fillOpacity: 0.14 }),
    lineY(points, { x, y, stroke: color, strokeWidth: 2, ...(dashes !== undefined && { strokeDasharray: dashes }) }),
    dot(points, { x, y, fill: color, r: 3 }),
  ];
}

function pointWords({ size, train, heldOut }: Point): string {
  return `With ${formatCount(size)} rows it is ${formatNumber(train)} on those and ${formatNumber(heldOut)} on held-out rows`;
}
