/** Whom a panel stands for: its regularizers as a hue, a marker and a name. */
import type { Strengths } from "../../engine/state.ts";
import { listed } from "../../figures/count-words.ts";
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
  const titles = names.map((name) => WORDS[name]?.title ?? name);
  return { sign, name: listed(titles.map((title, i) => (i === 0 ? title : withinSentence(title)))) };
}

/** "L1" stays as it is, "Dropout" loses its capital. */
const withinSentence = (title: string): string => (/^[A-Z][a-z]/.test(title) ? title.toLowerCase() : title);
