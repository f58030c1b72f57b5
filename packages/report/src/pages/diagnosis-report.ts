import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { diagnosisWords, referenceWords } from "../words/diagnosis-words.ts";
import { errorPartWords } from "../words/error-part-words.ts";
import { formatCount, formatShare } from "../words/format-number.ts";
import { insideWords } from "../words/inside-words.ts";
import { levelWords } from "../words/interval-words.ts";
import { networkText } from "../words/network-text.ts";
import { capitalized, clipText, sentence } from "../words/plain-text.ts";
import { validationScore } from "../words/validation-words.ts";
import { colophon } from "./colophon.ts";
import { errorPartFigure, probabilityFigure, unitFigure } from "./diagnosis-bars.ts";
import { distanceFigure } from "./distance-figure.ts";
import { findingList } from "./finding-list.ts";
import { type Html, html, trustedHtml } from "./html.ts";
import { htmlPage } from "./html-page.ts";
import { kernelFigure, kernelWords } from "./kernel-figure.ts";
import { reliabilityFigure } from "./reliability-figure.ts";
import { rowCurveFigure } from "./row-curve-figure.ts";
import { scoreFigure } from "./score-figure.ts";
import { scoreSection } from "./score-section.ts";
import { svgFiles } from "./svg-document.ts";
import { verdictVerb } from "./verdict-badge.ts";

/** What `occam diagnose --out` draws, by file name. */
export function diagnosisFiles(result: DiagnoseResult): Readonly<Record<string, string>> {
  const figures = figuresOf(result);
  const drawings = Object.values(figures)
    .flat()
    .map(({ name, drawing }) => [name, drawing] as const);
  return { "diagnosis.html": diagnosisPage(result, figures), ...svgFiles(Object.fromEntries(drawings)) };
}

interface Figure {
  /** Of its file. */
  readonly name: string;
  readonly title: string;
  /** What the caption says of it. */
  readonly words: string;
  readonly drawing: Html;
  /** How the page sets it. */
  readonly style?: "bars";
}

/** By the sections of the page. */
interface Figures {
  readonly answer: readonly Figure[];
  readonly numbers: readonly Figure[];
  readonly retrained: readonly Figure[];
  readonly inside: readonly Figure[];
}

function figuresOf(result: DiagnoseResult): Figures {
  return {
    answer: [{ name: "probabilities", title: "", words: "", drawing: probabilityFigure(result), style: "bars" }],
    numbers: numberFigures(result),
    retrained: retrainedFigures(result),
    inside: insideFigures(result),
  };
}

function numberFigures(result: DiagnoseResult): readonly Figure[] {
  const { gap, reference, data } = result;
  const folds = data.rows.validation === 0 ? " Validation is in folds." : "";
  return [
    {
      name: "distances",
      title: `Gap and distance, with their ${levelWords(gap)}`,
      words: `Gap: test minus training rows; above 0 the network does better on what it has seen. Distance: to the best that it was measured against (${clipText(referenceWords(reference.name), 60)}); above 0 the network is behind.`,
      drawing: distanceFigure(result),
    },
    {
      name: "scores",
      title: "Scores on each part of the rows",
      words: `The dotted line is what predicting the same for every row costs.${folds}`,
      drawing: scoreFigure(result),
    },
  ];
}

function retrainedFigures({ learningCurve, biasVariance, metric }: DiagnoseResult): readonly Figure[] {
  const curve: Figure | undefined = learningCurve && {
    name: "learning-curve",
    title: "More rows, less error?",
    words: `${learningCurve[0]?.networks ?? 0} networks trained on each part of the training rows; the band is one standard deviation over them. A held-out curve that still falls at its end says that more rows would help; two curves that have met say that they would not.`,
    drawing: rowCurveFigure(learningCurve, metric),
  };
  const parts: Figure | undefined = biasVariance && {
    name: "bias-variance",
    title: "What the error is made of",
    words: `${partWords(biasVariance, metric)} Variance is how much networks trained on other samples of the rows differ, bias what they all get wrong, noise what no network can know.`,
    drawing: errorPartFigure(biasVariance, metric),
    style: "bars",
  };
  return [...(curve ? [curve] : []), ...(parts ? [parts] : [])];
}

