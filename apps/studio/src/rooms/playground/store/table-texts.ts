/** The user's tables as texts: which of them a worker holds, and what of one is trained on. */
import type { TableChoice } from "../../../engine/tables/table-choice.ts";

export interface TableText {
  readonly text: string;
  /** As the file is called. */
  readonly name: string;
}

export interface TableSource extends TableText {
  readonly choice: TableChoice;
}

export interface TableTexts {
  /** A worker is asked to read it; its answers come in the order of asking. */
  readonly ask: (table: TableText) => void;
  readonly answered: (isRead: boolean) => void;
  /** The one that was read last. */
  readonly latest: () => TableText | undefined;
  /** Of the table that was read last; false where there is none. */
  readonly choose: (choice: TableChoice) => boolean;
  /** What was chosen last cannot be: what was trained on before still is. */
  readonly refused: () => void;
  readonly source: () => TableSource | undefined;
  /** Another worker has read nothing and answers nothing that was asked before. */
  readonly begin: () => void;
}

export function createTableTexts(): TableTexts {
  let asked: readonly TableText[] = [];
  let latest: TableText | undefined;
  let [before, source]: (TableSource | undefined)[] = [];
  return {
    ask: (table) => {
      asked = [...asked, table];
    },
    answered: (isRead) => {
      const [first, ...rest] = asked;
      asked = rest;
      if (isRead) latest = first ?? latest;
    },
    latest: () => latest,
    choose: (choice) => {
      if (latest === undefined) return false;
      [before, source] = [source, { ...latest, choice }];
      return true;
    },
    refused: () => {
      source = before;
    },
    source: () => source,
    begin: () => {
      asked = [];
    },
  };
}
