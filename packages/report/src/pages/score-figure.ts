import { dot, type Markish, ruleX, ruleY, text } from "@observablehq/plot";
import { type LossAxis, lossAxis } from "../axes/loss-axis.ts";
import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { formatNumber, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import type { Html } from "./html.ts";
import { HALF_FRAME } from "./interval-plot.ts";
import { halo, ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

const PARTS = ["train", "validation", "test"] as const;

interface Row {
  readonly name: (typeof PARTS)[number];
  readonly score: number;
}

/** The deciding metric on the three parts of the rows, beside that of the best constant prediction. */
export function scoreFigure({ scores, metric, scale }: DiagnoseResult): Html {
  const all = PARTS.map((name): Row => ({ name, score: scoreOf(scores[name], metric) }));
  const rows = all.filter(({ score }) => Number.isFinite(score));
  if (rows.length === 0) return NOTHING_FINITE;
  const { label } = metricOf(metric);
  const format = numberColumn(rows.map(({ score }) => score));
  const constants = [scale].filter(Number.isFinite);
  const axis = lossAxis([...rows.map(({ score }) => score), ...constants]);
  const words = rows.map(({ name, score }) => `${name} ${format(score)}`).join(", ");
  return renderPlot(
    {
      ...HALF_FRAME,
      marginLeft: 76,
      marginTop: 26,
      x: { ...lossScale(axis, label, ", lower is better"), labelAnchor: "center" },
      y: { domain: PARTS, label: null, tickSize: 0, type: "point", padding: 0.5 },
      marks: [...constantMarks(constants, axis), ...rowMarks(rows, axis, format)],
    },
    `${label}: ${words}; a constant prediction ${formatNumber(scale)}.`,
  );
}

function constantMarks(constants: readonly number[], { inside, position }: LossAxis): readonly Markish[] {
  const isRight = constants.some((value) => position(value) > 0.5);
  return [
    ruleX(constants, { x: inside, stroke: ink.text, strokeDasharray: "2,3", strokeOpacity: 0.7 }),
    text(constants, {
      x: inside,
      frameAnchor: "top",
      dy: -12,
      textAnchor: isRight ? "end" : "start",
      text: () => "a constant prediction",
      fill: ink.text,
    }),
  ];
}

function rowMarks(rows: readonly Row[], { inside }: LossAxis, format: (value: number) => string): readonly Markish[] {
  const [x, y] = [({ score }: Row) => inside(score), "name"];
  const fill = ({ name }: Row) => ink[name];
  return [
    ruleY(rows, { y, stroke: ink.faint }),
    dot(rows, { x, y, fill, r: 6 }),
    text(rows, { x, y, dx: 12, textAnchor: "start", text: ({ score }: Row) => format(score), fill, ...halo }),
  ];
}
