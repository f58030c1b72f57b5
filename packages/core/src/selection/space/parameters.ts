import type { Domain, HyperparameterValue, Space, SpaceValues } from "./domain.ts";
import { requireNames } from "./names.ts";

/** One thing to set in a space, a switch included. */
export interface Parameter {
  /** Its names from the outside in, joined by dots: "l1" is the switch, "l1.alpha" the strength. */
  readonly path: string;
  readonly names: readonly string[];
  readonly domain: Domain;
  /** Its place in `parametersOf`. */
  readonly index: number;
}

/**
 * All parameters, names in the order of their UTF-16 units, a switch before what it switches.
 * @throws RangeError with code OCCAM_OPTION on a name that is not a letter and up to 63 letters, digits, - and _, or that
 *   every object has.
 */
export function parametersOf(space: Space): readonly Parameter[] {
  return domainsOf(space, []).map(({ names, domain }, index) => ({ path: names.join("."), names, domain, index }));
}

function domainsOf(space: Space, outer: readonly string[]): readonly Pick<Parameter, "names" | "domain">[] {
  requireNames("space", Object.keys(space));
  return sortedNames(space).flatMap((name) => {
    const domain = space[name] as Domain;
    const names = [...outer, name];
    return [{ names, domain }, ...domainsOf(domain.inner ?? {}, names)];
  });
}

/** The values that `choose` gives to the parameters; it is asked only for those that are there (the switch is on). */
export function composeValues(space: Space, choose: (parameter: Parameter) => HyperparameterValue): SpaceValues {
  const byPath = new Map(parametersOf(space).map((parameter) => [parameter.path, parameter]));
  const compose = (level: Space, outer: string): SpaceValues =>
    Object.fromEntries(
      sortedNames(level).map((name) => {
        const parameter = byPath.get(outer + name) as Parameter;
        const value = choose(parameter);
        const { inner } = parameter.domain;
        if (inner === undefined) return [name, value];
        return [name, value === true ? compose(inner, `${parameter.path}.`) : null];
      }),
    );
  return compose(space, "");
}

/** The value of a parameter, true or false for a switch; undefined where a switch around it is off. */
export function readValue(values: SpaceValues, { names, domain }: Parameter): HyperparameterValue | undefined {
  let level: unknown = values;
  for (const name of names) {
    if (typeof level !== "object" || level === null || !Object.hasOwn(level, name)) return undefined;
    // Own properties of JSON; what they are is checked by the domain's cell.
    level = (level as Readonly<Record<string, unknown>>)[name];
  }
  if (domain.inner !== undefined) return level !== null;
  return level as HyperparameterValue;
}

/** Whether the values are a setting of this space: every name that is there and no other, each within its domain. */
export function isInSpace(space: Space, values: unknown): values is SpaceValues {
  if (typeof values !== "object" || values === null || Array.isArray(values)) return false;
  const given = values as Readonly<Record<string, unknown>>;
  const names = Object.keys(space);
  if (Object.keys(given).length !== names.length || !names.every((name) => Object.hasOwn(given, name))) return false;
  return names.every((name) => {
    const { inner, cell } = space[name] as Domain;
    if (inner === undefined) return cell(given[name]) !== undefined;
    return given[name] === null ? cell(false) !== undefined : isInSpace(inner, given[name]);
  });
}

function sortedNames(space: Space): readonly string[] {
  return Object.keys(space).sort();
}
