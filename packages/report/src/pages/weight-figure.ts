import type { FitFigures } from "../results/fit-result.ts";
import { type Html, html } from "./html.ts";
import { ink, renderPlot } from "./svg-document.ts";
import { weightHistogram, weightLimit } from "./weight-histogram.ts";
import { barNotes, weightPlot, zeroWords } from "./weight-plot.ts";

/** One panel per layer: the weights that are not zero, baseline above chosen on one scale, and the zeros in words. */
export function weightFigures({ weights }: FitFigures): readonly Html[] {
  return weights.map(({ layer, baseline, chosen }) => {
    const limit = weightLimit([baseline, chosen]);
    const [before, after] = [weightHistogram(baseline, limit), weightHistogram(chosen, limit)];
    const rows = [
      { name: "baseline", color: ink.baseline, histogram: before },
      { name: "chosen", color: ink.chosen, histogram: after },
    ];
    const words = `Exactly zero: ${zeroWords(before)} in the baseline, ${zeroWords(after)} in the chosen network.`;
    const svg = renderPlot(weightPlot(rows, limit), `Weights of ${layer}. ${words}`);
    return html`<figure><figcaption><strong>${layer}</strong> ${[words, ...barNotes(rows)].join(" ")}</figcaption>${svg}</figure>`;
  });
}
