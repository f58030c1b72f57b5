/** bench/RESULTS.md: the table with machine, versions and date. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContestOptions, ContestResult } from "./contest.ts";
import { BENCH_FOLDER } from "./folders.ts";
import { machine, machineText } from "./machine.ts";
import { linesOf, markdownTable } from "./results-table.ts";

export function writeResults(results: readonly ContestResult[], { repeats, seconds }: ContestOptions): void {
  const here = machine();
  const abouts = new Set(
    results.flatMap(({ entries }) => entries.flatMap(({ name, about }) => (about ? [`${name}: ${about}`] : []))),
  );
  const text = [
    "# Results",
    "",
    `Written by \`npm run bench -- --write\`; what the rows and columns mean stands in README.md. ${machineText(here)}.`,
    `Load of the machine at the end: ${here.load.toFixed(1)}. ${repeats} turns of about ${seconds} s each; medians, least and most in brackets.`,
    "",
    ...[...abouts].map((about) => `- ${about}`),
    "",
    ...results.flatMap((result) => [`**${result.title}**`, "", markdownTable(linesOf(result)), ""]),
  ];
  writeFileSync(join(BENCH_FOLDER, "RESULTS.md"), text.join("\n"));
}
