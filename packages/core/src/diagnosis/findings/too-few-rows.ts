import type { Interval } from "../bootstrap.ts";
import type { FindingKind } from "./finding.ts";

export interface TooFewRowsFacts {
  readonly untouchedRows: number;
  readonly gap: Interval;
  /** About so many would make the interval narrow enough, and at least as many as a verdict needs. */
  readonly neededRows: number;
}

/** An interval of the gap shrinks with the root of the rows; below this share of the constant prediction's metric it decides. */
const NARROW = 0.1;

/** The verdict is inconclusive because the untouched rows are too few for one, or leave the gap uncertain. */
export const tooFewRowsFinding: FindingKind<"too-few-rows", TooFewRowsFacts> = {
  code: "too-few-rows",
  find: ({ diagnosis: { verdict, reason, gap, untouchedRows, scale } }) => {
    if (verdict !== "inconclusive") return undefined;
    const width = (gap.high - gap.low) / 2 / scale;
    const forVerdict = reason.code === "tooFewRows" ? reason.least : 0;
    const forWidth = width > NARROW ? Math.ceil((untouchedRows * (width / NARROW) ** 2) / 10) * 10 : 0;
    const neededRows = Math.max(forVerdict, forWidth);
    return neededRows === 0 ? undefined : { severity: "info", facts: { untouchedRows, gap, neededRows } };
  },
};
