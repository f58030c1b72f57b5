import type { Note } from "@occam/core/tabular";
import type { FitResult, ModelResult } from "../results/fit-result.ts";
import { diagnosisWords, probabilityWords } from "../words/diagnosis-words.ts";
import { differenceSentence } from "../words/difference-sentence.ts";
import { droppedWords } from "../words/dropped-words.ts";
import { findingWords } from "../words/finding-words.ts";
import { foldsText } from "../words/folds-text.ts";
import { formatCount, formatNumber, numberColumn } from "../words/format-number.ts";
import { levelWords } from "../words/interval-words.ts";
import { metricOf, scoreOf, secondaryMetric } from "../words/metric.ts";
import { networkText } from "../words/network-text.ts";
import { findingsBeside, noteWords, shownNotes } from "../words/note-words.ts";
import { clipText, plainText } from "../words/plain-text.ts";
import { validationScore } from "../words/validation-words.ts";
import { decisionLines } from "./decision-lines.ts";
import { candidateLines } from "./terminal-candidates.ts";
import { alignRows, type Colors, hang, layoutOf, type TerminalOptions, textWidth, wrapText } from "./terminal-text.ts";
import { verdictText } from "./verdict-color.ts";

export interface FitTextOptions extends TerminalOptions {
  /** All notes, not the first few. */
  readonly verbose?: boolean;
}

/** What `occam fit` prints: what was understood, the candidates, baseline against chosen, and the verdicts. */
export function renderFitText(result: FitResult, options: FitTextOptions): string {
  const { colors, columns } = layoutOf(options);
  const lines = [
    ...dataLines(result, colors, columns),
    "",
    ...candidateLines(result, colors, columns),
    "",
    ...comparisonLines(result, colors),
    "",
    ...verdictLines(result, colors, columns),
    ...decisionLines(result, colors, columns, labelWidth),
    ...noteLines(result, options.verbose === true, colors, columns),
    ...fileLines(result, colors, columns),
  ];
  return `${lines.join("\n")}\n`;
}

function dataLines(result: FitResult, colors: Colors, width: number): readonly string[] {
  const { rows, kinds, folds } = result.data;
  const target = clipText(result.target, 30);
  const title = wrapText(`${target}: ${task(result)} in ${clipText(result.data.file, 40)}`, width);
  const chosenBy = folds === undefined ? `, ${formatCount(rows.validation)} validation` : ` in ${foldsText(folds)}`;
  const counts = `${formatCount(rows.train)} train${chosenBy}; ${formatCount(rows.test)} test`.replace(
    "validation;",
    "validation,",
  );
  const columns = `${formatCount(kinds.numeric)} numeric, ${formatCount(kinds.categorical)} categorical${dropped(result)}`;
  return [
    // The title begins with the target, which is bold there and nowhere else.
    ...title.map((line, i) => (i === 0 ? line.replace(target, colors.bold) : line)),
    ...labelled("rows", counts, colors, width),
    ...labelled("columns", columns, colors, width),
    ...labelled(
      "network",
      `${networkText(result.chosen.settings)}, seed ${result.seed}, ${formatNumber(result.seconds)} s`,
      colors,
      width,
    ),
  ];
}

function task({ task, classes }: FitResult): string {
  if (classes === undefined) return task;
  const shown = classes.slice(0, 4).map((name) => clipText(name, 16));
  const rest = classes.length > shown.length ? ", …" : "";
  return `${task}, ${formatCount(classes.length)} classes (${shown.join(", ")}${rest})`;
}

function dropped({ data }: FitResult): string {
  if (data.dropped.length === 0) return "";
  const shown = data.dropped
    .slice(0, 3)
    .map(({ column, reason }) => `${clipText(column, 24)} (${clipText(droppedWords(reason), 50)})`);
  const rest = data.dropped.length - shown.length;
  return `; dropped ${shown.join(", ")}${rest > 0 ? ` and ${formatCount(rest)} more` : ""}`;
}

