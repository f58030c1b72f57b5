/** Settings from what a file or a program gives, checked. */
import { describe, optionError } from "../../errors.ts";
import { checkSingle } from "../../options/field.ts";
import { isOptional, requireKnown } from "../../options/record.ts";
import { nearestName } from "../../selection/space/index.ts";
import type { Task } from "../tasks/index.ts";
import type { Setting } from "./setting.ts";
import { optionsOf, type SettingValues } from "./values.ts";

/**
 * Checks a configuration: {"l2": 0.01, "elasticNet": {"alpha": 0.01, "mix": 0.3}, "dropout": null, "units": [64, 32]}.
 * @throws RangeError with code OCCAM_OPTION for unknown names, with the nearest known one, and values out of range.
 */
export function readSettings(json: unknown, where: string, settings: readonly Setting[], task: Task): SettingValues {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw optionError({ where, expected: "settings as a JSON object", received: describe(json) });
  const names = Object.keys(json);
  if (names.length === 0) {
    const known = settings.map(({ options }) => options.name).join(", ");
    throw optionError({ where, expected: `at least one of ${known}`, received: "{}" });
  }
  // Every name and value is looked at.
  const values = json as SettingValues;
  for (const name of names)
    requireValue(requireSetting(name, where, settings, task), values[name], `${where}: ${name}`);
  return values;
}

/** @throws RangeError with code OCCAM_OPTION unless the name is known and means something for the task. */
export function requireSetting(name: string, where: string, settings: readonly Setting[], task: Task): Setting {
  const found = settings.find(({ options }) => options.name === name);
  if (found === undefined) {
    const known = settings.map(({ options }) => options.name);
    const nearest = nearestName(name, known);
    throw optionError({
      where,
      expected: nearest === undefined ? `settings among ${known.join(", ")}` : "known settings",
      received: describe(name),
      ...(nearest !== undefined && { fix: `did you mean "${nearest}"?` }),
    });
  }
  if (found.task === undefined || found.task === task.name) return found;
  throw optionError({
    where: `${where}: ${name}`,
    expected: `a ${found.task}`,
    received: `a ${task.name}`,
    fix: "leave it out",
  });
}

/** @throws RangeError with code OCCAM_OPTION for a value that the setting does not take; null is off. */
function requireValue(setting: Setting, value: unknown, where: string): void {
  if (value === null) return;
  const { fields } = setting.options;
  const options = optionsOf(setting, value as SettingValues[string]) ?? {};
  requireKnown(where, fields, options);
  const isBare = Object.keys(fields).join() === "value";
  for (const [key, field] of Object.entries(fields)) {
    const own = Object.hasOwn(options, key) ? options[key] : undefined;
    if (own === undefined && isOptional(field)) continue;
    checkSingle(field, isBare ? where : `${where}.${key}`, own);
  }
}
