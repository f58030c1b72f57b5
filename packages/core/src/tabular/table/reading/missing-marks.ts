/** Marks by which people say that a value is missing. */
import { tidyText } from "./canonical-text.ts";

/** Marks wherever they stand, in small letters. Any may stand in brackets; dashes of any kind and number are one mark. */
const AMONG_TEXTS: ReadonlySet<string> = new Set([
  ...["", "na", "n/a", "n\\a", "n.a.", "n.a", "#na", "#n/a", "#n/a n/a", "none", "nat", "nil"],
  ...["nan", "-nan", "#nan", "1.#ind", "1.#qnan", "null", "#null!", "\\n"],
  ...["-", ".", "..", "...", "…", "?", "??", "(blank)", "(empty)", "(missing)"],
  ...["#value!", "#ref!", "#div/0!", "#num!", "#name?", "#error!", "#calc!", "#spill!"],
]);

/** Words are marks beside numbers, dates and booleans; among words they are words. */
const BESIDE_VALUES: ReadonlySet<string> = new Set([
  ...AMONG_TEXTS,
  ...[
    "unknown",
    "unk",
    "missing",
    "undefined",
    "unspecified",
    "undisclosed",
    "refused",
    "blank",
    "empty",
    "error",
    "tbd",
  ],
  ...[
    "known",
    "available",
    "applicable",
    "reported",
    "recorded",
    "specified",
    "stated",
    "measured",
    "given",
    "tested",
  ].map((word) => `not ${word}`),
  ...["no data", "no value", "no answer", "no response", "nd", "n.d.", "n/d", "nr", "n.r.", "*", "**", "***", ":"],
  ...["unbekannt", "keine angabe", "k.a.", "inconnu", "desconocido", "sin dato", "sin datos", "s/d", "sconosciuto"],
]);

/** Whether a cell says that its value is missing. */
export type MissingTest = (text: string) => boolean;

/** Whether a cell beside numbers, dates or booleans says so by a usual mark: "", NA, n/a, -, unknown and the like. */
export const isMissingMark: MissingTest = testOf(BESIDE_VALUES, []);

/** Among texts. `own` are marks that the user named. Case and spaces around do not count. */
export function missingAmongTexts(own: readonly string[]): MissingTest {
  return testOf(AMONG_TEXTS, own);
}

/** Beside numbers, dates and booleans. */
export function missingBesideValues(own: readonly string[]): MissingTest {
  return testOf(BESIDE_VALUES, own);
}

function testOf(marks: ReadonlySet<string>, own: readonly string[]): MissingTest {
  const all = own.length === 0 ? marks : new Set([...marks, ...own.map(keyOf)]);
  return (text) => {
    const key = keyOf(text);
    return all.has(key) || all.has(BRACKETED.exec(key)?.[1] ?? key);
  };
}

const BRACKETED = /^[([<{](.+)[)\]>}]$/;
const DASHES = /^[-\u2010-\u2015\u2212]+$/;

function keyOf(text: string): string {
  const key = tidyText(text).toLowerCase();
  return DASHES.test(key) ? "-" : key;
}

/**
 * Whether a mark looks like the other texts of its column, so that it is one of them: NA among EU, SA and AS, none among mild
 * and severe, - beside +.
 */
export function looksLikeOthers(mark: string, others: readonly string[]): boolean {
  const shape = SHAPES.find(({ test }) => test.test(mark));
  if (shape === undefined || others.length < shape.fewest || WORDS_OF_PROGRAMS.has(mark.toLowerCase())) return false;
  return others.every((text) => shape.test.test(text) && (!shape.isFixed || text.length === mark.length));
}

/** What marks and values may have in common. */
interface Shape {
  readonly test: RegExp;
  /** Texts of one length only. */
  readonly isFixed?: true;
  /** So many others show that it is no chance. */
  readonly fewest: number;
}

const SHAPES: readonly Shape[] = [
  { test: /^\p{Lu}+$/u, isFixed: true, fewest: 2 },
  { test: /^\p{Ll}{3,}$/u, fewest: 2 },
  { test: /^\p{Lu}\p{Ll}{2,}$/u, fewest: 2 },
  { test: /^[+\-–—]+$/u, fewest: 1 },
];

/** No table means them by themselves. */
const WORDS_OF_PROGRAMS: ReadonlySet<string> = new Set(["nat", "null", "nil"]);
