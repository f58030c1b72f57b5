import type { FitResult } from "../results/fit-result.ts";
import { droppedWords } from "../words/dropped-words.ts";
import { formatCount } from "../words/format-number.ts";
import { networkText } from "../words/network-text.ts";
import { noteWords, shownNotes } from "../words/note-words.ts";
import { clipText } from "../words/plain-text.ts";
import { percent } from "../words/short-number.ts";
import { validationWords } from "../words/validation-words.ts";
import { type Html, html } from "./html.ts";
import { scrollRegion } from "./scroll-region.ts";

const mostClasses = 40;
const mostDropped = 200;

/** What was understood of the table, and what was left out and why. */
export function dataSection(result: FitResult): Html {
  const { data, task } = result;
  const { train, validation, test } = data.rows;
  const { classes } = result;
  return html`<section aria-labelledby="data">
<h2 id="data">What was understood of the data</h2>
<dl class="facts">
<div><dt>Target</dt><dd>${clipText(result.target, 120)}</dd></div>
<div><dt>Task</dt><dd>${task}${classes === undefined ? "" : `, ${formatCount(classes.length)} classes`}</dd></div>
<div><dt>Rows</dt><dd>${formatCount(train + validation + test)}</dd></div>
<div><dt>Input columns</dt><dd>${formatCount(data.columns)}: ${formatCount(data.kinds.numeric)} numeric, ${formatCount(data.kinds.categorical)} categorical</dd></div>
<div><dt>Network</dt><dd>${networkText(result.chosen.settings)}</dd></div>
</dl>
${classes === undefined ? html`` : classList(classes)}
${splitTable(result)}
${droppedTable(data.dropped)}
${noteList(result)}
</section>`;
}

function classList(classes: readonly string[]): Html {
  const shown = classes.slice(0, mostClasses).map((name) => html`<li>${clipText(name, 80)}</li>`);
  const rest =
    classes.length > mostClasses ? html`<li>and ${formatCount(classes.length - mostClasses)} more</li>` : html``;
  return html`<p>The answers that the network can give:</p><ul class="chips">${shown}${rest}</ul>`;
}

function splitTable(result: FitResult): Html {
  const { rows, folds } = result.data;
  const total = rows.train + rows.validation + rows.test;
  const uses = [
    ["train", validationWords(result).training],
    ...(folds === undefined ? [["validation", "used to compare the candidates and to choose one"] as const] : []),
    ["test", "touched once, at the end, to report how good the result is"],
  ] as const;
  const body = uses.map(
    ([split, use]) =>
      html`<tr><th scope="row">${split}</th><td>${formatCount(rows[split])}</td><td>${percent(rows[split] / total)}</td><td class="words">${use}</td></tr>`,
  );
  return scrollRegion(
    "How the rows were divided",
    html`<table class="narrow"><caption>How the rows were divided</caption><thead><tr><th scope="col">Part</th><th scope="col">Rows</th><th scope="col">Share</th><th scope="col" class="words">Use</th></tr></thead><tbody>${body}</tbody></table>`,
  );
}

function noteList(result: FitResult): Html {
  const { others } = shownNotes(result);
  if (others.length === 0) return html``;
  const shown = others.slice(0, mostDropped).map((note) => html`<li>${noteWords(note, result)}.</li>`);
  const rest = others.length - shown.length;
  const more = rest > 0 ? html`<li>${formatCount(rest)} more are in run.json.</li>` : html``;
  return html`<p>What was decided in reading the table:</p><ul>${shown}${more}</ul>`;
}

function droppedTable(dropped: FitResult["data"]["dropped"]): Html {
  if (dropped.length === 0) return html`<p>No column was dropped.</p>`;
  const rows = dropped
    .slice(0, mostDropped)
    .map(
      ({ column, reason }) =>
        html`<tr><th scope="row">${clipText(column, 120)}</th><td class="words">${clipText(droppedWords(reason), 300)}</td></tr>`,
    );
  const rest = dropped.length - rows.length;
  const more = rest > 0 ? ` (the first ${mostDropped}; ${formatCount(rest)} more are in run.json)` : "";
  return scrollRegion(
    "Columns that were dropped",
    html`<table class="narrow"><caption>Columns that were dropped${more}</caption><thead><tr><th scope="col">Column</th><th scope="col" class="words">Why</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}
