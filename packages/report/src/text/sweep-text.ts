import { settingsText } from "@occam/core/tabular";
import type { SweepResult, SweepTrial } from "../results/sweep-result.ts";
import { formatCount, formatNumber, formatShare, numberColumn } from "../words/format-number.ts";
import { inShell } from "../words/in-shell.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { clipText, plainText } from "../words/plain-text.ts";
import {
  alignRows,
  type Colors,
  layoutOf,
  padLeft,
  padRight,
  type TerminalOptions,
  textWidth,
  wrapText,
} from "./terminal-text.ts";

export interface SweepTextOptions extends TerminalOptions {
  /** Draw importances as bars. */
  readonly bars: boolean;
}

const MOST_SHOWN = 10;
const BAR_WIDTH = 24;

/** What `occam sweep` prints: the best trials, what mattered, and where things are. */
export function renderSweepText(result: SweepResult, { bars, ...options }: SweepTextOptions): string {
  const { colors, columns } = layoutOf(options);
  const { files, study, target, data, best } = result;
  const title = `${clipText(target, 30)}: ${result.task} in ${clipText(data.file, 40)}, study ${clipText(study, 40)}`;
  const lines = [
    ...wrapText(title, columns).map((line) => colors.bold(line)),
    ...wrapText(factsText(result), columns).map((line) => colors.dim(line)),
    "",
    ...trialLines(result, colors, columns),
    "",
    ...importanceLines(result, colors, bars),
    ...wrapText(`Best is ${plainText(best.id)}: ${plainText(settingsText(best.values))}.`, columns).map((line) =>
      colors.bold(line),
    ),
    ...wrapText(
      `The loss of the best of ${formatCount(result.trials.length)} flatters it: occam fit looks at the test rows. Train it beside a plain network:`,
      columns,
    ),
    // Not wrapped, to be copied.
    `  occam fit ${inShell(data.file)} --target ${inShell(target)} --config ${inShell(files.best)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function factsText({ trials, data, folds, seed, sampler, pruner, resumed, seconds }: SweepResult): string {
  const count = (state: SweepTrial["state"]) => trials.filter((trial) => trial.state === state).length;
  const before = resumed > 0 ? ` (${formatCount(resumed)} of them from before)` : "";
  return `${formatCount(trials.length)} trials${before}: ${count("complete")} complete, ${count("pruned")} pruned, ${count("failed")} failed; ${formatCount(data.rows.used)} rows in ${folds} folds, ${formatCount(data.rows.test)} test rows not looked at; ${sampler}, ${pruner}, seed ${seed}, ${formatNumber(seconds)} s`;
}

function trialLines({ trials, metric }: SweepResult, colors: Colors, columns: number): readonly string[] {
  const lossOf = ({ validation }: SweepTrial) => scoreOf(validation, metric);
  const rank = (trial: SweepTrial) =>
    [trial.state === "complete" ? 0 : 1, Number.isFinite(lossOf(trial)) ? lossOf(trial) : Infinity] as const;
  const shown = trials
    .toSorted((a, b) => rank(a)[0] - rank(b)[0] || (rank(a)[1] < rank(b)[1] ? -1 : 1))
    .slice(0, MOST_SHOWN);
  const loss = numberColumn(shown.map(lossOf));
  const error = numberColumn(
    shown.map(({ validation }) => scoreOf(validation, "se")),
    2,
  );
  const { label } = metricOf(metric);
  const head = ["trial", `${label} ± SE`, "epochs", "state"];
  const body = shown.map((trial) => [
    plainText(trial.id),
    `${loss(lossOf(trial))} ± ${error(scoreOf(trial.validation, "se"))}`,
    String(Math.round(trial.epochs)),
    trial.state,
  ]);
  const [top = "", ...lines] = alignRows([head, ...body], { left: [3] });
  const room = Math.max(20, columns - textWidth(top) - 2);
  return [
    colors.dim(`${top}  settings`),
    ...shown.map((trial, i) => {
      const text = `${lines[i]}  ${clipText(settingsText(trial.values), room)}`;
      return i === 0 ? colors.bold(text) : text;
    }),
  ];
}

function importanceLines({ importances }: SweepResult, colors: Colors, bars: boolean): readonly string[] {
  const known = Object.entries(importances).filter(([, share]) => Number.isFinite(share));
  if (known.length === 0) return [];
  const width = Math.max(...known.map(([name]) => textWidth(name)));
  return [
    colors.dim("What the differences between trials come from (share of the variance of their ranks)"),
    ...known.slice(0, MOST_SHOWN).map(([name, share]) => {
      const bar = bars ? `  ${colors.cyan("█".repeat(Math.round(share * BAR_WIDTH)))}` : "";
      return `  ${padRight(name, width)}  ${padLeft(formatShare(share), 5)}${bar}`;
    }),
    "",
  ];
}
