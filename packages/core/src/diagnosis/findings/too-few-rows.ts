import type { Interval } from "../bootstrap.ts";
import type { FindingKind } from "./finding.ts";

export interface TooFewRowsFacts {
  readonly untouchedRows: number;
  readonly gap: Interval;
  /** About so many would make the interval narrow enough. */
  readonly neededRows: number;
}

/** An interval of the gap shrinks with the root of the rows; below this share of the constant prediction's metric it decides. */
const NARROW = 0.1;

/** The verdict is inconclusive because the untouched rows leave the gap uncertain. */
export const tooFewRowsFinding: FindingKind<"too-few-rows", TooFewRowsFacts> = {
  code: "too-few-rows",
  find: ({ diagnosis: { verdict, gap, untouchedRows, scale } }) => {
    const width = (gap.high - gap.low) / 2 / scale;
    if (verdict !== "inconclusive" || !(width > NARROW)) return undefined;
    const neededRows = Math.ceil((untouchedRows * (width / NARROW) ** 2) / 10) * 10;
    return { severity: "info", facts: { untouchedRows, gap, neededRows } };
  },
};
