import { dot, line, ruleX } from "@observablehq/plot";
import type { InsideResult } from "../results/diagnose-result.ts";
import { formatCount, formatShare } from "../words/format-number.ts";
import type { Html } from "./html.ts";
import { centeredLabel, ink, renderPlot, shareScale } from "./svg-document.ts";

type Calibration = NonNullable<InsideResult["calibration"]>;
type Bin = Calibration["bins"][number];

/** Where confidence is the share of right answers. */
const DIAGONAL: [number, number][] = [
  [0, 0],
  [1, 1],
];

/** How often the answer is right, over how sure the network is of it; the larger the dot, the more rows. */
export function reliabilityFigure({ bins, ece }: Calibration): Html {
  // A bin without rows has no values.
  const filled = bins.filter(({ count }) => count > 0);
  const most = Math.max(...filled.map(({ count }) => count));
  const words = filled.map(
    ({ count, confidence, accuracy }) =>
      `${formatShare(accuracy)} right at ${formatShare(confidence)} confidence (${formatCount(count)} rows)`,
  );
  return renderPlot(
    {
      width: 500,
      height: 346,
      marginLeft: 52,
      marginRight: 20,
      marginTop: 30,
      marginBottom: 40,
      x: { ...shareScale, ...centeredLabel("confidence") },
      y: { ...shareScale, label: "right answers", labelArrow: "none", labelAnchor: "top", grid: true },
      marks: [
        line(DIAGONAL, { stroke: ink.text, strokeDasharray: "2,3", strokeOpacity: 0.7 }),
        ruleX(filled, { x: "confidence", y1: "confidence", y2: "accuracy", stroke: ink.validation, strokeWidth: 2 }),
        dot(filled, {
          x: "confidence",
          y: "accuracy",
          fill: ink.validation,
          fillOpacity: 0.75,
          stroke: "var(--page)",
          r: ({ count }: Bin) => 3 + 9 * Math.sqrt(count / most),
        }),
      ],
      r: { type: "identity" },
    },
    `Calibration error ${formatShare(ece)}: ${words.join("; ")}.`,
  );
}
