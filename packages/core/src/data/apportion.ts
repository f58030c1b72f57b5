/** Products such as 35 * 0.6 miss a whole number by rounding; nearer than this they are that number. */
const ROUNDING = 1e-9;

/**
 * Whole numbers that add up to `total`, near `total * share` (Hamilton's method of largest remainders): the whole
 * parts, and one more for the largest fractions, of equal ones the first. `shares` add up to 1.
 */
export function apportion(total: number, shares: readonly number[]): readonly number[] {
  const exact = shares.map((share) => total * share);
  const whole = exact.map(wholePart);
  const byFraction = shares.map((_, part) => part).sort((a, b) => gap(exact, whole, b) - gap(exact, whole, a) || a - b);
  const served = new Set(byFraction.slice(0, total - sum(whole)));
  return whole.map((count, part) => count + Number(served.has(part)));
}

/**
 * The rows [class][part] that each class gives to each part: floor(size * share) or one more, such that the parts add
 * up to `apportion(rows of all classes, shares)`. This is always possible for up to three parts, as Gale and Ryser's
 * condition shows: at most two rows of a class are left over by the floors, and no part lacks more rows than there are
 * classes with such a row.
 *
 * The first part gets at least one row of every class; where that overfills it, the sums give way. Small classes
 * choose first, the parts with the largest fractions of them, then those with the most room, then the first: so a
 * class of two rows is spread over two parts while there is room.
 */
export function apportionClasses(classSizes: readonly number[], shares: readonly number[]): readonly number[][] {
  const whole = classSizes.map((size) => shares.map((share, part) => Math.max(wholePart(size * share), part ? 0 : 1)));
  let room = apportion(sum(classSizes), shares).map(
    (size, part) => size - sum(whole.map((row) => row[part] as number)),
  );
  let waiting = classSizes.filter((size, i) => size > sum(whole[i] as number[])).length;

  const counts = whole.slice();
  const smallestFirst = classSizes.map((_, i) => i).sort((a, b) => at(classSizes, a) - at(classSizes, b) || a - b);
  for (const i of smallestFirst) {
    const spare = at(classSizes, i) - sum(whole[i] as number[]);
    if (spare === 0) continue;
    waiting--;
    const fractions = shares.map((share, part) => at(classSizes, i) * share - at(whole[i] as number[], part));
    const choice = bestChoice(spare, fractions, room, waiting);
    room = room.map((rows, part) => rows - at(choice, part));
    counts[i] = (whole[i] as number[]).map((count, part) => count + at(choice, part));
  }
  return counts;
}

/** `spare` rows, at most one a part: first of all without spoiling the sums, then as `apportionClasses` says. */
function bestChoice(
  spare: number,
  fractions: readonly number[],
  room: readonly number[],
  waiting: number,
): readonly number[] {
  const ranked = choicesOf(spare, room.length).map((choice) => ({
    choice,
    ranks: [
      misfit(
        room.map((rows, part) => rows - at(choice, part)),
        waiting,
      ),
      -Math.round(dot(choice, fractions) / ROUNDING),
      -dot(choice, room),
    ],
  }));
  const [first, ...others] = ranked;
  return others.reduce((best, other) => (precedes(other.ranks, best.ranks) ? other : best), first as (typeof ranked)[0])
    .choice;
}

/** Rows that parts will have too many or too few of, when each of `waiting` classes can still give each part one. */
function misfit(room: readonly number[], waiting: number): number {
  return sum(room.map((rows) => Math.max(0, -rows) + Math.max(0, rows - waiting)));
}

/** All ways to pick `count` of `partCount` parts, as zeros and ones; the first parts first. */
function choicesOf(count: number, partCount: number): readonly number[][] {
  if (partCount === 0) return count === 0 ? [[]] : [];
  const withFirst = count > 0 ? choicesOf(count - 1, partCount - 1).map((rest) => [1, ...rest]) : [];
  return [...withFirst, ...choicesOf(count, partCount - 1).map((rest) => [0, ...rest])];
}

function precedes(a: readonly number[], b: readonly number[]): boolean {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing >= 0 && at(a, differing) < at(b, differing);
}

function wholePart(exact: number): number {
  return Math.floor(exact + ROUNDING);
}

/** Fractions in units of ROUNDING, so that 0.2 and 1 - 0.6 - 0.2 are equal. */
function gap(exact: readonly number[], whole: readonly number[], part: number): number {
  return Math.round((at(exact, part) - at(whole, part)) / ROUNDING);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => value * at(b, i)));
}

function at(values: readonly number[], i: number): number {
  return values[i] as number;
}
