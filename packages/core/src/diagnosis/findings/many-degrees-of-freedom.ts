import { type FindingKind, percent, short } from "./finding.ts";

/** The last layer alone has more degrees of freedom than this share of the rows. */
const MANY = 0.3;

export const manyDegreesOfFreedomFinding: FindingKind = {
  code: "many-degrees-of-freedom",
  find: ({ inspection }) => {
    const found = inspection?.degreesOfFreedom;
    if (found === undefined || !(found.effective > MANY * found.rows)) return undefined;
    return {
      severity: "info",
      text: `The last layer alone has ${short(found.effective)} effective degrees of freedom for ${found.rows} rows (${percent(found.effective / found.rows)}).`,
      advice: "l2 on the last kernel lowers them continuously; fewer units or group lasso in whole steps.",
    };
  },
};
