/** What a table means to a model that a fit of it wrote. */
import type { InputColumn } from "../../data/columns.ts";
import type { Table } from "../table/table.ts";
import { quoted, tableError } from "../table/table-error.ts";
import { type Understanding, type UnderstandOptions, understand } from "../table/understand.ts";
import { modelColumns } from "./apply-model.ts";
import type { ModelFacts } from "./model-facts.ts";

export interface ModelView {
  /** Task and target by the model; its own columns are the inputs. */
  readonly known: Understanding;
  /** The same columns by name, as `applyModel` takes them. */
  readonly columns: ReadonlyMap<string, InputColumn>;
}

/**
 * A table with its target as the model understands it. Rows are classes by their index, so the classes must be the model's, in
 * its order. Rows hang together as its fit was told, or as somebody says now.
 * @throws Error with code OCCAM_TABLE for a table without a column of the model, or with other classes.
 */
export function understoodBy(facts: ModelFacts, table: Table, asked: LaterOptions = {}): ModelView {
  const columns = modelColumns(facts, table);
  const { group, time, ...reading } = facts.asked ?? {};
  const { splitColumn, ...order } = asked;
  const isSaid = order.group !== undefined || order.time !== undefined;
  const known = understand(table, {
    ...reading,
    ...(isSaid ? order : { group, time }),
    target: facts.target,
    task: facts.task,
    splitColumn,
  });
  requireSameClasses(facts, known.target.classes);
  return { known: { ...known, inputs: [...columns.values()], decision: facts.decision }, columns };
}

type LaterOptions = Pick<UnderstandOptions, "splitColumn" | "group" | "time">;

function requireSameClasses({ target, classes }: ModelFacts, found: readonly string[]): void {
  if (JSON.stringify(found) === JSON.stringify(classes)) return;
  throw tableError(
    `the target ${quoted(target)} holds ${listed(found)}, but the model knows ${listed(classes)}: fit the table again.`,
  );
}

const MOST_SHOWN = 8;

function listed(classes: readonly string[]): string {
  const more = classes.length > MOST_SHOWN ? ", ..." : "";
  return `${classes.length} classes (${classes.slice(0, MOST_SHOWN).map(quoted).join(", ")}${more})`;
}
