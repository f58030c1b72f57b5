/** The user's tables: the one that was read last, and the one that is trained on, with all that another worker must be told of it. */
import type { Reply, Request } from "../../../engine/protocol.ts";
import type { TableProblem } from "../../../engine/tables/read-table.ts";
import type { TableChoice } from "../../../engine/tables/table-choice.ts";

interface TableText {
  readonly text: string;
  /** As the file is called. */
  readonly name: string;
}

export interface TableSource extends TableText {
  readonly choice: TableChoice;
}

export class OwnTables {
  latest = $state.raw<Extract<Reply, { kind: "table" }>>();
  /** What was wrong with the last one. */
  problem = $state.raw<TableProblem>();
  #read: TableText | undefined;
  #source: TableSource | undefined;

  read(table: TableText): Request {
    this.problem = undefined;
    this.#read = table;
    return readRequest(table);
  }

  /** Of the table that was read last; false where there is none. */
  choose(choice: TableChoice): boolean {
    this.problem = undefined;
    if (this.#read === undefined) return false;
    this.#source = { ...this.#read, choice };
    return true;
  }

  source(): TableSource | undefined {
    return this.#source;
  }
}

export function readRequest({ text, name }: TableText): Request {
  return { kind: "readTable", text, name };
}
