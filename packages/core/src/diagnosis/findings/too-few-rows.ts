import { type FindingKind, short } from "./finding.ts";

/** An interval of the gap shrinks with the root of the rows; below this share of the constant prediction's metric it decides. */
const NARROW = 0.1;

/** The verdict is inconclusive because the untouched rows leave the gap uncertain. */
export const tooFewRowsFinding: FindingKind = {
  code: "too-few-rows",
  find: ({ diagnosis, metric }) => {
    const { verdict, gap, evidence } = diagnosis;
    const width = (gap.high - gap.low) / 2 / evidence.scale;
    if (verdict !== "inconclusive" || !(width > NARROW)) return undefined;
    const needed = Math.ceil((evidence.untouchedRows * (width / NARROW) ** 2) / 10) * 10;
    return {
      severity: "info",
      text: `${evidence.untouchedRows} untouched rows leave the gap in ${metric} between ${short(gap.low)} and ${short(gap.high)}: too wide to tell.`,
      advice: `Hold out more rows: about ${needed} would make the interval narrow enough.`,
    };
  },
};
