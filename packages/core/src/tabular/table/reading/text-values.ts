/** Columns of texts in one spelling each, with the spellings that the table has. */
import type { InputColumn, TextInput } from "../../../data/columns.ts";
import { type DistinctCell, distinctCells, rowsOf } from "./distinct-cells.ts";
import type { MissingTest } from "./missing-marks.ts";
import type { Note } from "./note.ts";

export interface TextRule {
  readonly isMissing: MissingTest;
  /** The one spelling of a text. */
  readonly toValue: (text: string) => string;
  /** Spellings of a value that other formats and programs have. */
  readonly otherSpellings: (value: string) => readonly string[];
}

/** Numbers become texts as JavaScript writes them. */
export function textColumn({ name, kind, values }: InputColumn): TextInput {
  if (kind === "text") return { name, kind, values };
  return { name, kind: "text", values: Array.from(values, (value) => (Number.isNaN(value) ? null : String(value))) };
}

export function readTexts(column: InputColumn, { isMissing, toValue, otherSpellings }: TextRule): TextInput {
  const { name, values } = textColumn(column);
  const cells = distinctCells(values);
  const meaning = new Map(cells.map(({ text }) => [text, isMissing(text) ? null : toValue(text)]));
  const spellings = spellingsOf(cells, meaning, otherSpellings);
  const isAsWritten = cells.every(({ text }) => meaning.get(text) === text);
  return {
    name,
    kind: "text",
    values: isAsWritten ? values : values.map((text) => (text === null ? null : (meaning.get(text) ?? null))),
    ...(spellings.size > 0 && { spellings }),
  };
}

/** Of each value that is not always written as it is: how the table writes it, the most frequent first, then how others do. */
function spellingsOf(
  cells: readonly DistinctCell[],
  meaning: ReadonlyMap<string, string | null>,
  otherSpellings: TextRule["otherSpellings"],
): NonNullable<TextInput["spellings"]> {
  const respelled = new Set(cells.map(({ text }) => meaning.get(text)).filter((value, i) => value !== cells[i]?.text));
  const spellings = new Map<string, Set<string>>();
  for (const { text } of cells.toSorted((a, b) => b.count - a.count)) {
    const value = meaning.get(text) ?? null;
    if (value === null || !(respelled.has(value) || spellings.has(value) || otherSpellings(value).length > 0)) continue;
    spellings.set(value, (spellings.get(value) ?? new Set()).add(text));
  }
  return new Map([...spellings].map(([value, own]) => [value, [...new Set([...own, ...otherSpellings(value)])]]));
}

/** A note where cells of one value are written in several ways. */
export function mergedSpellings(
  present: readonly DistinctCell[],
  toValue: TextRule["toValue"],
  column: string,
): readonly Note[] {
  if (present.every(({ text }) => toValue(text) === text)) return [];
  const seen = new Set<string>();
  const others = present
    .toSorted((a, b) => b.count - a.count)
    .filter(({ text }) => {
      const value = toValue(text);
      if (seen.has(value)) return true;
      seen.add(value);
      return false;
    });
  const [first] = others;
  return first === undefined ? [] : [{ code: "mergedSpellings", column, rows: rowsOf(others), example: first.text }];
}
