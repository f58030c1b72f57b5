import { dot, ruleX, ruleY, text } from "@observablehq/plot";
import { lossAxis } from "../axes/loss-axis.ts";
import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { formatNumber, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import type { Html } from "./html.ts";
import { HALF_FRAME } from "./interval-plot.ts";
import { halo, ink, lossScale, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

/** The deciding metric on the three parts of the rows, beside that of the best constant prediction. */
export function scoreFigure({ scores, metric, scale }: DiagnoseResult): Html {
  const names = ["train", "validation", "test"] as const;
  const rows = names
    .map((name) => ({ name, score: scoreOf(scores[name], metric) }))
    .filter(({ score }) => Number.isFinite(score));
  if (rows.length === 0) return NOTHING_FINITE;
  const { label } = metricOf(metric);
  const format = numberColumn(rows.map(({ score }) => score));
  const constants = [scale].filter(Number.isFinite);
  const axis = lossAxis([...rows.map(({ score }) => score), ...constants]);
  const x = ({ score }: (typeof rows)[number]) => axis.inside(score);
  const words = rows.map(({ name, score }) => `${name} ${format(score)}`).join(", ");
  return renderPlot(
    {
      ...HALF_FRAME,
      marginLeft: 76,
      marginTop: 26,
      x: { ...lossScale(axis, label, ", lower is better"), labelAnchor: "center" },
      y: { domain: names, label: null, tickSize: 0, type: "point", padding: 0.5 },
      marks: [
        ruleX(constants, { x: axis.inside, stroke: ink.text, strokeDasharray: "2,3", strokeOpacity: 0.7 }),
        text(constants, {
          x: axis.inside,
          frameAnchor: "top",
          dy: -12,
          textAnchor: axis.position(scale) > 0.5 ? "end" : "start",
          text: () => "a constant prediction",
          fill: ink.text,
        }),
        ruleY(rows, { y: "name", stroke: ink.faint }),
        dot(rows, { x, y: "name", fill: ({ name }: (typeof rows)[number]) => ink[name], r: 6 }),
        text(rows, {
          x,
          y: "name",
          dx: 12,
          textAnchor: "start",
          text: ({ score }: (typeof rows)[number]) => format(score),
          fill: ({ name }: (typeof rows)[number]) => ink[name],
          ...halo,
        }),
      ],
    },
    `${label}: ${words}; a constant prediction ${formatNumber(scale)}.`,
  );
}
