/** The user's tables that a worker holds: the one that was read last, and the one that is trained on. */
import type { Reply } from "../protocol.ts";
import type { ColumnFacts, OwnColumn, OwnTable, TableProblem } from "./read-table.ts";
import { type ChosenTable, chosenTable, suggestedChoice, type TableChoice } from "./table-choice.ts";

export interface Shelf {
  /** What there is to say of a table; one that is refused leaves all as it is. */
  readonly read: (text: string, name: string) => Promise<Reply>;
  /** From now on the table that was read last is trained on; undefined where that can be. */
  readonly choose: (choice: TableChoice) => TableProblem | undefined;
  readonly chosen: () => ChosenTable | undefined;
}

export function createShelf(): Shelf {
  let latest: OwnTable | undefined;
  let chosen: ChosenTable | undefined;
  return {
    read: async (text, name) => {
      // Who brings no table downloads nothing that reads one.
      const { readTable } = await import("./read-table.ts");
      const found = readTable(text, name);
      if ("code" in found) return { kind: "tableUnread", problem: found };
      latest = found;
      const columns = found.columns.map(factsOf);
      return { kind: "table", ...found, columns, suggested: suggestedChoice(found) };
    },
    choose: (choice) => {
      if (latest === undefined) return { code: "notHere" };
      const found = chosenTable(latest, choice);
      if ("code" in found) return found;
      chosen = found;
      return undefined;
    },
    chosen: () => chosen,
  };
}

/** Without its cells. */
function factsOf({ values: _values, texts: _texts, ...facts }: OwnColumn): ColumnFacts {
  return facts;
}
