import type { SpaceValues } from "@occam/core";
import { formatNumber } from "../report/format-number.ts";

/** Settings on one line: "l1 0.0003, dropout 0.2, learningRate 0.002, units 64-32"; what is off is left out. */
export function settingsText(values: SpaceValues): string {
  const parts = Object.entries(values).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [`${name} ${value.join("-")}`];
    const inner = typeof value === "object" ? Object.values(value) : [value];
    return [`${name} ${inner.map((each) => (typeof each === "number" ? numberText(each) : String(each))).join(" ")}`];
  });
  return parts.length > 0 ? parts.join(", ") : "early stopping";
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : formatNumber(value, 2);
}
