import { earlyStoppingSetting } from "./records/early-stopping.ts";
import type { SettingValues } from "./values.ts";

/** A name for people, made from values and never read: "l1 0.0003 + dropout 0.2"; "early stopping" where nothing else is set. */
export function candidateName(values: SettingValues): string {
  const { name: stopping } = earlyStoppingSetting.options;
  const parts = Object.entries(values).flatMap(([name, value]) =>
    value === null || value === undefined || name === stopping ? [] : [`${name} ${valueText(value)}`],
  );
  if (parts.length > 0) return parts.join(" + ");
  return values[stopping] === null ? "none" : "early stopping";
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join("-");
  if (typeof value === "object" && value !== null) return Object.values(value).map(valueText).join(" ");
  return typeof value === "number" ? String(Number(value.toPrecision(3))) : String(value);
}
