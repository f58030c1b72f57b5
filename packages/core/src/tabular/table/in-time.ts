/** Rows in the order of their times; those of one time in the order of the table. */
export function inTime(rows: Int32Array, time: Float64Array): Int32Array {
  return Int32Array.from([...rows].sort((a, b) => (time[a] as number) - (time[b] as number) || a - b));
}
