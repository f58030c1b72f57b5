import { inputError, quoted } from "./input-error.ts";

/** The most cells that a table may have; as doubles they take 1 GiB. */
const maxCellCount = 2 ** 27;

/** @throws InputError unless every column has a name of its own. */
export function requireColumnNames(file: string, names: readonly string[]): void {
  const positions = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (name.trim() === "") {
      throw inputError(
        `${file} column ${index + 1} of ${names.length} has no name: give it one, or remove the column.`,
      );
    }
    const earlier = positions.get(name);
    if (earlier !== undefined) {
      throw inputError(`${file} columns ${earlier + 1} and ${index + 1} are both named ${quoted(name)}: rename one.`);
    }
    positions.set(name, index);
  }
}

/** @throws InputError when there are no rows, or more cells than fit into memory. */
export function requireTableSize(file: string, rowCount: number, columnCount: number): void {
  if (columnCount === 0) throw inputError(`${file} has no columns: expects a table with named columns.`);
  if (rowCount === 0) throw inputError(`${file} has column names but no rows: add rows of data.`);
  if (rowCount * columnCount > maxCellCount) {
    throw inputError(
      `${file} has ${rowCount} x ${columnCount} cells (rows x columns), over the limit of ${maxCellCount}: ` +
        "take a sample of its rows, or fewer columns.",
    );
  }
}

/** A cell that its column cannot hold. `row` counts the data rows from 1; `cell` is as the file has it. */
export interface BadCell {
  readonly file: string;
  readonly column: string;
  readonly row: number;
  readonly cell: string;
}

export function notFinite({ file, column, row, cell }: BadCell): Error {
  return inputError(
    `${file} column ${quoted(column)} row ${row} holds ${quoted(cell)}, which is infinite or beyond a double ` +
      "(1.8e308): correct it, or leave the cell empty if the value is missing.",
  );
}
