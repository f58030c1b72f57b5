import type { FileFacts } from "../results/fit-result.ts";
import { formatNumber } from "../words/format-number.ts";
import { type Html, html } from "./html.ts";

interface Made {
  readonly occam: string;
  readonly seconds: number;
  readonly data: FileFacts;
}

/** The foot of a page: what made it, and of what. */
export function colophon({ occam, seconds, data }: Made, seeds: string, files: Html = html``): Html {
  return html`<footer><p>Made by occam ${occam} in ${formatNumber(seconds)} seconds with ${seeds}. The same version, table, options and seed give the same networks.</p>
<p>Table <code>${data.file}</code>, SHA-256 <code>${data.sha256}</code>${files}</p></footer>`;
}
