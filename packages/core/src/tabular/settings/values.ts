/** Values of settings, as a table of candidates, a configuration file and a trial have them: { l2: 1e-4, dropout: { rate: 0.2 } }. */
import { isOptional } from "../../options/record.ts";
import type { SpaceValues } from "../../selection/space/index.ts";
import type { Setting, SettingOptions, SettingValue, TableSize } from "./setting.ts";

/** Settings by name; null is off. */
export type SettingValues = SpaceValues;

/** A setting that is in force, with its options as they were given. */
export interface InForce {
  readonly setting: Setting;
  readonly options: SettingOptions;
}

/** The settings that are in force, in the order of `settings`: those that are set, and usual ones where nothing is said. */
export function inForce(settings: readonly Setting[], values: SettingValues, size: TableSize): readonly InForce[] {
  return settings.flatMap((setting) => {
    const { name } = setting.options;
    const options = optionsOf(setting, Object.hasOwn(values, name) ? values[name] : setting.usual?.(size));
    return options === undefined ? [] : [{ setting, options }];
  });
}

/** The options of a value: a bare one is for the main option; undefined where the setting is off. */
export function optionsOf({ main }: Setting, value: SettingValue | undefined): SettingOptions | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "object" && !Array.isArray(value)) return value as SettingOptions;
  return { [main]: value as SettingOptions[string] };
}

/**
 * What networks must have in common to train in one graph: every option that no sweep can vary, and the settings that have
 * no way to be off. Usual options are left out, so that a network without the part shares the graph.
 */
export function graphKey(all: readonly InForce[]): string {
  const parts = all.flatMap(({ setting, options }) => {
    const { name, fields } = setting.options;
    const fixed = Object.entries(fields).flatMap(([key, field]) => {
      const value = options[key];
      const isUsual = value === undefined || (isOptional(field) && field.fallback === value);
      return field.isSweep || isUsual ? [] : [[key, value]];
    });
    return setting.off === undefined || fixed.length > 0 ? [[name, fixed]] : [];
  });
  return JSON.stringify(parts);
}

/** Indices of the networks that can train in one graph. */
export function graphGroups(networks: readonly (readonly InForce[])[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  networks.forEach((network, i) => {
    const key = graphKey(network);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return [...groups.values()];
}

/** Values that say everything: every setting that is in force, and null for usual ones that are off. */
export function completeValues(settings: readonly Setting[], own: readonly InForce[]): SettingValues {
  const values = own.map(({ setting: { options, main }, options: given }) => {
    const names = Object.keys(given);
    return [options.name, names.length === 1 && names[0] === main ? (given[main] as SettingValue) : given] as const;
  });
  const off = settings.filter(({ usual, options }) => usual && !own.some(({ setting }) => setting.options === options));
  return Object.fromEntries([...values, ...off.map(({ options }) => [options.name, null] as const)]);
}