function comparisonLines(result: FitResult, colors: Colors): readonly string[] {
  const { baseline, chosen } = result;
  const metric = metricOf(result.metric);
  const second = secondaryMetric(result.metric);
  const splits = ["train", "validation", "test"] as const;
  const models = [baseline, chosen];
  const isLopsided = result.data.notes.some(({ code }) => code === "imbalance");
  const loss = numberColumn(models.flatMap((model) => splits.map((split) => scoreOf(model[split], metric.key))));
  const row = (label: string, cell: (model: ModelResult) => string) => [label, cell(baseline), cell(chosen)];
  const body = [
    ...splits.map((split) =>
      row(
        `${metric.label}, ${split === "validation" ? validationScore(result.data.folds !== undefined) : split}`,
        (model) => loss(scoreOf(model[split], metric.key)),
      ),
    ),
    row("gap, test − train", ({ gap }) => loss(gap.estimate)),
    row(`  its ${levelWords(baseline.gap)}`, ({ gap }) => `${loss(gap.low)} to ${loss(gap.high)}`),
    row(`${second.label}, test`, (model) => second.format(scoreOf(model.test, second.key))),
    ...(isLopsided ? [second, ...metric.whenLopsided.map(metricOf)] : []).flatMap((each, i) => [
      ...(i === 0 ? [] : [row(`${each.label}, test`, (model) => each.format(scoreOf(model.test, each.key)))]),
      row(`  of a constant prediction`, () => each.format(scoreOf(result.constant, each.key))),
    ]),
    row("zero weights / parameters", (model) => `${formatCount(model.zeroWeights)} / ${formatCount(model.parameters)}`),
  ];
  const head = [`chosen is ${clipText(chosen.name, 24)}`, "baseline", "chosen"];
  const lines = alignRows([head, ...body], { left: [0], gap: "   " }).map((line) => `    ${line}`);
  return lines.map((line, i) => (i === 0 ? colors.bold(line) : line));
}

function verdictLines(result: FitResult, colors: Colors, width: number): readonly string[] {
  const verdict = (label: string, model: ModelResult): readonly string[] => {
    const [first = "", ...rest] = wrapText(
      `${model.verdict} (${probabilityWords(model.probabilities)}): ${plainText(diagnosisWords(model))}`,
      width - labelWidth,
    );
    const painted = first.replace(model.verdict, verdictText(model.verdict, colors));
    return hang(label, [painted, ...rest], labelWidth, colors);
  };
  return [
    ...wrapText(differenceSentence(result), width).map((line) => colors.bold(line)),
    ...verdict("baseline", result.baseline),
    ...verdict("chosen", result.chosen),
    ...findingsBeside(result.data.notes, result.chosen.findings).flatMap((finding) => {
      const { text, advice } = findingWords(finding, result.metric);
      return labelled("finding", plainText(`${text} ${advice}`), colors, width);
    }),
  ];
}

const FEW_NOTES = 4;

/** Those that change what the verdict means are never left out. */
function noteLines(result: FitResult, verbose: boolean, colors: Colors, width: number): readonly string[] {
  const { besideVerdict, others } = shownNotes(result);
  const said = (note: Note) => plainText(`${noteWords(note, result)}.`);
  const shown = verbose ? others : others.slice(0, FEW_NOTES);
  const rest = others.length - shown.length;
  return [
    ...besideVerdict.flatMap((note) => labelled("but", said(note), colors, width)),
    ...shown.flatMap((note) => labelled("note", said(note), colors, width)),
    ...(rest > 0
      ? labelled("note", `${formatCount(rest)} more: see --verbose, or data.notes in run.json.`, colors, width)
      : []),
  ];
}

function fileLines({ files }: FitResult, colors: Colors, width: number): readonly string[] {
  const paths = [files.model, files.run, files.report].map(plainText);
  const line = paths.join("  ");
  return hang("files", textWidth(line) <= width - labelWidth ? [line] : paths, labelWidth, colors);
}

const labelWidth = 10;

function labelled(label: string, text: string, colors: Colors, width: number): readonly string[] {
  return hang(label, wrapText(text, width - labelWidth), labelWidth, colors);
}
