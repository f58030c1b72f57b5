import type { InsideResult } from "@occam/core/tabular";
import { formatNumber, formatShare } from "./format-number.ts";

/** What was measured inside a network and is no picture. */
export function insideWords({ degreesOfFreedom, calibration, sharpness }: InsideResult): readonly string[] {
  return [
    ...(degreesOfFreedom
      ? [
          `last layer ${formatNumber(degreesOfFreedom.effective)} effective degrees of freedom by ${degreesOfFreedom.parameters} parameters`,
        ]
      : []),
    ...(calibration ? [`calibration error ${formatShare(calibration.ece)}`] : []),
    `${formatNumber(sharpness.meanIncrease)} more loss when weights change by ${formatShare(sharpness.radius)}`,
  ];
}
