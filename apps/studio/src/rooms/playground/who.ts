/** Whom a panel stands for: its regularizers as a hue, a marker and a name. */
import type { Strengths } from "../../engine/state.ts";
import type { RegularizerSign } from "../../signs/regularizer-sign.ts";
import { WORDS } from "./words.ts";

export interface Who {
  readonly sign: RegularizerSign;
  /** "L2", "L1 and dropout", "None". */
  readonly name: string;
}

const SIGNS: ReadonlyMap<string, RegularizerSign> = new Map([
  ["l1", "l1"],
  ["l2", "l2"],
  ["dropout", "dropout"],
]);

/** Regularizers that are in use, with 0 where the slider stands at 0: only those that are not in the state are no part of the panel. */
export function whoOf(strengths: Strengths): Who {
  const names = Object.keys(strengths);
  const [first] = names;
  if (first === undefined) return { sign: "none", name: "None" };
  const sign = names.length === 1 ? (SIGNS.get(first) ?? "other") : "other";
  return { sign, name: listed(names.map((name) => WORDS[name]?.title ?? name)) };
}

/** "L1", "L1 and dropout", "L1, L2 and dropout": the first begins with a capital. */
function listed(titles: readonly string[]): string {
  const [first = "", ...rest] = titles;
  const later = rest.map((title) => (/^[A-Z][a-z]/.test(title) ? title.toLowerCase() : title));
  return later.length === 0 ? first : `${[first, ...later.slice(0, -1)].join(", ")} and ${later.at(-1)}`;
}
