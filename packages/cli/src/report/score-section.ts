import type { FitResult } from "../results/fit-result.ts";
import { formatNumber, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf, secondaryMetric } from "../words/metric.ts";
import { validationWords } from "../words/validation-words.ts";
import { type Html, html } from "./html.ts";
import { scrollRegion } from "./scroll-region.ts";

/** All scores of both networks on all three parts of the rows. */
export function scoreSection(result: FitResult): Html {
  const keys = [...new Set([result.metric, ...Object.keys(result.baseline.test), ...Object.keys(result.chosen.test)])];
  const groups = keys.map((key) => scoreRow(key, result));
  const heads = ["train", validationWords(result).score, "test"].map((split) => html`<th scope="col">${split}</th>`);
  return html`<section aria-labelledby="scores">
<h2 id="scores">All scores</h2>
<p>Losses and errors are better when lower; ${secondaryMetric(result.metric).label} is better when higher.</p>
${scrollRegion(
  "All scores",
  html`<table><thead><tr><th scope="col" rowspan="2">Metric</th><th scope="colgroup" colspan="3">Baseline</th><th scope="colgroup" colspan="3">Chosen: ${result.chosen.name}</th></tr><tr>${heads}${heads}</tr></thead>
<tbody>${groups}</tbody></table>`,
)}
</section>`;
}

function scoreRow(key: string, { baseline, chosen }: FitResult): Html {
  const metric = metricOf(key);
  const values = [baseline, chosen].flatMap(({ train, validation, test }) =>
    [train, validation, test].map((scores) => scoreOf(scores, key)),
  );
  const format = metric.format === formatNumber ? numberColumn(values) : metric.format;
  return html`<tr><th scope="row">${metric.label}</th>${values.map((value) => html`<td>${format(value)}</td>`)}</tr>`;
}
