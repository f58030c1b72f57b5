/** For tests: all that a training on a table is made of, so that networks of equal ones are equal. */
import { prepare } from "../tabular/stages/prepare.ts";
import { dealFolds } from "../tabular/table/deal-folds.ts";
import { splitTable } from "../tabular/table/split-table.ts";
import { type TableInput, toTable } from "../tabular/table/to-table.ts";
import { type UnderstandOptions, understand } from "../tabular/table/understand.ts";

/** Target "y", seed 0. Inputs are by name, whatever their order; how their texts are spelled is left out. */
export function learntFrom(input: TableInput, options: Partial<UnderstandOptions> = {}) {
  const table = toTable(input);
  const known = understand(table, { target: "y", ...options });
  const parts = splitTable(table, known, 0, undefined);
  const { preprocessing, targetScale } = prepare(known, parts.train);
  return {
    task: known.task.name,
    target: known.target,
    rows: known.rows,
    inputs: Object.fromEntries(known.inputs.map(({ name, values }) => [name, values])),
    dropped: [...known.dropped, ...preprocessing.dropped]
      .map(({ column, reason }) => `${column}: ${reason.code}`)
      .sort(),
    parts,
    folds: dealFolds(known, parts.train, { repeats: 2, seed: 0 }).folds,
    plans: Object.fromEntries(
      preprocessing.columns.map((plan) => [plan.name, plan.kind === "numeric" ? plan : { ...plan, spellings: [] }]),
    ),
    targetScale,
  };
}
