import { candidateAxis, isBest, isChosen, validationLoss, whisker } from "../axes/candidate-axis.ts";
import type { LossAxis } from "../axes/loss-axis.ts";
import type { CandidateResult, FitResult } from "../results/fit-result.ts";
import { formatNumber, numberColumn } from "../words/format-number.ts";
import { metricOf, scoreOf, secondaryMetric } from "../words/metric.ts";
import { clipText } from "../words/plain-text.ts";
import { validationWords } from "../words/validation-words.ts";
import { type Colors, padLeft, padRight, textWidth, wrapText } from "./terminal-text.ts";

const mostShown = 20;
const chosenMark = "◆";

/** A candidate as the lines show it. */
interface Row {
  readonly name: string;
  readonly loss: string;
  readonly dots: (axis: LossAxis, width: number) => string;
  readonly second: string;
  readonly best: boolean;
  readonly chosen: boolean;
  readonly diverged: boolean;
}

/** The candidate table as a dot plot: one line each, the dot at the validation loss, the whisker one standard error. */
export function candidateLines(result: FitResult, colors: Colors, width: number): readonly string[] {
  const shown = candidatesToShow(result);
  const axis = candidateAxis(shown, result.metric);
  const labels = { loss: metricOf(result.metric).label, second: secondaryMetric(result.metric).label };
  const rows = toRows(shown, result);
  const widths = {
    name: Math.max(...rows.map(({ name }) => textWidth(name))),
    loss: Math.max(labels.loss.length, ...rows.map(({ loss }) => loss.length)),
    second: Math.max(labels.second.length, ...rows.map(({ second }) => second.length)),
  };
  const plot = Math.max(8, width - widths.name - widths.loss - widths.second - 8);
  const layout = (name: string, loss: string, dots: string, second: string): string =>
    `${name} ${padLeft(loss, widths.loss)}  ${dots} ${padLeft(second, widths.second)}`.trimEnd();
  const lines = rows.map((row) => {
    const paintName = row.chosen ? colors.bold : String;
    const name = `${marks(row, colors)}${paintName(padRight(row.name, widths.name))}`;
    const loss = row.diverged ? colors.red(padLeft(row.loss, widths.loss)) : row.loss;
    return layout(name, loss, paint(row, row.dots(axis, plot), colors), row.second);
  });
  const head = layout(" ".repeat(4 + widths.name), labels.loss, axisHead(axis, plot), labels.second);
  const omitted = result.candidates.length - shown.length;
  const rest = omitted > 0 ? [colors.dim(`    … ${omitted} more, with higher loss, are in the report`)] : [];
  return [
    ...title(`${labels.loss}${validationWords(result).where}`, axis, colors, width),
    colors.dim(head),
    ...lines,
    ...rest,
  ];
}

/** One line of the plot: `●` the loss (`◆` if chosen), `─` one standard error to both sides, `›` beyond the right end. */
export function dotCells(candidate: CandidateResult, result: FitResult, axis: LossAxis, width: number): string {
  const loss = validationLoss(candidate, result.metric);
  if (!Number.isFinite(loss)) return " ".repeat(width);
  const cell = (value: number): number => Math.round(axis.position(value) * (width - 1));
  const [from, dot, to] = [cell(loss - whisker(candidate)), cell(loss), cell(loss + whisker(candidate))];
  const mark = loss > axis.high ? "›" : isChosen(candidate, result) ? chosenMark : "●";
  return Array.from({ length: width }, (_, at) => (at === dot ? mark : at >= from && at <= to ? "─" : " ")).join("");
}

function toRows(candidates: readonly CandidateResult[], result: FitResult): readonly Row[] {
  const loss = numberColumn(candidates.map((candidate) => validationLoss(candidate, result.metric)));
  const second = secondaryMetric(result.metric);
  return candidates.map((candidate) => {
    const diverged = candidate.status === "diverged";
    return {
      name: clipText(candidate.name, 24),
      loss: diverged ? "diverged" : loss(validationLoss(candidate, result.metric)),
      dots: (axis, width) => dotCells(candidate, result, axis, width),
      second: diverged ? "" : second.format(scoreOf(candidate.validation, second.key)),
      best: isBest(candidate, result),
      chosen: isChosen(candidate, result),
      diverged,
    };
  });
}

/** The baseline, the best, the chosen, and as many of the others as fit, lowest loss first; in the order of the run. */
function candidatesToShow({ candidates, choice, metric }: FitResult): readonly CandidateResult[] {
  const named = new Set([0, choice.best, choice.chosen].map((i) => candidates[i]));
  const rank = (candidate: CandidateResult): number => {
    if (named.has(candidate)) return -Number.MAX_VALUE;
    const loss = validationLoss(candidate, metric);
    return Number.isFinite(loss) ? loss : Number.MAX_VALUE;
  };
  const kept = new Set(candidates.toSorted((a, b) => Math.sign(rank(a) - rank(b))).slice(0, mostShown));
  return candidates.filter((candidate) => kept.has(candidate));
}

function title(label: string, axis: LossAxis, colors: Colors, width: number): readonly string[] {
  const scale = axis.scale === "log" ? " (log axis)" : "";
  const text = `Candidates by validation ${label}, lower is better${scale}; b best, ${chosenMark} chosen`;
  const [first = "", ...rest] = wrapText(text, width);
  const word = "Candidates";
  return [`${colors.bold(word)}${colors.dim(first.slice(word.length))}`, ...rest.map((line) => colors.dim(line))];
}

function axisHead({ scale, low, high }: LossAxis, width: number): string {
  const format = scale === "log" ? (value: number) => formatNumber(value, 2) : numberColumn([high - low], 2);
  const [left, right] = [format(low), format(high)];
  return `├${left}${"─".repeat(Math.max(0, width - left.length - right.length - 2))}${right}┤`;
}

function marks({ best, chosen }: Row, colors: Colors): string {
  return ` ${best ? colors.bold("b") : " "}${chosen ? colors.green(chosenMark) : " "} `;
}

function paint({ best, chosen }: Row, dots: string, colors: Colors): string {
  const dot = chosen ? colors.green : best ? colors.bold : colors.cyan;
  return dots.replace(/─+/g, colors.dim).replace(/[●◆›]/, dot);
}
