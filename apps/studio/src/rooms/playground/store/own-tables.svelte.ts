/** The user's tables: the one that was read last, and the one that is trained on, with all that another worker must be told of it. */
import type { Reply, Request } from "../../../engine/protocol.ts";
import type { TableProblem } from "../../../engine/tables/read-table.ts";
import type { TableChoice } from "../../../engine/tables/table-choice.ts";
import { createTableTexts, type TableSource, type TableText } from "./table-texts.ts";

export class OwnTables {
  latest = $state.raw<Extract<Reply, { kind: "table" }>>();
  /** What was wrong with the last one. */
  problem = $state.raw<TableProblem>();
  isReading = $state(false);
  readonly #texts = createTableTexts();

  read(table: TableText): Request {
    this.problem = undefined;
    this.isReading = true;
    this.#texts.ask(table);
    return readRequest(table);
  }

  /** What a worker says of the first that it was asked to read and has not answered yet. */
  learn(reply: Extract<Reply, { kind: "table" | "tableUnread" }>): void {
    this.isReading = false;
    this.#texts.answered(reply.kind === "table");
    if (reply.kind === "table") this.latest = reply;
    else this.problem = reply.problem;
  }

  /** Of the table that was read last; false where there is none. */
  choose(choice: TableChoice): boolean {
    this.problem = undefined;
    return this.#texts.choose(choice);
  }

  refuse(problem: TableProblem): void {
    this.problem = problem;
    this.#texts.refused();
  }

  source(): TableSource | undefined {
    return this.#texts.source();
  }

  /** What another worker has to read: first what is trained on, and at the end what can be chosen of. */
  again(source: TableSource | undefined): { readonly before: readonly Request[]; readonly after: readonly Request[] } {
    this.#texts.begin();
    const latest = this.#texts.latest();
    const isOther = latest !== undefined && latest.text !== source?.text;
    return { before: source ? [this.read(source)] : [], after: isOther ? [this.read(latest)] : [] };
  }
}

export function readRequest({ text, name }: TableText): Request {
  return { kind: "readTable", text, name };
}
