import type { FindingKind } from "./finding.ts";

/** Share of the rows trained on. */
const MANY = 0.3;

/** The last layer alone has, for each target, more effective degrees of freedom than 0.3 times the rows trained on. */
export const manyDegreesOfFreedomFinding: FindingKind<
  "many-degrees-of-freedom",
  { readonly effective: number; readonly rows: number }
> = {
  code: "many-degrees-of-freedom",
  find: ({ inspection }) => {
    const found = inspection?.degreesOfFreedom;
    if (found === undefined || !(found.effective > MANY * found.rows)) return undefined;
    return { severity: "info", facts: { effective: found.effective, rows: found.rows } };
  },
};
