import { type FindingKind, short } from "./finding.ts";

/** A column that tells the target by itself. */
export const leakingColumnFinding: FindingKind = {
  code: "leaking-column",
  find: ({ leakage }) => {
    const columns = leakage?.columns ?? [];
    if (columns.length === 0) return undefined;
    const shown = columns
      .slice(0, 3)
      .map(({ column, measure, score }) => `"${column}" (${measure === "auc" ? "AUC" : "R²"} ${short(score)})`);
    const more = columns.length > 3 ? ` and ${columns.length - 3} more` : "";
    return {
      severity: "alarm",
      text: `On held-out rows the target follows from a single column: ${shown.join(", ")}${more}.`,
      advice:
        "Ask whether the column is known when the prediction is needed; if it is a consequence of the target, leave it out.",
    };
  },
};
