import type { FitResult } from "../results/fit-result.ts";
import { decisionWords, isDecisionShown, type TradeOff, tradeOffOf } from "../words/decision-words.ts";
import { sentence } from "../words/plain-text.ts";
import { type Html, html } from "./html.ts";
import { scrollRegion } from "./scroll-region.ts";

/** How probabilities become labels, and what other thresholds would do; nothing where nobody needs to hear of it. */
export function decisionSection(result: FitResult): Html {
  if (!isDecisionShown(result)) return html``;
  const tradeOff = tradeOffOf(result);
  return html`<section aria-labelledby="labels">
<h2 id="labels">From probabilities to labels</h2>
<div class="explain"><p>The network gives probabilities. Its label is ${sentence(decisionWords(result))} ${tradeOff === undefined ? "" : "A lower threshold finds more of the rare rows and raises more false alarms; which is worse is for you to say, and no network can know it."}</p>
<p>The verdict above is about the probabilities, and stays the same whatever labels are made of them.</p></div>
${tradeOff === undefined ? html`` : thresholdTable(tradeOff)}
</section>`;
}

function thresholdTable({ label, heads, rows }: TradeOff): Html {
  const caption = `Rows labelled ${JSON.stringify(label)} above each threshold, of the validation rows: found is the share of such rows that are labelled so, right the share of rows so labelled that are such rows`;
  const body = rows.map(({ isOwn, cells: [first = "", ...others] }) => {
    const mark = isOwn ? html` <span class="tag">in use</span>` : html``;
    return html`<tr><th scope="row">${first}${mark}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>`;
  });
  return scrollRegion(
    "Thresholds",
    html`<table class="narrow"><caption>${caption}</caption><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${body}</tbody></table>`,
  );
}
