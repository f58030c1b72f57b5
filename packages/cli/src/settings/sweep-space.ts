/** The space of a sweep: from a file, or a cocktail of every regularizer that has a default range. */
import { type Domain, type KnownNames, parametersOf, parseSpace, type Space } from "@occam/core";
import type { Task } from "../fit/understanding.ts";
import { requireSetting, requireValue } from "./configuration.ts";
import { readJsonFile } from "./read-json-file.ts";
import { type Configured, SETTINGS } from "./setting.ts";

/** Each regularizer off or on with a strength, the learning rate, and hidden layers. */
export function defaultSpace(task: Task, plain: Configured): Space {
  const fitting = SETTINGS.filter((setting) => setting.task === undefined || setting.task === task);
  return Object.fromEntries(
    fitting.flatMap(({ name, domain }): [string, Domain][] => (domain ? [[name, domain(plain)]] : [])),
  );
}

/** @throws input or option error for unknown names (with the nearest known one), kinds, and values out of range. */
export async function readSpace(file: string, task: Task): Promise<Space> {
  return toSpace(await readJsonFile(file, "--space"), file, task);
}

/** A space whose every value can be trained. */
export function toSpace(json: unknown, file: string, task: Task): Space {
  const known: KnownNames = Object.fromEntries(SETTINGS.map(({ name, key }) => [name, key ? { [key]: true } : true]));
  const space = parseSpace(json, file, known);
  for (const { names, domain, path } of parametersOf(space)) {
    const setting = requireSetting(names[0] as string, file, task);
    if (domain.inner !== undefined) {
      if (setting.key !== undefined && Object.hasOwn(domain.inner, setting.key)) continue;
      // A part without its strength would change nothing.
      requireValue(setting, undefined, `${path}.${setting.key}`, file);
    }
    for (const value of outermost(domain)) requireValue(setting, value, path, file);
  }
  return space;
}

/** The ends of a range, or every value of a choice. */
function outermost({ ordered, levelCount, at }: Domain): readonly unknown[] {
  if (ordered) return [at(0), at(1)];
  return Array.from({ length: levelCount }, (_, level) => at((level + 0.5) / levelCount));
}
