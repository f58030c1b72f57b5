import type { Interval } from "../bootstrap.ts";
import type { FindingKind } from "./finding.ts";

/** The constant prediction is the best reference, and the network is not below it. `distance`: its metric minus the constant's. */
export const noBetterThanConstantFinding: FindingKind<"no-better-than-constant", { readonly distance: Interval }> = {
  code: "no-better-than-constant",
  find: ({ diagnosis: { reference } }) => {
    const { name, distance } = reference;
    return name === "constant" && distance.high >= 0 ? { severity: "alarm", facts: { distance } } : undefined;
  },
};
