/** Published as @occam/core/tabular: from a table to a verdict. No file system, no Node: the same in a browser. */
export { type FitTableOptions, fitTable, type TableStudy } from "./tabular/fit-table.ts";
