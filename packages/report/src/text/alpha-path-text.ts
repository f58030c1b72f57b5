import type { PathPointResult, PathResult } from "../results/path-result.ts";
import { formatCount, formatNumber } from "../words/format-number.ts";
import { metricOf, scoreOf } from "../words/metric.ts";
import { networkText } from "../words/network-text.ts";
import { pathNumbers, pathWords } from "../words/path-words.ts";
import { clipText, plainText } from "../words/plain-text.ts";
import { alignRows, type Colors, layoutOf, type TerminalOptions, wrapText } from "./terminal-text.ts";

/** What `occam path` prints: a line for each strength, and how the choice was made. */
export function renderPathText(result: PathResult, options: TerminalOptions): string {
  const { colors, columns } = layoutOf(options);
  const { data, chosen } = result;
  const words = pathWords(result);
  const title = `${clipText(result.target, 30)}: ${result.task} in ${clipText(data.file, 40)}, with ${words.penalty} turned up`;
  const facts = `${formatCount(data.rows.used)} rows in ${words.folds}, ${formatCount(data.rows.test)} test rows not looked at; ${formatCount(data.columns.length)} input columns; network ${networkText(result.settings)}, ${words.seeds}, ${formatNumber(result.seconds)} s`;
  const files = result.files ?? [];
  const lines = [
    ...wrapText(title, columns).map((line) => colors.bold(line)),
    ...wrapText(facts, columns).map((line) => colors.dim(line)),
    "",
    ...tableLines(result, colors),
    "",
    ...wrapText(words.headline, columns).map((line) => colors.bold(line)),
    ...wrapText(`${words.why} (${chosen.rule})`, columns),
    ...wrapText(files.map(plainText).join("  "), columns).map((line) => colors.dim(line)),
  ];
  return `${lines.join("\n")}\n`;
}

function tableLines(result: PathResult, colors: Colors): readonly string[] {
  const { points, metric, data } = result;
  const { label } = metricOf(metric);
  const { loss, error } = pathNumbers(result);
  const cells = (point: PathPointResult) => [
    point.alpha === 0 ? "0" : formatNumber(point.alpha, 3),
    loss(scoreOf(point.train, metric)),
    `${loss(scoreOf(point.validation, metric))} ± ${error(scoreOf(point.validation, "se"))}`,
    `${formatCount(point.zeroWeights)}`,
    `${formatCount(point.activeNeurons)}`,
    `${formatCount(point.inputs.length)}`,
  ];
  const first = points[0] as PathPointResult;
  const head = [
    result.option,
    `${label}, train`,
    "validation ± SE",
    `zeros of ${formatCount(first.weights)}`,
    `neurons of ${formatCount(first.neurons)}`,
    `inputs of ${formatCount(data.columns.length)}`,
  ];
  const [top = "", ...lines] = alignRows([head, ...points.map(cells)]);
  return [
    colors.dim(`   b lowest, s one standard error, ◆ chosen`),
    colors.dim(`     ${top}`),
    ...points.map((point, i) => {
      const isChosen = point.alpha === result.chosen.alpha;
      const text = lines[i] ?? "";
      const marks = [
        point.alpha === result.best.alpha ? colors.bold("b") : " ",
        point.alpha === result.oneSe.alpha ? "s" : " ",
        isChosen ? colors.green("◆") : " ",
      ].join("");
      return ` ${marks} ${isChosen ? colors.bold(text) : text}`;
    }),
  ];
}
