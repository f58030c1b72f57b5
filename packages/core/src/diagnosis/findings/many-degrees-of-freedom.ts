import type { FindingKind } from "./finding.ts";

/** The last layer alone has more degrees of freedom than this share of the rows. */
const MANY = 0.3;

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
