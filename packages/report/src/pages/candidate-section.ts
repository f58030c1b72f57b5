import { candidateAxis, isBest, isChosen, validationLoss, whisker } from "../axes/candidate-axis.ts";
import type { LossAxis } from "../axes/loss-axis.ts";
import type { CandidateResult, FitResult } from "../results/fit-result.ts";
import { choiceWords } from "../words/choice-words.ts";
import { numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf, secondaryMetric } from "../words/metric.ts";
import { sentence } from "../words/plain-text.ts";
import { validationWords } from "../words/validation-words.ts";
import { type Html, html, trustedHtml } from "./html.ts";
import { scrollRegion } from "./scroll-region.ts";
import { ink } from "./svg-document.ts";

/** Every candidate with its settings and scores, and its validation loss drawn on one axis. */
export function candidateSection(result: FitResult): Html {
  const metric = metricOf(result.metric);
  const second = secondaryMetric(result.metric);
  const losses = result.candidates.map((candidate) => validationLoss(candidate, result.metric));
  const axis = candidateAxis(result.candidates, result.metric);
  const format = {
    loss: numberColumn(losses),
    error: numberColumn(
      result.candidates.map((c) => c.standardError),
      2,
    ),
  };
  const rows = result.candidates.map((candidate) => candidateRow(candidate, result, axis, format));
  const scale = axis.scale === "log" ? " (log scale)" : "";
  return html`<section aria-labelledby="candidates">
<h2 id="candidates">Every candidate</h2>
<p>${validationWords(result).candidate} “Train” and “validation” are its ${metric.label}, which is better when lower; “± SE” is the standard error of the difference to the best; the ${second.label} is that on validation rows. ${sentence(choiceWords(result))}</p>
${scrollRegion(
  "Every candidate",
  html`<table>
<thead><tr><th scope="col">Candidate</th><th scope="col">Epochs</th><th scope="col">Train</th><th scope="col">Validation</th><th scope="col">± SE</th><th scope="col" class="plotted">Validation ${metric.label}${scale}</th><th scope="col">${second.label}</th></tr></thead>
<tbody>${rows}</tbody></table>`,
)}
</section>`;
}

interface Formats {
  readonly loss: (value: number) => string;
  readonly error: (value: number) => string;
}

function candidateRow(candidate: CandidateResult, result: FitResult, axis: LossAxis, format: Formats): Html {
  const second = secondaryMetric(result.metric);
  const chosen = isChosen(candidate, result);
  const best = isBest(candidate, result);
  const tags = [
    ...(best ? [html` <span class="tag">best</span>`] : []),
    ...(chosen ? [html` <span class="tag chosen">chosen</span>`] : []),
    ...(candidate.status === "diverged" ? [html` <span class="tag bad">diverged</span>`] : []),
  ];
  const epochs = `${candidate.epochs}${candidate.status === "stopped" ? ", stopped" : ""}`;
  return html`<tr${trustedHtml(chosen ? ' class="chosen"' : "")}><th scope="row">${candidate.name}${tags}</th><td>${epochs}</td><td>${format.loss(scoreOf(candidate.train, result.metric))}</td><td>${format.loss(validationLoss(candidate, result.metric))}</td><td>${format.error(candidate.standardError)}</td><td class="plotted">${dotStrip(candidate, result, axis)}</td><td>${second.format(scoreOf(candidate.validation, second.key))}</td></tr>
`;
}

const stripWidth = 200;

/** One line of the dot plot. The numbers stand beside it, so it is hidden from screen readers. */
function dotStrip(candidate: CandidateResult, result: FitResult, axis: LossAxis): Html {
  const loss = validationLoss(candidate, result.metric);
  if (!Number.isFinite(loss)) return html``;
  const error = whisker(candidate);
  const x = (value: number): string => (8 + axis.position(value) * (stripWidth - 16)).toFixed(1);
  const chosen = isChosen(candidate, result);
  const color = chosen ? ink.chosen : ink.validation;
  const shape =
    loss > axis.high ? "M-5-5 5 0-5 5Z" : chosen ? "M-6 0 0-6 6 0 0 6Z" : "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z";
  const dot = `<path d="${shape}" transform="translate(${x(loss)} 8)" fill="${color}"/>`;
  return trustedHtml(
    `<svg aria-hidden="true" width="${stripWidth}" height="16" viewBox="0 0 ${stripWidth} 16"><line x1="0" x2="${stripWidth}" y1="8" y2="8" stroke="${ink.faint}"/><line x1="${x(loss - error)}" x2="${x(loss + error)}" y1="8" y2="8" stroke="${color}" stroke-width="2" stroke-opacity=".55"/>${dot}</svg>`,
  );
}
