import type { ColumnScore } from "../leakage.ts";
import type { FindingKind } from "./finding.ts";

/** Columns that tell nearly all of the target by themselves, as a law of nature may, the most telling first. */
export const tellingColumnFinding: FindingKind<"telling-column", { readonly columns: readonly ColumnScore[] }> = {
  code: "telling-column",
  find: ({ leakage }) => {
    const columns = leakage?.telling ?? [];
    return columns.length === 0 ? undefined : { severity: "info", facts: { columns } };
  },
};
