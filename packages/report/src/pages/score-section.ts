import type { Scores } from "../results/fit-result.ts";
import { formatNumber, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf, secondaryMetric } from "../words/metric.ts";
import { type Html, html } from "./html.ts";
import { scrollRegion } from "./scroll-region.ts";

interface ScoredModel {
  readonly title: string;
  readonly train: Scores;
  readonly validation: Scores;
  readonly test: Scores;
}

interface ScoreTable {
  /** The deciding metric. */
  readonly metric: string;
  /** What the scores on validation rows are called. */
  readonly validation: string;
  readonly models: readonly ScoredModel[];
}

/** All scores of networks on all three parts of the rows. */
export function scoreSection({ metric, validation, models }: ScoreTable): Html {
  const keys = [...new Set([metric, ...models.flatMap(({ test }) => Object.keys(test))])];
  const heads = ["train", validation, "test"].map((split) => html`<th scope="col">${split}</th>`);
  const titles = models.map(({ title }) => html`<th scope="colgroup" colspan="3">${title}</th>`);
  return html`<section aria-labelledby="all-scores">
<h2 id="all-scores">All scores</h2>
<p>Losses and errors are better when lower; ${secondaryMetric(metric).label} is better when higher.</p>
${scrollRegion(
  "All scores",
  html`<table><thead><tr><th scope="col" rowspan="2">Metric</th>${titles}</tr><tr>${models.flatMap(() => heads)}</tr></thead>
<tbody>${keys.map((key) => scoreRow(key, models))}</tbody></table>`,
)}
</section>`;
}

function scoreRow(key: string, models: readonly ScoredModel[]): Html {
  const metric = metricOf(key);
  const values = models.flatMap(({ train, validation, test }) =>
    [train, validation, test].map((scores) => scoreOf(scores, key)),
  );
  const format = metric.format === formatNumber ? numberColumn(values) : metric.format;
  return html`<tr><th scope="row">${metric.label}</th>${values.map((value) => html`<td>${format(value)}</td>`)}</tr>`;
}
