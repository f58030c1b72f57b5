import type { FitResult, ModelResult, Verdict } from "../results/fit-result.ts";
import { diagnosisWords, probabilityWords } from "../words/diagnosis-words.ts";
import { differenceSentence } from "../words/difference-sentence.ts";
import { findingWords } from "../words/finding-words.ts";
import { formatCount, formatShare, formatTick, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf, secondaryMetric } from "../words/metric.ts";
import { plainText, sentence } from "../words/plain-text.ts";
import { type Html, html } from "./html.ts";

/** The answer first: both verdicts with their arithmetic, and the difference between the two networks. */
export function answerSection(result: FitResult): Html {
  return html`<section aria-labelledby="answer">
<h2 id="answer" class="lead">${headline(result)}</h2>
<p class="difference">${differenceSentence(result)}</p>
<div class="cards">${verdictCard("Baseline", "no regularization", result.baseline, result)}${verdictCard("Chosen", result.chosen.name, result.chosen, result)}</div>
</section>`;
}

const verdictWords: Readonly<
  Record<Verdict, { readonly verb: string; readonly style: string; readonly sign: string }>
> = {
  overfitting: { verb: "overfits", style: "bad", sign: "▲" },
  underfitting: { verb: "underfits", style: "bad", sign: "▼" },
  "good fit": { verb: "fits well", style: "good", sign: "●" },
  inconclusive: { verb: "gives no clear answer", style: "open", sign: "?" },
};

function headline({ baseline, chosen, choice }: FitResult): string {
  const first = verdictWords[baseline.verdict].verb;
  if (choice.chosen === 0) return `The unregularized baseline ${first}, and nothing else did better.`;
  const link = baseline.verdict === chosen.verdict ? "; so does" : ";";
  const second = baseline.verdict === chosen.verdict ? "" : ` ${verdictWords[chosen.verdict].verb}`;
  return `The unregularized baseline ${first}${link} the chosen network${second}.`;
}

function verdictCard(title: string, subtitle: string, model: ModelResult, result: FitResult): Html {
  const { style, sign } = verdictWords[model.verdict];
  const metric = metricOf(result.metric);
  const second = secondaryMetric(result.metric);
  const { low, high, level } = model.gap;
  const loss = numberColumn(
    [result.baseline, result.chosen].flatMap(({ gap, test }) => [gap.estimate, scoreOf(test, metric.key)]),
  );
  const share = model.parameters === 0 ? 0 : model.zeroWeights / model.parameters;
  return html`<article class="card"><h3>${title} <small>${subtitle}</small></h3>
<p class="verdict"><span class="badge ${style}"><span aria-hidden="true">${sign}</span> ${model.verdict}</span></p>
<p class="why">${sentence(`probabilities: ${probabilityWords(model.probabilities)}`)} ${sentence(diagnosisWords(model))}</p>
<dl>
<div><dt>${metric.label}, test</dt><dd>${loss(scoreOf(model.test, metric.key))}</dd></div>
<div><dt>${second.label}, test</dt><dd>${second.format(scoreOf(model.test, second.key))}</dd></div>
<div><dt>gap, untouched − train</dt><dd>${loss(model.gap.estimate)} <small>${formatTick(level * 100)}%: ${loss(low)} to ${loss(high)}</small></dd></div>
<div><dt>zero weights</dt><dd>${formatShare(share)} <small>${formatCount(model.zeroWeights)} of ${formatCount(model.parameters)} parameters</small></dd></div>
</dl>${findingList(model, metric.label)}</article>`;
}

function findingList({ findings }: ModelResult, metric: string): Html {
  if (findings.length === 0) return html``;
  const items = findings.map((finding) => {
    const { text, advice } = findingWords(finding, metric);
    return html`<li>${plainText(text)} <em>${plainText(advice)}</em></li>`;
  });
  return html`<ul class="findings">${items}</ul>`;
}
