import { parseNumber } from "./parse-number.ts";

/** A column to write; a NaN is an empty cell. */
export interface WrittenColumn {
  readonly name: string;
  readonly values: readonly (string | number)[];
}

export interface ToCsvOptions {
  /** Write texts as they are, also those that a spreadsheet would take for a formula. */
  readonly raw?: boolean;
}

/**
 * CSV with a header line, cells quoted as RFC 4180 says, lines ended by "\n".
 * Unless `raw`, texts and names that a spreadsheet could run as a formula get a leading apostrophe.
 * @throws RangeError when the columns differ in length.
 */
export function toCsv(columns: readonly WrittenColumn[], { raw = false }: ToCsvOptions = {}): string {
  const rowCount = columns[0]?.values.length ?? 0;
  const uneven = columns.find(({ values }) => values.length !== rowCount);
  if (uneven !== undefined) {
    throw new RangeError(`toCsv expects ${rowCount} values in "${uneven.name}" but receives ${uneven.values.length}.`);
  }
  const toCell = (value: string | number) => {
    if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
    return quote(raw ? value : withoutFormula(value));
  };
  const lines = [columns.map(({ name }) => toCell(name)).join(",")];
  for (let row = 0; row < rowCount; row += 1) {
    const line = columns.map(({ values }) => toCell(values[row] ?? "")).join(",");
    // An empty line could be taken for no row at all.
    lines.push(line === "" ? '""' : line);
  }
  return `${lines.join("\n")}\n`;
}

function withoutFormula(text: string): string {
  const isFormula = /^[=+@\t\r]/.test(text) || (text.startsWith("-") && Number.isNaN(parseNumber(text)));
  return isFormula ? `'${text}` : text;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
