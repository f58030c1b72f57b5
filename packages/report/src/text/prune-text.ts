import type { PruneResult } from "../results/prune-result.ts";
import { formatCount, formatNumber } from "../words/format-number.ts";
import { clipText, plainText } from "../words/plain-text.ts";
import { percent, short } from "../words/short-number.ts";

const MOST_SHOWN = 8;

/** What `occam prune` prints. */
export function renderPruneText(result: PruneResult): string {
  const { before, after, removed, test, rows, zeroWeights, unusedFeatures, options } = result;
  const shown = unusedFeatures.slice(0, MOST_SHOWN).map((name) => clipText(name, 40));
  const trained = options.fineTune === 0 ? [] : [`Then trained on for ${epochsText(options.fineTune)}.`];
  const untrained = options.fineTune === 0 ? "" : ", before that training";
  const row = (label: string, first: string, second: string) =>
    `  ${label.padEnd(22)}${first.padStart(14)}${second.padStart(14)}`;
  const lines = [
    [headline(result), ...trained].join(" "),
    "",
    row("", "before", "after"),
    row("units", before.units.join("-"), after.units.join("-")),
    row("parameters", formatCount(before.parameters), formatCount(after.parameters)),
    row("multiply-adds", formatCount(before.multiplyAdds), formatCount(after.multiplyAdds)),
    row("model file, bytes", formatCount(before.bytes), formatCount(after.bytes)),
    row("one row, µs", formatNumber(before.latencyUs), formatNumber(after.latencyUs)),
    row("256 rows, µs", formatNumber(before.batchLatencyUs), formatNumber(after.batchLatencyUs)),
    ...Object.entries(test.before).map(([name, value]) =>
      row(`test ${name}`, short(value, 4), short(test.after[name] as number, 4)),
    ),
    "",
    `Largest difference of what the two give, on ${formatCount(rows.data)} rows of the table and ${formatCount(rows.random)} random ones${untrained}: ${short(result.maxAbsDifference, 4)}.`,
    ...(removed.length === 0 ? [] : [`Removed: ${removedText(result)}.`]),
    ...(zeroWeights.count === 0
      ? []
      : [`${formatCount(zeroWeights.count)} of ${formatCount(zeroWeights.total)} weights that stay are exactly zero.`]),
    ...(unusedFeatures.length === 0
      ? []
      : [`No weight uses ${shown.join(", ")}${more(unusedFeatures.length - shown.length)}.`]),
    `Written: ${plainText(result.files.model)}, ${plainText(result.files.certificate)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function headline({ removed, before, after, options }: PruneResult): string {
  if (removed.length === 0) {
    return `Nothing to prune: every unit counts.${options.fineTune === 0 ? " The model is unchanged." : ""}`;
  }
  return `${removed.length} unit${removed.length === 1 ? "" : "s"} left the network, and ${percent(1 - after.parameters / before.parameters)} of its parameters.`;
}

function epochsText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "epoch" : "epochs"}`;
}

function removedText({ removed }: PruneResult): string {
  const counts = new Map<string, number>();
  for (const { reason } of removed) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(", ");
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : "";
}
