import { type Html, html } from "./html.ts";

/** Wraps a table that may be wider than the screen; it can be scrolled with the keyboard too. */
export function scrollRegion(label: string, table: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
}
