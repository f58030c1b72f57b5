import type { FitFigures, FitResult } from "../results/fit-result.ts";
import { formatCount } from "../words/format-number.ts";
import { metricOf } from "../words/metric.ts";
import { capitalized, clipText } from "../words/plain-text.ts";
import { validationScore, validationWords } from "../words/validation-words.ts";
import { answerSection } from "./answer-section.ts";
import { candidateSection } from "./candidate-section.ts";
import { colophon } from "./colophon.ts";
import { dataSection } from "./data-section.ts";
import { decisionSection } from "./decision-section.ts";
import { figureLegend } from "./figure-legend.ts";
import { gapFigures } from "./gap-figure.ts";
import { type Html, html } from "./html.ts";
import { htmlPage } from "./html-page.ts";
import { learningCurveFigures } from "./learning-curve-figure.ts";
import { pathFigures } from "./path-figure.ts";
import { scoreSection } from "./score-section.ts";
import { weightFigures } from "./weight-figure.ts";

/** The whole report as one file: no script, nothing loaded from anywhere, every text from the user's table escaped. */
export function renderFitHtml(result: FitResult, figures: FitFigures): string {
  return htmlPage(
    html`${clipText(result.target, 120)}: occam fit`,
    html`
${heading(result)}
<main>
${answerSection(result)}
${curveSection(result, figures)}
${pathSection(result, figures)}
${gapSection(result)}
${weightSection(figures)}
${candidateSection(result)}
${decisionSection(result)}
${scoreSection({
  metric: result.metric,
  validation: validationScore(result.data.folds !== undefined),
  models: [
    { title: "Baseline", ...result.baseline },
    { title: `Chosen: ${result.chosen.name}`, ...result.chosen },
  ],
})}
${dataSection(result)}
</main>
${colophon(result, `seed ${result.seed}`, fileNames(result))}
`,
  );
}

function heading({ target, task, data }: FitResult): Html {
  const { train, validation, test } = data.rows;
  return html`<header><p>occam fit</p><h1>Predicting ${clipText(target, 120)}</h1><p>${capitalized(task)} from ${data.file}: ${formatCount(train + validation + test)} rows, ${formatCount(data.columns)} input columns</p></header>`;
}

function curveSection(result: FitResult, figures: FitFigures): Html {
  const { panels, axis } = learningCurveFigures(result, figures);
  const words = validationWords(result);
  const log = axis.scale === "log" ? " The loss axis is logarithmic: equal steps are equal factors." : "";
  return html`<section aria-labelledby="curves">
<h2 id="curves">Learning, epoch by epoch</h2>
<div class="explain"><p>In each epoch the network passes over its training rows once and adjusts its weights. ${words.curves} When both curves fall together, it is learning something that holds in general. When the training curve keeps falling and the validation curve does not, it is memorizing: that is overfitting, and the shaded gap is its size.</p>
<p>${metricOf(result.metric).meaning(result)}${log} ${words.curvesOfFolds}</p></div>
${figureLegend([
  ["train", "training rows"],
  ["validation", "validation rows"],
  ["gap", "gap between them"],
  ["kept", words.kept],
])}
<div class="panels">${panels}</div>
</section>`;
}

function pathSection(result: FitResult, figures: FitFigures): Html {
  if (figures.paths.length === 0) return html``;
  return html`<section aria-labelledby="paths">
<h2 id="paths">Turning regularization up</h2>
<div class="explain"><p>Regularization makes complexity cost something, so that a network only uses what pays off. Each panel turns one kind of it up, from none at the left edge to strong at the right. With too little, the training loss is low and the validation loss is high. With too much, both are high, because the network is no longer free enough to learn. The best strength is where the validation curve is lowest.</p>
<p>A whisker is one standard error of the difference to the best candidate: differences smaller than that may be luck. Among the candidates within that distance of the best, the simplest is chosen.</p></div>
${figureLegend([
  ["train", "training rows"],
  ["validation", "validation rows"],
  ["whisker", "± one standard error"],
  ["chosen", `chosen: ${result.chosen.name}`],
])}
<div class="panels three">${pathFigures(result, figures)}</div>
</section>`;
}

function gapSection(result: FitResult): Html {
  return html`<section aria-labelledby="gap">
<h2 id="gap">The gap to new rows</h2>
<p>The test rows are looked at once, here: neither network has learnt from them, and neither was chosen or stopped by them. The gap is how much larger the ${metricOf(result.metric).label} is on them than on the training rows. A large gap means that the good score on the training rows was partly memory. The thin line is the range in which the gap plausibly lies; where that range includes 0, there may be no gap at all.</p>
${figureLegend([
  ["trainDot", "training rows"],
  ["testDot", "test rows"],
])}
<div class="panels">${gapFigures(result)}</div>
</section>`;
}

function weightSection(figures: FitFigures): Html {
  if (figures.weights.length === 0) return html``;
  return html`<section aria-labelledby="weights">
<h2 id="weights">Weights, before and after</h2>
<p>A weight says how strongly one unit listens to another. Regularization pulls weights towards zero; L1 sets many to exactly zero, and those connections can be removed without changing any answer. The bars show the weights that are not exactly zero, as a share of all, for the baseline above and for the chosen network below, on the same scale.</p>
<div class="panels three">${weightFigures(figures)}</div>
</section>`;
}

function fileNames({ files }: FitResult): Html {
  return html`<br>Model <code>${files.model}</code>, run <code>${files.run}</code>, this report <code>${files.report}</code>`;
}
