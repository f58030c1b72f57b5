import { dot, lineY } from "@observablehq/plot";
import type { PathPointResult, PathResult } from "../results/path-result.ts";
import { formatCount, formatShare } from "../words/format-number.ts";
import { pathStrengths, strengthMarks, strengthScale } from "./alpha-path-axis.ts";
import type { Html } from "./html.ts";
import { edgeLabels, LABELLED_FRAME, topAt } from "./line-frame.ts";
import { ink, renderPlot, shareScale } from "./svg-document.ts";

const HEIGHT = 300;

/** Shares of zero weights, active neurons and inputs that are looked at, over the strength. */
export function pathSparsityFigure(result: PathResult): Html {
  const strengths = pathStrengths(result);
  const { points } = result;
  const lines = linesOf(result);
  const x = ({ alpha }: PathPointResult) => strengths.place(alpha);
  const last = points.at(-1) as PathPointResult;
  return renderPlot(
    {
      ...LABELLED_FRAME,
      height: HEIGHT,
      x: strengthScale(strengths),
      y: { ...shareScale, label: null, grid: true },
      marks: [
        ...strengthMarks(result, strengths),
        ...lines.flatMap(({ color, share }) => [
          lineY(points, { x, y: share, stroke: color, strokeWidth: 2 }),
          dot(points, { x, y: share, fill: color, r: 2.5 }),
        ]),
        ...edgeLabels(
          lines.map(({ text, color, share }) => ({ text, color, top: topAt(share(last), HEIGHT) })),
          { height: HEIGHT, x: strengths.right },
        ),
      ],
    },
    sparsityWords(result),
  );
}

function linesOf({ data }: PathResult) {
  return [
    {
      text: "weights at zero",
      color: ink.validation,
      share: ({ zeroWeights, weights }: PathPointResult) => zeroWeights / weights,
    },
    {
      text: "neurons active",
      color: ink.train,
      share: ({ activeNeurons, neurons }: PathPointResult) => activeNeurons / neurons,
    },
    {
      text: "inputs looked at",
      color: ink.test,
      share: ({ inputs }: PathPointResult) => inputs.length / data.columns.length,
    },
  ];
}

/** What the chosen strength leaves. */
export function sparsityWords({ points, chosen }: PathResult): string {
  const point = points.find(({ alpha }) => alpha === chosen.alpha) as PathPointResult;
  const { zeroWeights, weights, activeNeurons, neurons } = point;
  return `At the chosen strength ${formatCount(zeroWeights)} of ${formatCount(weights)} weights (${formatShare(zeroWeights / weights)}) are exactly zero, and ${formatCount(activeNeurons)} of ${formatCount(neurons)} hidden neurons are active.`;
}
