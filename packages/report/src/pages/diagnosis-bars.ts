/** What a diagnosis splits into parts: the probabilities, the error, the units of each layer. */
import type { ErrorParts } from "@occam/core/tabular";
import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { probabilityWords } from "../words/diagnosis-words.ts";
import { errorPartWords } from "../words/error-part-words.ts";
import { formatCount, formatShare, numberColumn } from "../words/format-number.ts";
import { clipText } from "../words/plain-text.ts";
import type { Html } from "./html.ts";
import { stackedBars } from "./stacked-bars.ts";
import { ink } from "./svg-document.ts";

const WIDTH = 600;
const HALF_WIDTH = 500;

export function probabilityFigure({ probabilities }: DiagnoseResult): Html {
  const { overfitting, underfitting, goodFit } = probabilities;
  const parts = [
    { words: `overfitting ${formatShare(overfitting)}`, size: overfitting, color: ink.bad },
    { words: `good fit ${formatShare(goodFit)}`, size: goodFit, color: ink.good },
    { words: `underfitting ${formatShare(underfitting)}`, size: underfitting, color: ink.open },
  ];
  return stackedBars([{ parts }], WIDTH, `Probabilities: ${probabilityWords(probabilities)}.`);
}

/** Variance and bias in the colours of the states that they stand for. */
export function errorPartFigure(found: ErrorParts, metric: string): Html {
  const { bias2, variance, noise } = found;
  const number = numberColumn([bias2, variance, noise]);
  const parts = [
    { words: `variance ${number(variance)}`, size: variance, color: ink.bad },
    { words: `noise ${number(noise)}`, size: noise, color: ink.baseline },
    { words: `bias² ${number(bias2)}`, size: bias2, color: ink.open },
  ];
  // Of an estimate, a part may be below 0: it has no length, and is said.
  const drawn = parts.map((part) => ({ ...part, size: Math.max(0, part.size) }));
  const { what, sum } = errorPartWords(found, metric);
  return stackedBars([{ parts: drawn }], WIDTH, `${what}: ${sum}.`);
}

export function unitFigure({ inside }: DiagnoseResult): Html {
  const bars = inside.layers.map(({ layer, units, dead, nearlyDead }) => {
    const alive = units - dead - nearlyDead;
    return {
      name: clipText(layer, 12),
      parts: [
        { words: `${formatCount(alive)} alive`, size: alive, color: ink.good },
        { words: `${formatCount(nearlyDead)} nearly dead`, size: nearlyDead, color: ink.open },
        { words: `${formatCount(dead)} dead`, size: dead, color: ink.baseline },
      ],
    };
  });
  const words = bars.map(({ name, parts }) => `${name} ${parts.map((part) => part.words).join(", ")}`);
  return stackedBars(bars, HALF_WIDTH, `Units of each hidden layer: ${words.join("; ")}.`);
}
