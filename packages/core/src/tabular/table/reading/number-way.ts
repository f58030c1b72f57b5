/** The way in which a column writes numbers: decided by all its cells, and then how each is read. */
import { propertiesOf } from "../../properties-of.ts";
import type { DistinctCell } from "./distinct-cells.ts";
import { type NumberParts, numberParts } from "./number-parts.ts";
import { NUMBER_STYLES, type NumberStyle, plainDigits } from "./number-style.ts";

export interface NumberWay extends NumberStyle {
  /** The currency before and the unit behind every number that has one; "" for none. */
  readonly before: string;
  readonly behind: string;
  /** k, M and bn behind a number are powers of ten, not a unit. */
  readonly hasMagnitudes?: true;
}

/** 1234.5, as programs write it. */
export const PLAIN_WAY: NumberWay = { decimal: ".", before: "", behind: "" };

export function isPlainWay({ decimal, group, before, behind, hasMagnitudes }: NumberWay): boolean {
  return decimal === "." && group === undefined && before === "" && behind === "" && hasMagnitudes === undefined;
}

/** Whether a value out of a file is a way. */
export function isNumberWay(value: unknown): value is NumberWay {
  const { decimal, group, before, behind, hasMagnitudes = true } = propertiesOf(value);
  const isStyle = NUMBER_STYLES.some((style) => style.decimal === decimal && style.group === group);
  return isStyle && typeof before === "string" && typeof behind === "string" && hasMagnitudes === true;
}

export interface DecidedNumbers {
  readonly way: NumberWay;
  /** Another way reads other numbers out of the same cells, with the other mark for decimals. */
  readonly rival?: NumberWay;
}

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** The number that a cell spells as programs write it; NaN where it spells none, an infinity for "inf" and beyond a double. */
export function plainNumber(cell: string): number {
  const text = cell.trim();
  if (PLAIN.test(text)) return Number(text);
  if (INFINITE.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return Number.NaN;
}

/** The number that a cell spells in a way; NaN where it spells none. */
export function numberIn(cell: string, way: NumberWay): number {
  if (way.decimal === "." && way.behind === "") {
    const plain = plainNumber(cell);
    if (!Number.isNaN(plain)) return plain;
  }
  const parts = numberParts(cell);
  return parts === undefined || !isOfUnit(parts, way) ? Number.NaN : toNumber(parts, way);
}

/** The way that reads every cell as a number; undefined where none does, and for cells without a digit. */
export function decideNumbers(cells: readonly DistinctCell[]): DecidedNumbers | undefined {
  if (cells.length === 0) return undefined;
  if (cells.every(({ text }) => !Number.isNaN(plainNumber(text))))
    return { way: PLAIN_WAY, ...rivalOf(PLAIN_WAY, cells) };
  const spelled: NumberParts[] = [];
  for (const { text } of cells) {
    const parts = numberParts(text);
    if (parts === undefined) return undefined;
    spelled.push(parts);
  }
  const unit = commonUnit(spelled);
  if (unit === undefined) return undefined;
  const style = NUMBER_STYLES.find((each) => readsAll(each, spelled));
  if (style === undefined) return undefined;
  const way = { ...style, ...unit };
  return { way, ...rivalOf(way, cells) };
}

function readsAll(style: NumberStyle, spelled: readonly NumberParts[]): boolean {
  return spelled.every(({ body }) => plainDigits(body, style) !== undefined);
}

/** The first way with the other decimal mark, where it reads all cells too. */
function rivalOf(way: NumberWay, cells: readonly DistinctCell[]): Pick<DecidedNumbers, "rival"> {
  if (!cells.some(({ text }) => /[.,]/.test(text))) return {};
  // A number that no other style reads ends the search of each at once: most columns begin with one.
  const style = NUMBER_STYLES.find(
    (each) =>
      each.decimal !== way.decimal && cells.every(({ text }) => !Number.isNaN(numberIn(text, { ...way, ...each }))),
  );
  return style === undefined ? {} : { rival: { ...way, ...style } };
}

type Unit = Pick<NumberWay, "before" | "behind" | "hasMagnitudes">;

/** One unit for all cells, which some may leave out; undefined where there are several. */
function commonUnit(spelled: readonly NumberParts[]): Unit | undefined {
  const before = new Set(spelled.map((parts) => parts.before).filter((unit) => unit !== ""));
  const behind = new Set(spelled.map((parts) => parts.behind).filter((unit) => unit !== ""));
  if (before.size > 1) return undefined;
  const [currency = ""] = before;
  const [unit = ""] = behind;
  const isBare = spelled.some((parts) => parts.behind === "");
  const isMagnitude = spelled.every((parts) => parts.behind === "" || parts.magnitude !== undefined);
  if (isMagnitude && (behind.size > 1 || (isBare && behind.size > 0)))
    return { before: currency, behind: "", hasMagnitudes: true };
  if (behind.size > 1) return undefined;
  const way = { before: currency, behind: unit };
  return spelled.every((parts) => isOfUnit(parts, way)) ? way : undefined;
}

/** A number without a unit is one of the column's unit; without a percent sign it may be a share, unless it is 0. */
function isOfUnit(parts: NumberParts, { before, behind, hasMagnitudes }: Unit): boolean {
  if (parts.before !== "" && parts.before !== before) return false;
  if (hasMagnitudes) return parts.behind === "" || parts.magnitude !== undefined;
  if (parts.behind === "") return !SHARES.has(behind) || /^[0.,]+$/.test(parts.body);
  return parts.behind === behind;
}

const SHARES: ReadonlySet<string> = new Set(["%", "‰"]);

/** Rounded once: powers of ten go into the text of the number. */
function toNumber({ sign, body, exponent, magnitude = 0 }: NumberParts, way: NumberWay): number {
  const digits = plainDigits(body, way);
  return digits === undefined
    ? Number.NaN
    : Number(`${sign}${digits}e${exponent + (way.hasMagnitudes ? magnitude : 0)}`);
}
