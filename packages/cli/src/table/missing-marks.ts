const marks: ReadonlySet<string> = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]);

/** Whether a CSV cell says that its value is missing; spaces around it are ignored. */
export function isMissingMark(cell: string): boolean {
  return marks.has(cell.trim());
}
