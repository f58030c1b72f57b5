/** Notes on the reading of a table in words: one record a code. */
import type { Finding, FindingCode } from "@occam/core/diagnosis";
import type { Note, NoteCode } from "@occam/core/tabular";
import type { FitResult } from "../results/fit-result.ts";
import { droppedWords } from "./dropped-words.ts";
import { formatCount } from "./format-number.ts";
import { clipText } from "./plain-text.ts";
import { percent } from "./short-number.ts";

interface NoteFacts {
  /** "3 cells", "1,200 rows". */
  readonly rows: string;
  /** Of all rows. */
  readonly share: string;
  /** In quotation marks. */
  readonly example: string;
  readonly note: Note;
}

interface NoteWords {
  /** Fit for "COLUMN: ", or, of the whole table, for the beginning of a sentence; no full stop. */
  readonly text: (facts: NoteFacts) => string;
  /** What is counted; default cells. */
  readonly counts?: "row";
  /** Whether it changes what a verdict means, and stands beside it; default not. */
  readonly bearsOnVerdict?: (result: Shown) => boolean;
  /** It is said where columns are listed. */
  readonly isInColumns?: true;
  /** The finding that says the same where there are no notes. */
  readonly finding?: FindingCode;
}

/** What of a result its notes are told by. */
type Shown = Pick<FitResult, "constant" | "data">;

const always = () => true;

const NOTE_WORDS: { readonly [Code in NoteCode]: NoteWords } = {
  numbersWrittenAs: { text: ({ rows, example }) => `read as numbers, ${rows} written as ${example}` },
  missingMarks: { text: ({ rows, example }) => `${rows} such as ${example} taken for missing` },
  keptMark: { text: ({ rows, example }) => `${rows} of ${example} kept as a value, as the others look like it` },
  code: { text: ({ example }) => `codes with leading zeros such as ${example}, kept as written` },
  dates: {
    text: ({ example, note: { parts = [] } }) =>
      `dates or times such as ${example}, ${parts.length > 0 ? `taken apart into ${parts.join(", ")}` : "which say nothing"}`,
  },
  wordCounts: { text: ({ example }) => `sentences, of which frequent words are counted: ${example}, ...` },
  mergedSpellings: { text: ({ rows, example }) => `${rows} such as ${example} taken for another spelling of a value` },
  mostlyNumbers: {
    text: ({ rows, example }) =>
      `read as categories, though all but ${rows} such as ${example} are numbers: correct those, or name them by --missing`,
  },
  repeatedRows: {
    text: ({ rows, example }) =>
      `${rows} equal to one above (the first is row ${example.slice(1, -1)}), kept in its part, so that none is tested on its twin`,
    counts: "row",
    bearsOnVerdict: always,
  },
  looksLikeGroups: {
    text: ({ rows, example }) =>
      `rows of one value, such as ${example}, are alike (${rows} each): if new rows will have values of their own, these scores are too good, so say --group`,
    counts: "row",
    bearsOnVerdict: always,
  },
  looksLikeTime: {
    text: () => "looks like time: if the model is to predict what comes later, say --time",
    bearsOnVerdict: always,
  },
  leakingColumn: {
    text: ({ rows }) =>
      `tells the target by itself, as only what is made of it or after it does (on ${rows} held out): ask whether it is known before the target is`,
    counts: "row",
    bearsOnVerdict: always,
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
    text: ({ rows, share, example }) =>
      `only ${rows} (${share}) of the class ${example}: look at balanced accuracy and AUC, and at what a constant prediction scores`,
    counts: "row",
    // Where a class is rare beside several others, a constant prediction is as wrong as it looks.
    bearsOnVerdict: ({ constant }) => (constant.accuracy ?? 0) >= MISLEADING,
  },
  roundedByFloat64: {
    text: ({ rows, example }) =>
      `${rows} such as ${example} have more than 16 digits and differ in the last ones, which are lost: leave off the first digits, which they share`,
  },
  rowsWithoutTarget: {
    text: ({ rows, example }) => `${rows} without a target${example === "" ? "" : ` (${example})`} left out`,
    counts: "row",
    bearsOnVerdict: always,
  },
  droppedColumn: {
    text: ({ note: { reason } }) => `left out${reason === undefined ? "" : ` (${droppedWords(reason)})`}`,
    isInColumns: true,
  },
};

/** A constant prediction of such an accuracy looks like a good model. */
const MISLEADING = 0.8;

/** "age: 3 cells such as "n/a" taken for missing". */
export function noteWords(note: Note, { data }: { readonly data: Pick<FitResult["data"], "rows"> }): string {
  const { code, column, rows, example } = note;
  const { text, counts = "cell" } = NOTE_WORDS[code];
  const { train, validation, test } = data.rows;
  const said = text({
    rows: `${formatCount(rows)} ${counts}${rows === 1 ? "" : "s"}`,
    share: percent(rows / (train + validation + test)),
    example: example === undefined ? "" : JSON.stringify(clipText(example, 40)),
    note,
  });
  return column === undefined ? said : `${clipText(column, 40)}: ${said}`;
}

/** Notes that stand beside the verdict, whose meaning they change, and those that stand with the data. What is said of columns where they are listed is in neither. */
export function shownNotes(result: Shown): Readonly<Record<"besideVerdict" | "others", readonly Note[]>> {
  const notes = result.data.notes.filter(({ code }) => NOTE_WORDS[code].isInColumns !== true);
  const bears = ({ code }: Note) => NOTE_WORDS[code].bearsOnVerdict?.(result) === true;
  return { besideVerdict: notes.filter(bears), others: notes.filter((note) => !bears(note)) };
}

/** What no note says: a thing is said once. */
export function findingsBeside(notes: readonly Note[], findings: readonly Finding[]): readonly Finding[] {
  const said = new Set(notes.map(({ code }) => NOTE_WORDS[code].finding));
  return findings.filter(({ code }) => !said.has(code));
}
