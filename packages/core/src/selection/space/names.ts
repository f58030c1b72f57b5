import { describe, optionError } from "../../errors.ts";

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * @throws RangeError with code OCCAM_OPTION unless each name is a letter and up to 63 letters, digits, - and _, and not
 *   one that every object has ("constructor"): a path joins names with dots, and values are plain objects.
 */
export function requireNames(where: string, names: readonly string[]): void {
  const bad = names.find((name) => !NAME.test(name) || name in Object.prototype);
  if (bad === undefined) return;
  throw optionError({
    where,
    expected: "names of a letter and up to 63 letters, digits, - and _, not those that every object has,",
    received: describe(bad),
    fix: "rename it",
  });
}

/** The error for a name that is not among the known ones; it names the nearest of them. */
export function unknownName(where: string, what: string, name: string, known: readonly string[]): Error {
  const nearest = nearestName(name, known);
  return optionError({
    where,
    expected: `${what} (${known.join(", ")})`,
    received: describe(name),
    ...(nearest === undefined ? {} : { fix: `the nearest is ${describe(nearest)}` }),
  });
}

/**
 * The known name with the smallest edit distance, of equal ones the first; undefined when it is more than half of the
 * longer name's length, which is no slip of the finger. Upper and lower case count as equal.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map((other) => ({ other, distance: editDistance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, distance }) => distance <= Math.max(name.length, other.length) / 2);
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.other;
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein 1966). */
export function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (previous[j - 1] as number) + Number(from[i - 1] !== to[j - 1]);
      row.push(Math.min(replaced, (previous[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    previous = row;
  }
  return previous[to.length] as number;
}
