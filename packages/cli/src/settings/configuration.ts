/** A configuration: settings by name, as best.json holds them and `occam fit --config` takes them. */
import { type HyperparameterValue, nearestName, type SpaceValues } from "@occam/core";
import type { Task } from "../fit/understanding.ts";
import { inputError, quoted } from "../table/input-error.ts";
import { readJsonFile } from "./read-json-file.ts";
import { type Configured, SETTINGS, type Setting } from "./setting.ts";

/** The network of these values. What they do not name stays as it is. */
export function configure(values: SpaceValues, plain: Configured): Configured {
  return Object.entries(values).reduce((configured, [name, value]) => {
    const setting = SETTINGS.find((each) => each.name === name);
    const own = setting && ownValue(setting, value);
    return setting === undefined || own === undefined ? configured : setting.apply(own, configured);
  }, plain);
}

/** The bare value; undefined for a part that is off. */
function ownValue({ key }: Setting, value: SpaceValues[string]): HyperparameterValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (key === undefined) return value as HyperparameterValue;
  return (value as Readonly<Record<string, HyperparameterValue>>)[key];
}

/**
 * Reads a configuration: {"l2": {"alpha": 0.01}, "dropout": null, "units": [64, 32]}.
 * @throws input error for unknown names, with the nearest known one, and values out of range.
 */
export async function readConfiguration(file: string, task: Task): Promise<SpaceValues> {
  const json = requireObject(await readJsonFile(file, "--config"), file, "a configuration");
  const names = Object.keys(json);
  if (names.length === 0) throw inputError(`${file} sets nothing: name at least one of ${knownNames().join(", ")}.`);
  for (const name of names) {
    const setting = requireSetting(name, file, task);
    const value = json[name];
    if (setting.key === undefined) requireValue(setting, value, name, file);
    else if (value !== null) requirePart(setting, setting.key, value, file);
  }
  // Every name and value was looked at.
  return json as SpaceValues;
}

function requirePart(setting: Setting, key: string, value: unknown, file: string): void {
  const part = requireObject(value, `${file}: ${setting.name}`, `null, or a part such as {"${key}": 0.1}`);
  const odd = Object.keys(part).find((name) => name !== key);
  if (odd !== undefined)
    throw inputError(`${file}: ${setting.name} has ${quoted(odd)}, which is unknown: it takes "${key}".`);
  requireValue(setting, part[key], `${setting.name}.${key}`, file);
}

/** @throws input error unless the name is known and means something for the task. */
export function requireSetting(name: string, file: string, task: Task): Setting {
  const setting = SETTINGS.find((each) => each.name === name);
  if (setting === undefined) {
    const nearest = nearestName(name, knownNames());
    const hint = nearest === undefined ? `known are ${knownNames().join(", ")}` : `did you mean "${nearest}"?`;
    throw inputError(`${file}: ${quoted(name)} is unknown: ${hint}${hint.endsWith("?") ? "" : "."}`);
  }
  if (setting.task !== undefined && setting.task !== task) {
    throw inputError(`${file}: ${name} is for a ${setting.task}, and this is a ${task}: leave it out.`);
  }
  return setting;
}

/** @throws input error for a value that the setting does not accept. */
export function requireValue({ expected, accepts }: Setting, value: unknown, where: string, file: string): void {
  if (accepts(value)) return;
  throw inputError(
    `${file}: ${where} expects ${expected} but receives ${(JSON.stringify(value) ?? "nothing").slice(0, 60)}.`,
  );
}

function knownNames(): readonly string[] {
  return SETTINGS.map(({ name }) => name);
}

function requireObject(value: unknown, where: string, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw inputError(
    `${where} expects ${expected} as a JSON object but receives ${(JSON.stringify(value) ?? "nothing").slice(0, 60)}.`,
  );
}
