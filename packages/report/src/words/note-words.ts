/** Notes on the reading of a table in words: one record a code. */
import type { Finding, FindingCode } from "@occam/core/diagnosis";
import type { Note, NoteCode } from "@occam/core/tabular";
import { formatCount } from "./format-number.ts";
import { clipText } from "./plain-text.ts";

interface NoteWords {
  /** Fit for "COLUMN: ", or, of the whole table, for the beginning of a sentence; no full stop. */
  readonly text: (facts: { readonly rows: string; readonly example: string }) => string;
  /** What is counted; default cells. */
  readonly counts?: "row";
  /** It changes what a verdict means, and stands beside it. */
  readonly bearsOnVerdict?: true;
  /** The finding that says the same where there are no notes. */
  readonly finding?: FindingCode;
}

const NOTE_WORDS: { readonly [Code in NoteCode]: NoteWords } = {
  numbersWrittenAs: { text: ({ rows, example }) => `read as numbers, ${rows} written as ${example}` },
  missingMarks: { text: ({ rows, example }) => `${rows} such as ${example} taken for missing` },
  keptMark: { text: ({ rows, example }) => `${rows} of ${example} kept as a value, as the others look like it` },
  code: { text: ({ example }) => `codes with leading zeros such as ${example}, kept as written` },
  dates: { text: ({ example }) => `dates or times such as ${example}, taken apart into numbers` },
  wordCounts: { text: ({ example }) => `sentences, of which frequent words are counted: ${example}, ...` },
  mergedSpellings: { text: ({ rows, example }) => `${rows} such as ${example} taken for another spelling of a value` },
  mostlyNumbers: {
    text: ({ rows, example }) =>
      `read as categories, though all but ${rows} such as ${example} are numbers: correct those, or name them by --missing`,
  },
  repeatedRows: {
    text: ({ rows, example }) =>
      `${rows} that equal one above (the first is row ${example.slice(1, -1)}) stay in its part, so that none is tested on its twin`,
    counts: "row",
    bearsOnVerdict: true,
  },
  looksLikeGroups: {
    text: ({ rows, example }) =>
      `rows of one value, such as ${example}, are alike (${rows} each): if new rows will have values of their own, these scores are too good, so say --group`,
    counts: "row",
    bearsOnVerdict: true,
  },
  looksLikeTime: {
    text: () => "looks like time: if the model is to predict what comes later, say --time",
    bearsOnVerdict: true,
  },
  leakingColumn: {
    text: ({ rows }) =>
      `tells the target by itself, as only what is made of it or after it does (on ${rows} held out): ask whether it is known before the target is`,
    counts: "row",
    bearsOnVerdict: true,
    finding: "leaking-column",
  },
  tellingColumn: {
    text: ({ rows }) =>
      `tells nearly all of the target by itself (on ${rows} held out): if you know of no law behind that, ask whether it is known before the target is`,
    counts: "row",
    finding: "telling-column",
  },
  mergedByFloat32: {
    text: ({ rows, example }) =>
      `the network cannot tell ${rows} such as ${example} from others: some values lie too far away from the rest`,
    counts: "row",
  },
  imbalance: {
    text: ({ rows, example }) =>
      `only ${rows} of the class ${example}: look at balanced accuracy and AUC, and at what a constant prediction scores`,
    counts: "row",
    bearsOnVerdict: true,
  },
  roundedByFloat64: {
    text: ({ rows, example }) =>
      `${rows} such as ${example} have more than 16 digits and differ in the last ones, which are lost: leave off the first digits, which they share`,
  },
  rowsWithoutTarget: {
    text: ({ rows, example }) => `${rows} without a target${example === "" ? "" : ` (${example})`} are left out`,
    counts: "row",
    bearsOnVerdict: true,
  },
};

/** "age: 3 cells such as "n/a" taken for missing". */
export function noteWords({ code, column, rows, example }: Note): string {
  const { text, counts = "cell" } = NOTE_WORDS[code];
  const said = text({
    rows: `${formatCount(rows)} ${counts}${rows === 1 ? "" : "s"}`,
    example: example === undefined ? "" : JSON.stringify(clipText(example, 40)),
  });
  return column === undefined ? said : `${clipText(column, 40)}: ${said}`;
}

export function bearsOnVerdict({ code }: Note): boolean {
  return NOTE_WORDS[code].bearsOnVerdict === true;
}

/** What no note says: a thing is said once. */
export function findingsBeside(notes: readonly Note[], findings: readonly Finding[]): readonly Finding[] {
  const said = new Set(notes.map(({ code }) => NOTE_WORDS[code].finding));
  return findings.filter(({ code }) => !said.has(code));
}
