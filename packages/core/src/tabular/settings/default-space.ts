/** Spaces of settings: the usual one, and whether one can be trained. */
import { optionError } from "../../errors.ts";
import { checkSingle, type Field } from "../../options/field.ts";
import { isOptional } from "../../options/record.ts";
import {
  type Domain,
  type KnownNames,
  optional,
  parametersOf,
  parseSpace,
  type Space,
} from "../../selection/space/index.ts";
import type { Task } from "../tasks/index.ts";
import { requireSetting } from "./read-settings.ts";
import type { Setting, TableSize } from "./setting.ts";

/** Each setting of the task that says where a search looks (`domain`): off or on, or, where it is always in force, any value. */
export function defaultSpace(settings: readonly Setting[], task: Task, size: TableSize): Space {
  return Object.fromEntries(
    settings
      .filter((setting) => setting.task === undefined || setting.task === task.name)
      .flatMap(({ options: { name }, main, usual, domain }): [string, Domain][] => {
        if (domain === undefined) return [];
        const own = domain(usual?.(size));
        return [[name, usual === undefined ? optional({ [main]: own }) : own]];
      }),
  );
}

/**
 * A space from JSON whose every value can be trained.
 * @throws RangeError with code OCCAM_OPTION for unknown names, kinds and ranges, and values that a setting does not take.
 */
export function toSpace(json: unknown, where: string, settings: readonly Setting[], task: Task): Space {
  const known: KnownNames = Object.fromEntries(settings.map(({ options }) => [options.name, knownOf(options.fields)]));
  const space = parseSpace(json, where, known);
  for (const [name, domain] of Object.entries(space)) {
    const setting = requireSetting(name, where, settings, task);
    const { fields } = setting.options;
    if (domain.inner === undefined) requireDomain(fields[setting.main] as Field<unknown>, domain, `${where}.${name}`);
    else requireStrength(setting, domain.inner, `${where}.${name}`);
  }
  for (const { names, domain, path } of parametersOf(space)) {
    const [name, key] = names as readonly [string, string?];
    if (key === undefined) continue;
    const { fields } = requireSetting(name, where, settings, task).options;
    requireDomain(fields[key] as Field<unknown>, domain, `${where}.${path}`);
  }
  return space;
}

function knownOf(fields: Setting["options"]["fields"]): true | KnownNames {
  const names = Object.keys(fields);
  return names.join() === "value" ? true : Object.fromEntries(names.map((key) => [key, true]));
}

/** A part without its strength would change nothing. */
function requireStrength({ options: { fields } }: Setting, inner: Space, where: string): void {
  const missing = Object.entries(fields).find(([key, field]) => !isOptional(field) && !Object.hasOwn(inner, key));
  if (missing === undefined) return;
  const [key, { expected }] = missing;
  throw optionError({ where: `${where}.${key}`, expected: `a domain of ${expected}`, received: "nothing" });
}

/** The ends of a range, or every value of a choice. */
function requireDomain(field: Field<unknown>, { ordered, levelCount, at }: Domain, where: string): void {
  const outermost = ordered
    ? [at(0), at(1)]
    : Array.from({ length: levelCount }, (_, level) => at((level + 0.5) / levelCount));
  for (const value of outermost) checkSingle(field, where, value);
}
