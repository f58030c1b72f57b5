import { describe, occamError, optionError } from "../errors.ts";
import { count, given, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { type RandomKey, randomPermutation } from "../tensor/random.ts";
import { type Fold, foldsOfParts } from "./fold.ts";
import { shuffledClasses } from "./shuffled-classes.ts";

/** Options of `kFold`. */
const K_FOLD = record("kFold", {
  rowCount: count(),
  /** At least 2. */
  folds: count(2),
  /** Default 1. Each repeat deals the rows anew. */
  repeats: optional(count(), 1),
  /** Decides which rows go where, never how many. */
  seed: count(0),
  /** A class index (0, 1, ...) for each row (`stratifyByQuantile` makes one of numbers): folds keep the proportions. */
  stratify: given<ArrayLike<number>>(),
  /** The group of each row (a patient, a document): rows of one group are validated together. Not with `stratify`. */
  groups: given<ArrayLike<number | string>>(),
});

export type KFoldOptions = OptionsOf<typeof K_FOLD>;

/**
 * Deals the rows at random to k parts; fold i validates on part i and trains on the others. Returns folds * repeats
 * folds, repeat by repeat.
 *
 * Validation sizes differ by at most one; with `stratify` the rows of each class in them do too. With `groups` no
 * group is both trained on and validated on; the largest group goes first and each to the smallest part so far, so that
 * sizes differ by no more than the rows of the largest group.
 * @throws RangeError with code OCCAM_OPTION on fewer than 2 folds, more folds than rows, rows of a class or groups,
 *   or both `stratify` and `groups`; Error with code OCCAM_SHAPE unless there is one class or group a row, OCCAM_DATA
 *   unless classes are whole numbers of at least 0 and groups are numbers or strings.
 */
export function kFold(options: KFoldOptions): readonly Fold[] {
  const { rowCount, folds, repeats, seed, stratify, groups } = K_FOLD.read(options);
  requireFoldsWithin("kFold.folds", folds, rowCount, "rows");
  if (stratify !== undefined && groups !== undefined) {
    throw optionError({
      where: "kFold",
      expected: "stratify or groups",
      received: "both",
      fix: "leave out stratify: whole groups cannot keep the proportions of classes in general",
    });
  }
  const strata = stratify ?? new Uint8Array(rowCount);
  return Array.from({ length: repeats }, (_, position) => {
    const key = { seed, stream: "folds", position };
    const partOf =
      groups === undefined ? dealClasses(rowCount, folds, strata, key) : dealGroups(rowCount, folds, groups, key);
    return foldsOfParts(partOf, folds);
  }).flat();
}

/** Class after class like cards: part sizes then differ by at most one, within each class and over all. */
function dealClasses(rowCount: number, folds: number, strata: ArrayLike<number>, key: RandomKey): Int32Array {
  const classes = shuffledClasses("kFold.stratify", rowCount, strata, key);
  for (const rows of classes) {
    requireFoldsWithin("kFold.folds", folds, rows.length, `rows of class ${strata[rows[0] as number]}`);
  }
  const partOf = new Int32Array(rowCount);
  classes.flat().forEach((row, i) => {
    partOf[row] = i % folds;
  });
  return partOf;
}

/** Longest processing time first (Graham 1969): the largest group that is left goes to the smallest part. */
function dealGroups(rowCount: number, folds: number, groups: ArrayLike<number | string>, key: RandomKey): Int32Array {
  const members = shuffledGroups(rowCount, groups, key);
  requireFoldsWithin("kFold.folds", folds, members.length, "groups");
  const partOf = new Int32Array(rowCount);
  const sizes = new Array<number>(folds).fill(0);
  // Sorting is stable: equal sizes stay in random order.
  for (const rows of members.toSorted((a, b) => b.length - a.length)) {
    const part = sizes.indexOf(Math.min(...sizes));
    sizes[part] = (sizes[part] as number) + rows.length;
    for (const row of rows) partOf[row] = part;
  }
  return partOf;
}

/** The rows of each group, groups in random order. */
function shuffledGroups(rowCount: number, groups: ArrayLike<number | string>, key: RandomKey): readonly number[][] {
  if (groups.length !== rowCount) {
    throw occamError("OCCAM_SHAPE", {
      where: "kFold.groups",
      expected: `${rowCount} values, one a row`,
      received: `${groups.length}`,
    });
  }
  const members = new Map<number | string, number[]>();
  for (const row of randomPermutation(rowCount, key)) {
    const group = groups[row];
    if (typeof group !== "string" && !Number.isFinite(group)) {
      throw occamError("OCCAM_DATA", {
        where: "kFold.groups",
        expected: "a number or string for each row",
        received: `${describe(group)} at row ${row}`,
        fix: "give a row without a group one of its own",
      });
    }
    const rows = members.get(group as number | string);
    if (rows === undefined) members.set(group as number | string, [row]);
    else rows.push(row);
  }
  return [...members.values()];
}

function requireFoldsWithin(where: string, folds: number, count: number, what: string): void {
  if (folds <= count) return;
  throw optionError({
    where,
    expected: `at most ${count}, the number of ${what},`,
    received: String(folds),
    fix: `use fewer folds${what.startsWith("rows of") ? ", or leave out stratify or the rare class" : ""}`,
  });
}
