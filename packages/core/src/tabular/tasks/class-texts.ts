/** A target of texts: whether they can be classes, and what to do where they cannot. */
import type { TextInput } from "../../data/columns.ts";
import { quoted } from "../table/table-error.ts";

/** More classes than this need at least MIN_CLASS_ROWS rows each, on average. */
const FEW_CLASSES = 10;
const MIN_CLASS_ROWS = 5;

/** Whether so many rows leave too few for each class. */
export function areTooManyClasses(classCount: number, rowCount: number): boolean {
  return classCount > FEW_CLASSES && classCount * MIN_CLASS_ROWS > rowCount;
}

/** How texts that are numbers, or numbers but for some cells, become a target of numbers; undefined for other texts. */
export function numbersHint({ name, values }: TextInput): string | undefined {
  const present = values.filter((text) => text !== null);
  const isNumber = (text: string) => !Number.isNaN(Number(text));
  const numbers = present.filter(isNumber).length;
  if (numbers * 2 < present.length) return undefined;
  const odd = values.findIndex((text) => text !== null && !isNumber(text));
  return odd < 0
    ? `it holds numbers: say --column ${name}=numeric (columns of the library) and a regression`
    : `it holds numbers but for cells such as ${quoted(values[odd] as string)} in data row ${odd + 1}: correct or empty those, or name them as missing, for a regression`;
}

/** What to do about texts where a regression is asked for. */
export function textsHint(target: TextInput): string {
  const present = target.values.filter((text) => text !== null);
  const canBeClasses = !areTooManyClasses(new Set(present).size, present.length);
  const hint = canBeClasses ? "leave the task out or choose another target" : "choose another target";
  return numbersHint(target) ?? hint;
}
