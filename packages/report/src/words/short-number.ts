/** Three significant digits, as text: "0.0408", "17.5". */
export function short(value: number, digits = 3): string {
  return String(Number(value.toPrecision(digits)));
}

/** "p = 0.012", or "p < 0.0001". */
export function pText(p: number): string {
  return p < 1e-4 ? "p < 0.0001" : `p = ${short(p)}`;
}
