import { earlyStoppingSetting } from "./records/early-stopping.ts";
import type { Setting } from "./setting.ts";
import type { SettingValues } from "./values.ts";

/**
 * A name for people, made from values and never read: "l1 0.0003 + dropout 0.2". What is always in force (units, learning rate)
 * is left out; "early stopping" and "none" where nothing else is set.
 */
export function candidateName(values: SettingValues, settings: readonly Setting[]): string {
  const usual = new Set(settings.flatMap(({ options, usual }) => (usual === undefined ? [] : [options.name])));
  const own = Object.entries(values).filter(([name]) => !usual.has(name));
  const text = settingsText(Object.fromEntries(own), " + ");
  if (text !== "") return text;
  return values[earlyStoppingSetting.options.name] === null ? "none" : "early stopping";
}

/** Settings on one line: "l1 0.0003, dropout 0.2, units 64-32"; what is off is left out. */
export function settingsText(values: SettingValues, between = ", "): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === null || value === undefined ? [] : [`${name} ${valueText(value)}`]))
    .join(between);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join("-");
  if (typeof value === "object" && value !== null) return Object.values(value).map(valueText).join(" ");
  return typeof value === "number" ? String(Number(value.toPrecision(3))) : String(value);
}
