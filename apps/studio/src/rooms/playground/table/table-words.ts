/** What is wrong with a table, in a sentence that says what to do. */
import type { TableProblem } from "../../../engine/tables/read-table.ts";
import { clipped } from "../../../figures/clipped.ts";
import { listed } from "../../../figures/count-words.ts";

export function tableProblemText(problem: TableProblem): string {
  switch (problem.code) {
    case "tooLong":
      return `The table has ${problem.characters.toLocaleString("en")} characters; up to ${problem.most.toLocaleString("en")} are read. Give a part of it.`;
    case "tooManyColumns":
      return `The table has ${problem.columns} columns; up to ${problem.most} are read. Leave some out.`;
    case "fewRows":
      return `The table has ${problem.rows} ${problem.rows === 1 ? "row" : "rows"} below its names; ${problem.least} are the least to learn from and to be judged by.`;
    case "rowTooLong":
      return `Row ${problem.row} has ${problem.cells} cells, but the names are of ${problem.columns} columns: put cells that hold the separator into quotation marks.`;
    case "openQuote":
      return `In row ${problem.row} a quotation mark opens a cell and none closes it.`;
    case "unreadable":
      return problem.message;
    case "noNumbers":
      return `No column holds numbers that differ (${namesIn(problem.columns)}): at least one is needed to draw along.`;
    case "noTarget":
      return `No column can be predicted from the others (${namesIn(problem.columns)}): numbers, or texts of two kinds, are needed, and two columns of numbers beside them.`;
    case "notHere":
      return "The link is of a table that is not here: links hold no rows. Choose the file again.";
    case "choice":
      return `“${problem.received}” cannot be ${problem.at === "target" ? "predicted" : "drawn along"}: choose another column.`;
  }
}

const MOST_NAMES = 5;

function namesIn(columns: readonly string[]): string {
  const named = columns.slice(0, MOST_NAMES).map((name) => `“${clipped(name, 30)}”`);
  if (columns.length === 0) return "there is none";
  return columns.length > MOST_NAMES ? `${named.join(", ")}, ...` : listed(named);
}

/** A file that is larger is refused unread: a character takes a byte at least. */
export function tooLargeText(bytes: number, most: number): string {
  const megabytes = (size: number) => (size / 1e6).toFixed(0);
  return `The file has ${megabytes(bytes)} MB; up to ${megabytes(most)} MB are read. Give a part of it.`;
}
