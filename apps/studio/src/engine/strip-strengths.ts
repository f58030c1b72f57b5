/** The strengths of a strip: known before anything is trained. */
import type { RegularizerRecord } from "./regularizers.ts";

const STRENGTH_COUNT = 16;

/** So many strengths from the lowest to the highest, at equal ratios or distances, to two digits. */
export function stripStrengths({ low, high, scale }: RegularizerRecord): readonly number[] {
  return Array.from({ length: STRENGTH_COUNT }, (_, i) => {
    const t = i / (STRENGTH_COUNT - 1);
    const value = scale === "log" ? low * (high / low) ** t : low + (high - low) * t;
    return Number(value.toPrecision(2));
  });
}
