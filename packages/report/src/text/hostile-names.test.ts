import type { Progress } from "@occam/core/tabular";
import { expect, it } from "vitest";
import { overfittingDiagnosis } from "../results/diagnose-result.fixture.ts";
import { risingPath } from "../results/path-result.fixture.ts";
import { prunedHouses } from "../results/prune-result.fixture.ts";
import { sweptCustomers } from "../results/sweep-result.fixture.ts";
import type { SweepTrial } from "../results/sweep-result.ts";
import { progressReporter } from "../words/progress-words.ts";
import { renderPathText } from "./alpha-path-text.ts";
import { renderDiagnosisText } from "./diagnosis-text.ts";
import { renderPruneText } from "./prune-text.ts";
import { renderSweepText } from "./sweep-text.ts";

/** Clears the screen, rings, breaks the line and turns what follows it around. */
const EVIL = "\u001b[2J\u0007evil\nname\u202e";
const plain = { color: false, width: 80 };

/** What each command prints of results whose names and texts are all of this kind; the fit's stands in its own test. */
const PRINTED: readonly (readonly [string, () => string])[] = [
  [
    "prune",
    () =>
      renderPruneText({
        ...prunedHouses,
        unusedFeatures: Array.from({ length: 10 }, () => EVIL),
        files: { model: EVIL, certificate: EVIL },
      }),
  ],
  [
    "sweep",
    () => {
      const evil = (trial: SweepTrial) => ({ ...trial, id: EVIL, values: { activation: EVIL } });
      const { data, files, trials, best } = sweptCustomers;
      return renderSweepText(
        {
          ...sweptCustomers,
          target: EVIL,
          study: EVIL,
          data: { ...data, file: EVIL },
          trials: trials.map(evil),
          best: { ...best, id: EVIL, values: { activation: EVIL } },
          files: { ...files, best: EVIL },
        },
        { ...plain, bars: false },
      );
    },
  ],
  [
    "diagnose",
    () => {
      const { network, inside, data } = overfittingDiagnosis;
      return renderDiagnosisText(
        {
          ...overfittingDiagnosis,
          target: EVIL,
          data: { ...data, file: EVIL },
          network: { ...network, name: EVIL, settings: { ...network.settings, activation: EVIL } },
          reference: { ...overfittingDiagnosis.reference, name: EVIL },
          findings: [
            {
              code: "leaking-column",
              severity: "alarm",
              facts: { columns: [{ column: EVIL, measure: "auc", score: 1 }] },
            },
          ],
          inside: {
            ...inside,
            layers: inside.layers.map((own) => ({ ...own, layer: EVIL })),
            weights: inside.weights.map((own) => ({ ...own, parameter: EVIL })),
          },
          files: [EVIL],
        },
        plain,
      );
    },
  ],
  [
    "path",
    () => {
      const { data, settings } = risingPath;
      return renderPathText(
        {
          ...risingPath,
          target: EVIL,
          data: { ...data, file: EVIL, columns: [EVIL, EVIL, EVIL] },
          settings: { ...settings, activation: EVIL },
          files: [EVIL],
        },
        plain,
      );
    },
  ],
  [
    "progress",
    () => {
      const rows = { used: 80, test: 20 };
      const about = { task: "classification", target: EVIL, rows, folds: 5 } as const;
      const said: Progress[] = [
        { stage: "walking", ...about, networks: 12, warmStart: false },
        { stage: "searching", ...about, finished: 0 },
      ];
      const lines: string[] = [];
      const report = progressReporter({ stage: (line) => lines.push(line), update: () => {} }, { study: EVIL });
      said.forEach(report);
      return lines.join("\n");
    },
  ],
];

it.each(PRINTED)("what %s prints holds no escape, whatever the names hold, and the names' letters", (_, printed) => {
  const text = printed();
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).toContain("evil name");
});