function partWords(parts: NonNullable<DiagnoseResult["biasVariance"]>, metric: string): string {
  const { what, sum } = errorPartWords(parts, metric);
  return capitalized(`${what}: ${sum}.`);
}

function insideFigures(result: DiagnoseResult): readonly Figure[] {
  const { weights, calibration, layers } = result.inside;
  return [
    {
      name: "weights",
      title: "Weights that are not zero",
      words: kernelWords(weights),
      drawing: kernelFigure(result.inside),
    },
    ...(calibration === undefined
      ? []
      : [
          {
            name: "calibration",
            title: "Is it right as often as it is sure?",
            words: `On the dotted line it is. Below it the network is too sure of itself. Larger dots are more rows; the calibration error is ${formatShare(calibration.ece)}.`,
            drawing: reliabilityFigure(calibration),
          },
        ]),
    ...(layers.length === 0
      ? []
      : [
          {
            name: "units",
            title: "Units",
            words: "A dead unit gives the same for every row, a nearly dead one for all but a hundredth of them.",
            drawing: unitFigure(result),
          },
        ]),
  ];
}

/** The diagnosis as one page: no script, nothing loaded from anywhere, every text from the user's table escaped. */
function diagnosisPage(result: DiagnoseResult, figures: Figures): string {
  const { target, metric, scores, seed, data } = result;
  return htmlPage(
    html`${clipText(target, 120)}: occam diagnose`,
    html`
${heading(result)}
<main>
<section aria-labelledby="answer">
<h2 id="answer" class="lead">The network ${verdictVerb(result.verdict)}.</h2>
<p class="difference">${capitalized(sentence(diagnosisWords(result)))}</p>
${figures.answer.map(panel)}
</section>
<section aria-labelledby="findings">
<h2 id="findings">What was found, and what helps</h2>
${result.findings.length === 0 ? html`<p>Nothing that needs to be said.</p>` : findingList(result.findings, metric)}
</section>
<section aria-labelledby="numbers">
<h2 id="numbers">What the verdict is made of</h2>
<div class="panels">${figures.numbers.map(panel)}</div>
</section>
${retrainedSection(figures.retrained)}<section aria-labelledby="inside">
<h2 id="inside">Inside the network</h2>
<p>${capitalized(sentence(insideWords(result.inside).join("; ")))}</p>
<div class="panels">${figures.inside.map(panel)}</div>
</section>
${scoreSection({
  metric,
  validation: validationScore(data.rows.validation === 0),
  models: [{ title: "The network", ...scores }],
})}
</main>
${colophon(result, `seed ${seed}`)}
`,
  );
}

function retrainedSection(figures: Figures["retrained"]): Html {
  if (figures.length === 0) return html``;
  return html`<section aria-labelledby="retrained">
<h2 id="retrained">Trained anew on other rows</h2>
${figures.map(panel)}
</section>
`;
}

function heading({ target, task, data, network }: DiagnoseResult): Html {
  const { train, validation, test } = data.rows;
  const validated = validation === 0 ? "" : `${formatCount(validation)} validation, `;
  return html`<header><p>occam diagnose</p><h1>Predicting ${clipText(target, 120)}</h1><p>${capitalized(task)} from ${data.file}: ${formatCount(train)} training, ${validated}${formatCount(test)} test rows; network ${clipText(network.name, 120)}, ${networkText(network.settings)}</p></header>`;
}

function panel({ title, words, drawing, style }: Figure): Html {
  const caption = title === "" ? html`` : html`<figcaption><strong>${title}</strong> ${words}</figcaption>`;
  return html`<figure${trustedHtml(style === undefined ? "" : ` class="${style}"`)}>${caption}${drawing}</figure>
`;
}
