/** Two significant digits, as text: "0.041", "17", "−0.3". */
export function short(value: number, digits = 2): string {
  return String(Number(value.toPrecision(digits))).replace(/^-/, "−");
}

/** A share for a sentence: "91%", "0.41%"; 0% and 100% are said only of exactly 0 and 1. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return "<0.1%";
  const text = short(100 * share);
  return text === "100" && share < 1 ? ">99%" : `${text}%`;
}

/** "p = 0.012", or "p < 0.0001". */
export function pText(p: number): string {
  return p < 1e-4 ? "p < 0.0001" : `p = ${short(p, 3)}`;
}
