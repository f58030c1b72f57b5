import type { LearningCurvePoint } from "../learning-curve.ts";
import type { FindingKind } from "./finding.ts";

type CurvePoint = Pick<LearningCurvePoint, "size" | "heldOut">;

/**
 * Between the last two sizes of the learning curve the mean held-out error fell by more than half of the standard deviation over the
 * networks of the smaller one (those of all rows differ by seed alone), and by more than 2% of the last.
 */
export const moreRowsHelpFinding: FindingKind<
  "more-rows-help",
  { readonly before: CurvePoint; readonly last: CurvePoint }
> = {
  code: "more-rows-help",
  find: ({ learningCurve = [], metric }) => {
    const [before, last] = learningCurve.slice(-2);
    if (before === undefined || last === undefined) return undefined;
    const fall = before.heldOut - last.heldOut;
    if (!(fall > before.heldOutDeviation / 2 && fall > 0.02 * last.heldOut)) return undefined;
    return {
      severity: "info",
      facts: {
        before: { size: before.size, heldOut: before.heldOut },
        last: { size: last.size, heldOut: last.heldOut },
      },
      expectedGain: { metric, amount: fall, measuredBy: { code: "moreRows", from: before.size, to: last.size } },
    };
  },
};
