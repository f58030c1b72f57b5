import type { ColumnScore } from "../leakage.ts";
import type { FindingKind } from "./finding.ts";

/** Columns that are most likely the target in another guise, or made after it, the most telling first. */
export const leakingColumnFinding: FindingKind<"leaking-column", { readonly columns: readonly ColumnScore[] }> = {
  code: "leaking-column",
  find: ({ leakage }) => {
    const columns = leakage?.columns ?? [];
    return columns.length === 0 ? undefined : { severity: "alarm", facts: { columns } };
  },
};
