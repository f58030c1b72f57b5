import type { InsideResult } from "../results/diagnose-result.ts";
import { clipText } from "../words/plain-text.ts";
import type { Html } from "./html.ts";
import { ink, renderPlot } from "./svg-document.ts";
import { barNotes, type WeightRow, weightPlot, zeroWords } from "./weight-plot.ts";

/** The weights of each kernel that are not zero, on one axis. */
export function kernelFigure({ weights }: InsideResult): Html {
  const rows = kernelRows(weights);
  const limit = Math.max(...weights.map(({ largest }) => largest)) || 1;
  return renderPlot({ ...weightPlot(rows, limit), width: 500 }, `Weights of each kernel. ${kernelWords(weights)}`);
}

/** The zeros in words, and what the caption has to add. */
export function kernelWords(weights: InsideResult["weights"]): string {
  const rows = kernelRows(weights);
  const zeros = rows.map(({ name, histogram }) => `${name} ${zeroWords(histogram)}`);
  const said = weights.every((own) => own.zeros === 0) ? "None is exactly zero." : `Exactly zero: ${zeros.join("; ")}.`;
  return [said, ...barNotes(rows)].join(" ");
}

function kernelRows(weights: InsideResult["weights"]): readonly WeightRow[] {
  return weights.map(({ parameter, count, zeros, largest, histogram }) => {
    const edge = (at: number) => largest * ((2 * at) / histogram.length - 1);
    const bins = histogram.map((own, at) => ({ low: edge(at), high: edge(at + 1), share: own / count }));
    return { name: clipText(parameter, 40), color: ink.chosen, histogram: { count, zeros, beyond: 0, bins } };
  });
}
