/** What a hyperparameter may be set to: a number, a text, a flag, or a list of these (the units of hidden layers). */
export type HyperparameterValue = string | number | boolean | readonly HyperparameterValue[];

/** Domains by name; the order of names means nothing. */
export interface Space {
  readonly [name: string]: Domain;
}

/**
 * One setting of a space, as JSON has it: a value for each name; for an optional part null when it is off, and the
 * values of its space when it is on.
 */
export interface SpaceValues {
  readonly [name: string]: HyperparameterValue | SpaceValues | null;
}

export interface DomainJson {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/**
 * The values that a hyperparameter may take, laid out over the unit interval: `at(u)` of a uniform u is a draw from the
 * prior. Levels (whole numbers, choices) own intervals of it; a continuous value owns a point.
 */
export interface Domain {
  readonly kind: string;
  /** As `parseSpace` reads it, defaults filled in. */
  readonly json: DomainJson;
  /** Whether values near each other on the unit interval are alike. */
  readonly ordered: boolean;
  /** How many values there are; Infinity for a continuous range. */
  readonly levelCount: number;
  /** The value at u, from 0 to 1 inclusive. */
  readonly at: (u: number) => HyperparameterValue;
  /** The ends of what a value owns of the unit interval, equal for a continuous one; undefined for a value outside. */
  readonly cell: (value: unknown) => readonly [number, number] | undefined;
  /** What there is to set while this is on (`optional`, `always`); the last level of such a domain is true, the others false. */
  readonly inner?: Space;
}

/** A kind of domain as JSON has it. */
export interface DomainKind {
  readonly kind: string;
  /** The keys that its JSON may have beside "kind". */
  readonly keys: readonly string[];
  /** @throws RangeError with code OCCAM_OPTION, naming `where`, on values out of range. */
  readonly parse: (json: DomainJson, where: string, parseInner: (json: unknown) => Space) => Domain;
}

/** Level `level` of `count` equal intervals. */
export function evenCell(level: number, count: number): readonly [number, number] | undefined {
  return Number.isInteger(level) && level >= 0 && level < count ? [level / count, (level + 1) / count] : undefined;
}

/** The level of u out of `count` equal intervals. */
export function evenLevel(u: number, count: number): number {
  return Math.min(count - 1, Math.floor(u * count));
}
