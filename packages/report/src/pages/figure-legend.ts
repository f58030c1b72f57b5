import { type Html, html, trustedHtml } from "./html.ts";
import { ink } from "./svg-document.ts";

const swatches = {
  train: `<line x1="0" y1="6" x2="26" y2="6" stroke="${ink.train}" stroke-width="2.5" stroke-dasharray="6 3"/>`,
  validation: `<line x1="0" y1="6" x2="26" y2="6" stroke="${ink.validation}" stroke-width="2.5"/>`,
  gap: `<rect width="26" height="12" rx="2" fill="${ink.gap}"/>`,
  kept: `<line x1="13" y1="0" x2="13" y2="12" stroke="${ink.text}" stroke-width="1.5" stroke-dasharray="2 2"/>`,
  chosen: `<path d="M13 0 19 6 13 12 7 6Z" fill="${ink.chosen}"/>`,
  whisker: `<line x1="13" y1="0" x2="13" y2="12" stroke="${ink.validation}" stroke-opacity=".6" stroke-width="1.5"/><circle cx="13" cy="6" r="3.5" fill="${ink.validation}"/>`,
  trainDot: `<circle cx="13" cy="6" r="4.5" fill="var(--page)" stroke="${ink.train}" stroke-width="2.5"/>`,
  testDot: `<circle cx="13" cy="6" r="5.5" fill="${ink.test}"/>`,
} as const;

export type Swatch = keyof typeof swatches;

/** The key of a figure: a drawn sample and its words. */
export function figureLegend(entries: readonly (readonly [Swatch, string])[]): Html {
  const items = entries.map(
    ([swatch, words]) =>
      html`<li><svg aria-hidden="true" width="26" height="12" viewBox="0 0 26 12">${trustedHtml(swatches[swatch])}</svg>${words}</li>`,
  );
  return html`<ul class="legend">${items}</ul>`;
}
