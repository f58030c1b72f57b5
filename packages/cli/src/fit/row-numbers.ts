/** Row numbers that are whole, at least 0 and not repeated; undefined for anything else. */
export function toRowNumbers(value: unknown): Int32Array | undefined {
  if (!Array.isArray(value)) return undefined;
  const isRow = (row: unknown) => typeof row === "number" && Number.isInteger(row) && row >= 0 && row < 2 ** 31;
  return value.every(isRow) && new Set(value).size === value.length ? Int32Array.from(value as number[]) : undefined;
}
