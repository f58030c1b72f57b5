import type { DiagnoseResult, InsideResult } from "../results/diagnose-result.ts";
import { diagnosisWords, referenceWords } from "../words/diagnosis-words.ts";
import { errorPartWords } from "../words/error-part-words.ts";
import { findingWords } from "../words/finding-words.ts";
import { formatCount, formatNumber, formatShare, numberColumn } from "../words/format-number.ts";
import { insideWords } from "../words/inside-words.ts";
import { levelWords } from "../words/interval-words.ts";
import { metricOf } from "../words/metric.ts";
import { networkText } from "../words/network-text.ts";
import { clipText, plainText } from "../words/plain-text.ts";
import { alignRows, type Colors, hang, layoutOf, type TerminalOptions, wrapText } from "./terminal-text.ts";
import { severityText, verdictText } from "./verdict-color.ts";

/** What `occam diagnose` prints: the verdict with its probabilities, the findings with advice, and what was measured. */
export function renderDiagnosisText(result: DiagnoseResult, options: TerminalOptions): string {
  const { colors, columns } = layoutOf(options);
  const lines = [
    ...headLines(result, colors, columns),
    "",
    ...probabilityLines(result, colors, columns),
    ...labelled("why", wrapText(plainText(diagnosisWords(result)), columns - LABEL), colors),
    "",
    ...findingLines(result, colors, columns),
    "",
    ...insideLines(result.inside, colors, columns),
    ...curveLines(result, colors),
    ...partLines(result, colors),
    ...fileLines(result, colors, columns),
  ];
  return `${lines.join("\n")}\n`;
}

const LABEL = 17;
const BAR = 30;

function headLines(result: DiagnoseResult, colors: Colors, width: number): readonly string[] {
  const { rows, file } = result.data;
  const verdict = verdictText(result.verdict, colors);
  const network = networkText(result.network.settings);
  return [
    `${colors.bold(clipText(result.target, 30))} in ${clipText(file, 40)}: ${verdict}`,
    ...labelled(
      "network",
      wrapText(`${clipText(result.network.name, 40)}, ${network}, seed ${result.seed}`, width - LABEL),
      colors,
    ),
    ...labelled(
      "rows",
      [`${formatCount(rows.train)} train, ${formatCount(rows.validation)} validation, ${formatCount(rows.test)} test`],
      colors,
    ),
  ];
}

function probabilityLines(
  { probabilities, metric, gap, reference }: DiagnoseResult,
  colors: Colors,
  width: number,
): readonly string[] {
  const bar = (share: number) => {
    const full = Math.round(share * BAR);
    return `${"█".repeat(full)}${colors.dim("░".repeat(BAR - full))} ${formatShare(share)}`;
  };
  const number = numberColumn([gap.estimate, gap.low, gap.high, reference.distance.estimate]);
  const span = (own: DiagnoseResult["gap"]) =>
    `${number(own.estimate)} (${levelWords(own)} ${number(own.low)} to ${number(own.high)})`;
  const label = metricOf(metric).label;
  return [
    ...labelled("overfitting", [bar(probabilities.overfitting)], colors),
    ...labelled("underfitting", [bar(probabilities.underfitting)], colors),
    ...labelled("good fit", [bar(probabilities.goodFit)], colors),
    ...labelled("gap", [`${span(gap)} in ${label}`], colors),
    ...labelled(
      "from best other",
      wrapText(`${span(reference.distance)}; that is ${clipText(referenceWords(reference.name), 30)}`, width - LABEL),
      colors,
    ),
  ];
}

function findingLines({ findings, metric }: DiagnoseResult, colors: Colors, width: number): readonly string[] {
  if (findings.length === 0) return labelled("findings", ["none"], colors);
  return findings.flatMap((finding) => {
    const { code, severity } = finding;
    const { text, advice } = findingWords(finding, metric);
    return [
      `${severityText(severity, colors)}${" ".repeat(9 - severity.length)}${colors.bold(code)}`,
      ...wrapText(plainText(text), width - 4).map((line) => `    ${line}`),
      ...wrapText(`→ ${plainText(advice)}`, width - 4).map((line) => `    ${line}`),
    ];
  });
}

function insideLines(inside: InsideResult, colors: Colors, width: number): readonly string[] {
  const layers = inside.layers.map(
    ({ layer, units, dead, nearlyDead }) =>
      `${clipText(layer, 40)} ${units} units, ${dead} dead, ${nearlyDead} nearly dead`,
  );
  const zeros = inside.weights.map(({ parameter, count, zeros, norm2 }) => {
    return `${clipText(parameter, 40)} ${formatShare(zeros / count)} zeros, norm ${formatNumber(norm2)}`;
  });
  return [
    ...labelled("units", wrapText(layers.join("; "), width - LABEL), colors),
    ...labelled("weights", wrapText(zeros.join("; "), width - LABEL), colors),
    ...labelled("inside", wrapText(insideWords(inside).join("; "), width - LABEL), colors),
  ];
}

function curveLines({ learningCurve = [], metric }: DiagnoseResult, colors: Colors): readonly string[] {
  if (learningCurve.length === 0) return [];
  const number = numberColumn(learningCurve.flatMap(({ train, heldOut }) => [train, heldOut]));
  const rows = learningCurve.map(({ size, train, heldOut, heldOutDeviation }) => [
    formatCount(size),
    number(train),
    `${number(heldOut)} ± ${number(heldOutDeviation)}`,
  ]);
  const [top = "", ...lines] = alignRows([["rows", "train", "held out"], ...rows]);
  const label = `${metricOf(metric).label} over the number of training rows, ${learningCurve[0]?.networks} networks each`;
  return ["", colors.bold(label), colors.dim(`  ${top}`), ...lines.map((line) => `  ${line}`)];
}

function partLines({ biasVariance, metric }: DiagnoseResult, colors: Colors): readonly string[] {
  if (biasVariance === undefined) return [];
  const { what, sum } = errorPartWords(biasVariance, metric);
  return ["", colors.bold(what), `  ${sum}`];
}

function fileLines({ files }: DiagnoseResult, colors: Colors, width: number): readonly string[] {
  if (files === undefined) return [];
  return ["", ...wrapText(files.map(plainText).join("  "), width).map((line) => colors.dim(line))];
}

function labelled(label: string, lines: readonly string[], colors: Colors): readonly string[] {
  return hang(label, lines, LABEL, colors);
}
