import type { Sharpness } from "../network/sharpness.ts";
import type { FindingKind } from "./finding.ts";

/** Shaking the weights by 5% raises the loss by this share of it. */
const SHARP = 0.5;

export const sharpMinimumFinding: FindingKind<"sharp-minimum", Pick<Sharpness, "radius" | "loss" | "meanIncrease">> = {
  code: "sharp-minimum",
  find: ({ inspection }) => {
    if (inspection === undefined) return undefined;
    const { radius, loss, meanIncrease } = inspection.sharpness;
    if (!(loss > 0 && meanIncrease > SHARP * loss)) return undefined;
    return { severity: "info", facts: { radius, loss, meanIncrease } };
  },
};
