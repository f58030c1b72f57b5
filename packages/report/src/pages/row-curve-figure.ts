import { areaY, axisX, dot, lineY } from "@observablehq/plot";
import { lossAxis } from "../axes/loss-axis.ts";
import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { formatCount, formatNumber } from "../words/format-number.ts";
import { metricOf } from "../words/metric.ts";
import type { Html } from "./html.ts";
import { edgeLabels, FRAME, topAt } from "./line-frame.ts";
import { ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

type Point = NonNullable<DiagnoseResult["learningCurve"]>[number];

const HEIGHT = 360;

/** The error over the number of training rows, on those and on held-out rows, with one standard deviation over networks. */
export function rowCurveFigure(curve: readonly Point[], metric: string): Html {
  const points = curve.filter(({ train, heldOut }) => Number.isFinite(train) && Number.isFinite(heldOut));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return NOTHING_FINITE;
  const lines = [
    {
      name: "held-out rows",
      color: ink.validation,
      of: ({ heldOut, heldOutDeviation }: Point) => ({ value: heldOut, deviation: heldOutDeviation }),
    },
    {
      name: "training rows",
      color: ink.train,
      dashes: "6,3",
      of: ({ train, trainDeviation }: Point) => ({ value: train, deviation: trainDeviation }),
    },
  ];
  const spans = lines.flatMap(({ of }) => points.map(of));
  const heldOut = lossAxis(points.map((point) => point.heldOut));
  // Training losses may be next to nothing: on a logarithmic axis they would press the held-out curve flat.
  const axis = lossAxis(
    spans.flatMap(({ value, deviation }) => [value, value - deviation, value + deviation]).filter((end) => end >= 0),
    heldOut.scale === "log" ? undefined : Infinity,
  );
  const { label } = metricOf(metric);
  return renderPlot(
    {
      ...FRAME,
      height: HEIGHT,
      marginLeft: 52,
      marginRight: 190,
      x: { type: "log", domain: first === last ? [last.size / 2, last.size * 2] : [first.size, last.size] },
      y: lossScale(axis, label),
      marks: [
        axisX(
          points.map(({ size }) => size),
          {
            text: formatCount,
            label: "training rows (log scale)",
            labelArrow: "none",
            labelAnchor: "center",
          },
        ),
        ...lines.flatMap(({ color, dashes, of }) => {
          const y = (point: Point) => axis.inside(of(point).value);
          const end = (sign: number) => (point: Point) => {
            const { value, deviation } = of(point);
            return axis.inside(value + sign * deviation);
          };
          return [
            areaY(points, { x: "size", y1: end(-1), y2: end(1), fill: color, fillOpacity: 0.14 }),
            lineY(points, {
              x: "size",
              y,
              stroke: color,
              strokeWidth: 2,
              ...(dashes !== undefined && { strokeDasharray: dashes }),
            }),
            dot(points, { x: "size", y, fill: color, r: 3 }),
          ];
        }),
        ...edgeLabels(
          lines.map(({ name, color, of }) => ({
            text: name,
            color,
            top: topAt(axis.position(of(last).value), HEIGHT),
          })),
          { height: HEIGHT, x: last.size },
        ),
      ],
    },
    `${label} over the number of training rows. ${pointWords(first)}; ${pointWords(last)}.`,
  );
}

function pointWords({ size, train, heldOut }: Point): string {
  return `With ${formatCount(size)} rows it is ${formatNumber(train)} on those and ${formatNumber(heldOut)} on held-out rows`;
}
