/** Numbers as a page writes them: a true minus, no minus before a zero. */

/** With so many decimals: −0.25. */
export function decimal(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** With as few decimals as say it, two at most: 1, 0.5, −1.5. */
export const short = (value: number): string => decimal(value).replace(/\.?0+$/, "");

/** A strength with two digits: 0.0063, 0.25, 1.6, 12; 0 is "0". */
export function strength(alpha: number): string {
  if (alpha === 0) return "0";
  const decimals = 1 - Math.floor(Math.log10(alpha) + 1e-9);
  return alpha.toFixed(Math.max(0, decimals));
}

/** A weight: "0 exactly" for an exact zero, decimals otherwise. */
export const weight = (w: number): string => (w === 0 ? "0 exactly" : decimal(w));
