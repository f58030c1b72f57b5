/** Results as one table, for a terminal and for RESULTS.md. */
import type { ContestResult, Entry } from "./contest.ts";
import { PROCESS_ROWS } from "./process-rows.ts";
import { CONTEST_ROWS } from "./rows.ts";
import type { Spread } from "./spread.ts";

export const HEADER = ["row", "who", "time", "whole fit", "peak", "ratio", "mark", "notes"] as const;

/** The lines of a row's table: who, time (median, least to most), and last how many times occam is faster. */
export function linesOf(result: ContestResult): readonly (readonly string[])[] {
  return result.entries.map((entry, i) => [
    i === 0 ? result.row : "",
    entry.name,
    entry.microseconds ? spreadText(entry.microseconds, timeText) : "-",
    entry.wholeMicroseconds ? timeText(entry.wholeMicroseconds.median) : "",
    entry.megabytes ? `${entry.megabytes.most.toFixed(0)} MB` : "",
    entry.ratio ? ratioText(entry, entry.ratio) : "",
    i === 0 ? ownMark(result, entry) : ratioMark(result, entry),
    [entry.problem ?? entry.agreement, i === 0 ? result.data : undefined].filter(Boolean).join("; "),
  ]);
}

/** Columns side by side. */
export function terminalTable(lines: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function markdownTable(lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(HEADER), row(HEADER.map(() => "---")), ...lines.map(row)].join("\n");
}

/** Of products only, the share that occam reaches; of the others, how many times longer they take. */
function ratioText({ contestant }: Entry, ratio: Spread): string {
  return contestant === "limit"
    ? spreadText(ratio, (value) => value.toFixed(2))
    : spreadText(ratio, (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)}x`);
}

function ratioMark({ row }: ContestResult, { name, contestant, ratio }: Entry): string {
  const marks = CONTEST_ROWS.find((each) => each.name === row)?.marks;
  const entrant = PROCESS_ROWS.find((each) => each.name === row)?.entrants.find((each) => each.name === name);
  const mark = contestant === undefined ? entrant?.mark : marks?.[contestant];
  if (mark === undefined) return "";
  return verdict(contestant === "limit" ? `${mark}` : `${mark}x`, ratio && ratio.median >= mark);
}

function ownMark({ row }: ContestResult, { microseconds, megabytes }: Entry): string {
  const contest = CONTEST_ROWS.find((each) => each.name === row);
  const process = PROCESS_ROWS.find((each) => each.name === row);
  const limit = contest?.mark ?? (process?.mark === undefined ? undefined : process.mark * 1e6);
  const parts = [
    limit === undefined ? [] : [verdict(timeText(limit), microseconds && microseconds.median <= limit)],
    process?.markMegabytes === undefined
      ? []
      : [verdict(`${process.markMegabytes.toFixed(0)} MB`, megabytes && megabytes.most <= process.markMegabytes)],
  ];
  return parts.flat().join(", ");
}

function verdict(mark: string, isReached: boolean | undefined): string {
  return isReached === undefined ? mark : `${mark}: ${isReached ? "reached" : "missed"}`;
}

function spreadText({ median, least, most }: Spread, text: (value: number) => string): string {
  return least === most ? text(median) : `${text(median)} (${text(least)} to ${text(most)})`;
}

function timeText(microseconds: number): string {
  if (microseconds < 1e3) return `${microseconds.toPrecision(3)} µs`;
  return microseconds < 1e6 ? `${(microseconds / 1e3).toPrecision(3)} ms` : `${(microseconds / 1e6).toPrecision(3)} s`;
}
