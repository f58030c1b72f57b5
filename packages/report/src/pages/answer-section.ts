import type { FitResult, ModelResult } from "../results/fit-result.ts";
import { diagnosisWords, probabilityWords } from "../words/diagnosis-words.ts";
import { differenceSentence } from "../words/difference-sentence.ts";
import { formatCount, formatPercent, formatShare, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf, secondaryMetric } from "../words/metric.ts";
import { findingsBeside, noteWords, shownNotes } from "../words/note-words.ts";
import { capitalized, plainText, sentence } from "../words/plain-text.ts";
import { findingList } from "./finding-list.ts";
import { type Html, html } from "./html.ts";
import { verdictBadge, verdictVerb } from "./verdict-badge.ts";

/** The answer first: both verdicts with their arithmetic, and the difference between the two networks. */
export function answerSection(result: FitResult): Html {
  return html`<section aria-labelledby="answer">
<h2 id="answer" class="lead">${headline(result)}</h2>
<p class="difference">${differenceSentence(result)}</p>
${doubts(result)}
<div class="cards">${verdictCard("Baseline", "no regularization", result.baseline, result)}${verdictCard("Chosen", result.chosen.name, result.chosen, result)}</div>
</section>`;
}

/** Notes on the table that change what the verdicts mean. */
function doubts(result: FitResult): Html {
  const notes = shownNotes(result).besideVerdict;
  if (notes.length === 0) return html``;
  const lines = notes.map(
    (note) => html`<li><span class="tag open">but</span> ${plainText(noteWords(note, result))}.</li>`,
  );
  return html`<ul class="findings">${lines}</ul>`;
}

function headline({ baseline, chosen, choice }: FitResult): string {
  const first = verdictVerb(baseline.verdict);
  if (choice.chosen === 0) return `The unregularized baseline ${first}, and nothing else did better.`;
  const link = baseline.verdict === chosen.verdict ? "; so does" : ";";
  const second = baseline.verdict === chosen.verdict ? "" : ` ${verdictVerb(chosen.verdict)}`;
  return `The unregularized baseline ${first}${link} the chosen network${second}.`;
}

function verdictCard(title: string, subtitle: string, model: ModelResult, result: FitResult): Html {
  const metric = metricOf(result.metric);
  const second = secondaryMetric(result.metric);
  const { low, high, level } = model.gap;
  const loss = numberColumn(
    [result.baseline, result.chosen].flatMap(({ gap, test }) => [gap.estimate, scoreOf(test, metric.key)]),
  );
  const share = model.parameters === 0 ? 0 : model.zeroWeights / model.parameters;
  return html`<article class="card"><h3>${title} <small>${subtitle}</small></h3>
<p class="verdict">${verdictBadge(model.verdict)}</p>
<p class="why">${sentence(`probabilities: ${probabilityWords(model.probabilities)}`)} ${capitalized(sentence(diagnosisWords(model)))}</p>
<dl>
<div><dt>${metric.label}, test</dt><dd>${loss(scoreOf(model.test, metric.key))}</dd></div>
<div><dt>${second.label}, test</dt><dd>${second.format(scoreOf(model.test, second.key))}</dd></div>
<div><dt>gap, test − train</dt><dd>${loss(model.gap.estimate)} <small>${formatPercent(level)}: ${loss(low)} to ${loss(high)}</small></dd></div>
<div><dt>zero weights</dt><dd>${formatShare(share)} <small>${formatCount(model.zeroWeights)} of ${formatCount(model.parameters)} parameters</small></dd></div>
</dl>${findingList(findingsBeside(result.data.notes, model.findings), metric.key)}</article>`;
}
