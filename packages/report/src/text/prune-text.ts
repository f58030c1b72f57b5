import type { PruneResult } from "../results/prune-result.ts";

const thousands = (count: number) => count.toLocaleString("en-US");
const digits = (value: number) => String(Number(value.toPrecision(4)));

/** What `occam prune` prints. */
export function renderPruneText(result: PruneResult): string {
  const { before, after, removed, test, rows, zeroWeights, unusedFeatures, options } = result;
  const trained = options.fineTune === 0 ? [] : [`Then trained on for ${epochsText(options.fineTune)}.`];
  const untrained = options.fineTune === 0 ? "" : ", before that training";
  const row = (label: string, first: string, second: string) =>
    `  ${label.padEnd(22)}${first.padStart(14)}${second.padStart(14)}`;
  const lines = [
    [headline(result), ...trained].join(" "),
    "",
    row("", "before", "after"),
    row("units", before.units.join("-"), after.units.join("-")),
    row("parameters", thousands(before.parameters), thousands(after.parameters)),
    row("multiply-adds", thousands(before.multiplyAdds), thousands(after.multiplyAdds)),
    row("model file, bytes", thousands(before.bytes), thousands(after.bytes)),
    row("one row, µs", thousands(before.latencyUs), thousands(after.latencyUs)),
    row("256 rows, µs", thousands(before.batchLatencyUs), thousands(after.batchLatencyUs)),
    ...Object.entries(test.before).map(([name, value]) =>
      row(`test ${name}`, digits(value), digits(test.after[name] as number)),
    ),
    "",
    `Largest difference of what the two give, on ${thousands(rows.data)} rows of the table and ${thousands(rows.random)} random ones${untrained}: ${digits(result.maxAbsDifference)}.`,
    ...(removed.length === 0 ? [] : [`Removed: ${removedText(result)}.`]),
    ...(zeroWeights.count === 0
      ? []
      : [`${thousands(zeroWeights.count)} of ${thousands(zeroWeights.total)} weights that stay are exactly zero.`]),
    ...(unusedFeatures.length === 0
      ? []
      : [`No weight uses ${unusedFeatures.slice(0, 8).join(", ")}${more(unusedFeatures.length - 8)}.`]),
    `Written: ${result.files.model}, ${result.files.certificate}`,
  ];
  return `${lines.join("\n")}\n`;
}

function headline({ removed, before, after, options }: PruneResult): string {
  if (removed.length === 0) {
    return `Nothing to prune: every unit counts.${options.fineTune === 0 ? " The model is unchanged." : ""}`;
  }
  const share = Math.round((1 - after.parameters / before.parameters) * 100);
  return `${removed.length} unit${removed.length === 1 ? "" : "s"} left the network, and ${share}% of its parameters.`;
}

function epochsText(count: number): string {
  return `${thousands(count)} ${count === 1 ? "epoch" : "epochs"}`;
}

function removedText({ removed }: PruneResult): string {
  const counts = new Map<string, number>();
  for (const { reason } of removed) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(", ");
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : "";
}
