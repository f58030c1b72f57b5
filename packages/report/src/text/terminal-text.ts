import { createColors } from "picocolors";

export type Colors = ReturnType<typeof createColors>;

/** Where text is shown. */
export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; from 64 to 110 are used. */
  readonly width: number;
}

/** Colours, and the columns that are used. */
export interface Layout {
  readonly colors: Colors;
  readonly columns: number;
}

export function layoutOf({ color, width }: TerminalOptions): Layout {
  const columns = Math.min(110, Math.max(64, Number.isFinite(width) ? Math.floor(width) : 80));
  return { colors: createColors(color), columns };
}

const wide =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const combining = /\p{M}/u;

/** Columns that a terminal needs for text without escapes: two for East Asian letters and emoji, none for marks. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

export function padRight(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

export function padLeft(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Rows of cells under each other: those of the columns in `left` begin, all others end, where the widest does. */
export function alignRows(
  rows: readonly (readonly string[])[],
  { left = [], gap = "  " }: { readonly left?: readonly number[]; readonly gap?: string } = {},
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => textWidth(row[at] ?? ""))));
  return rows.map((row) =>
    row.map((cell, at) => (left.includes(at) ? padRight : padLeft)(cell, widths[at] ?? 0)).join(gap),
  );
}

/** Lines behind a label that stands in a column of its own. */
export function hang(label: string, lines: readonly string[], room: number, colors: Colors): readonly string[] {
  return lines.map((line, i) => `${i === 0 ? colors.dim(padRight(label, room)) : " ".repeat(room)}${line}`);
}

/** Breaks text at spaces into lines of at most `width` columns; a longer word is cut. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((part) => cutWord(part, width))) {
    if (line !== "" && textWidth(line) + 1 + textWidth(word) > width) {
      // Words may be parted by more than one space.
      lines.push(line.trimEnd());
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

function cutWord(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (textWidth(piece) + textWidth(character) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}
