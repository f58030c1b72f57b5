/** How columns are read, and which rows belong together: options of every command that learns from a table. */
import type { AskedKind } from "@occam/core/tabular";
import { type Command, InvalidArgumentError } from "commander";

export interface ReadingFlags {
  readonly column?: Readonly<Record<string, AskedKind>>;
  readonly missing?: readonly string[];
  readonly group?: string;
  readonly time?: string;
}

export function addReadingOptions(command: Command): Command {
  return command
    .option(
      "--column <name=kind>",
      "read a column as numeric, category, code, date (date-dmy, date-mdy) or text, or drop it (repeat it for more columns)",
      askedKind,
    )
    .option("--group <column>", "rows of one value of it, such as a patient's, stay together in split and folds")
    .option("--time <column>", "split and fold in its order: train on earlier rows, test with the latest")
    .option("--missing <mark...>", "cells that mean a missing value, besides the usual ones such as NA and n/a");
}

/** The flags as the library's options. */
export function toReadingOptions<Flags extends ReadingFlags>({ column, ...others }: Flags) {
  return { ...others, ...(column !== undefined && { columns: column }) };
}

/** The library's options whose flags have another name. */
export const READING_FLAGS = [["columns", "--column"]] as const;

/** "zip=code" beside those before it. Which kinds there are, the library knows. */
function askedKind(text: string, before: ReadingFlags["column"] = {}): ReadingFlags["column"] {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected NAME=KIND, such as zip=code.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) as AskedKind };
}
