import type { PathPointResult, PathResult } from "../results/path-result.ts";
import { formatCount, formatNumber } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { networkText } from "../words/network-text.ts";
import { pathNumbers, pathWords, strengthText } from "../words/path-words.ts";
import { capitalized, clipText } from "../words/plain-text.ts";
import { inputWords, pathInputFigure } from "./alpha-path-input-figure.ts";
import { pathLossFigure } from "./alpha-path-loss-figure.ts";
import { pathSparsityFigure, sparsityWords } from "./alpha-path-sparsity-figure.ts";
import { colophon } from "./colophon.ts";
import { type Html, html, trustedHtml } from "./html.ts";
import { htmlPage } from "./html-page.ts";
import { scrollRegion } from "./scroll-region.ts";
import { svgFiles } from "./svg-document.ts";

/** What `occam path --out` draws, by file name. */
export function pathFiles(result: PathResult): Readonly<Record<string, string>> {
  const drawings = {
    validation: pathLossFigure(result),
    inputs: pathInputFigure(result),
    sparsity: pathSparsityFigure(result),
  };
  return { "path.html": pathPage(result, drawings), ...svgFiles(drawings) };
}

/** The path as one page: no script, nothing loaded from anywhere, every text from the user's table escaped. */
function pathPage(result: PathResult, drawings: Readonly<Record<"validation" | "inputs" | "sparsity", Html>>): string {
  const { data, settings, target, penalty } = result;
  const words = pathWords(result);
  return htmlPage(
    html`${clipText(target, 120)}: occam path, ${penalty}`,
    html`
<header><p>occam path</p><h1>Predicting ${clipText(target, 120)}, with ${words.penalty} turned up</h1><p>${capitalized(result.task)} from ${data.file}: ${formatCount(data.rows.used)} rows in ${words.folds}, ${formatCount(data.rows.test)} test rows not looked at, ${formatCount(data.columns.length)} input columns; network ${networkText(settings)}</p></header>
<main>
<section aria-labelledby="answer">
<h2 id="answer" class="lead">${words.headline}</h2>
<p class="difference">${words.why}</p>
</section>
<section aria-labelledby="loss">
<h2 id="loss">Which strength does best on rows it has not seen</h2>
<p>With too little regularization the training loss is low and the validation loss is not; with too much both are high. The band is one standard error of the validation loss over folds. The dotted line is the lowest loss plus its standard error: everything below it is as good as the data can tell.</p>
<figure>${drawings.validation}</figure>
</section>
<section aria-labelledby="inputs">
<h2 id="inputs">What the network listens to</h2>
<p>The height is the norm of the weights that lead out of a column into the network, all rows on one scale; the number is its value at the chosen strength. ${inputWords(result)}</p>
<figure>${drawings.inputs}</figure>
</section>
<section aria-labelledby="sparsity">
<h2 id="sparsity">What is left of the network</h2>
<p>${sparsityWords(result)} ${words.zeros}</p>
<figure>${drawings.sparsity}</figure>
</section>
${pointSection(result)}
</main>
${colophon(result, words.seeds)}
`,
  );
}

function pointSection(result: PathResult): Html {
  const { points, metric } = result;
  const { label } = metricOf(metric);
  const { loss, error } = pathNumbers(result);
  const row = (point: PathPointResult) => {
    const isChosen = point.alpha === result.chosen.alpha;
    const tags = [
      ...(point.alpha === result.best.alpha ? [html` <span class="tag">lowest</span>`] : []),
      ...(isChosen ? [html` <span class="tag chosen">chosen</span>`] : []),
    ];
    return html`<tr${trustedHtml(isChosen ? ' class="chosen"' : "")}><th scope="row">${strengthText(result, point.alpha)}${tags}</th><td>${loss(scoreOf(point.train, metric))}</td><td>${loss(scoreOf(point.validation, metric))}</td><td>${error(scoreOf(point.validation, "se"))}</td><td>${formatNumber(point.norm1)}</td><td>${formatNumber(point.norm2)}</td><td>${formatNumber(point.radius)}</td><td>${formatCount(point.zeroWeights)}</td><td>${formatCount(point.activeNeurons)}</td><td>${formatCount(point.inputs.length)}</td><td>${formatCount(point.epochs)}</td></tr>
`;
  };
  return html`<section aria-labelledby="points">
<h2 id="points">Every strength</h2>
<p>Losses are means over folds${result.seeds.length > 1 ? " and seeds" : ""}. Norms, zeros, neurons and inputs are those of a network trained on all ${formatCount(result.data.rows.used)} rows for the same number of epochs; the radius is its penalty at alpha 1.</p>
${scrollRegion(
  "Every strength",
  html`<table>
<thead><tr><th scope="col">Strength</th><th scope="col">Train ${label}</th><th scope="col">Validation ${label}</th><th scope="col">± SE</th><th scope="col">1-norm</th><th scope="col">2-norm</th><th scope="col">Radius</th><th scope="col">Zero weights</th><th scope="col">Neurons</th><th scope="col">Inputs</th><th scope="col">Epochs</th></tr></thead>
<tbody>${points.map(row)}</tbody></table>`,
)}
</section>`;
}
