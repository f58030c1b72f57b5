import { FINDINGS, type Finding, type FindingCode } from "@occam/core/diagnosis";
import { describe, expect, it } from "vitest";
import { FINDING_WORDS, findingWords } from "./finding-words.ts";

const interval = (estimate: number, half: number) => ({
  estimate,
  low: estimate - half,
  high: estimate + half,
  level: 0.95,
});
const parts = { error: 0.42, noise: 0.1, noiseFrom: "neighbours" } as const;

/** One finding of each kind, and what is said of it. */
const SAID: readonly (readonly [Finding, string])[] = [
  [
    {
      code: "leaking-column",
      severity: "alarm",
      facts: {
        columns: [
          { column: "outcome code", measure: "auc", score: 1 },
          { column: "b", measure: "r2", score: 0.994 },
          { column: "c", measure: "r2", score: 0.991 },
          { column: "d", measure: "r2", score: 0.991 },
        ],
      },
    },
    'On held-out rows the target follows from a single column, as from what is made of it or after it: "outcome code" (AUC 1), "b" (R² 0.99), "c" (R² 0.99) and 1 more.',
  ],
  [
    { code: "telling-column", severity: "info", facts: { columns: [{ column: "zip", measure: "r2", score: 0.992 }] } },
    'On held-out rows a single column tells nearly all of the target: "zip" (R² 0.99).',
  ],
  [
    { code: "duplicate-rows", severity: "warning", facts: { rows: 7, sameTarget: 6, heldOut: 100 } },
    "7 of 100 held-out rows (7%) have exactly the inputs of a training row, 6 of them with the same target: held-out errors come out too small.",
  ],
  [
    { code: "no-better-than-constant", severity: "alarm", facts: { distance: interval(0.25, 0.1) } },
    "On test rows the network is not better than predicting the same for every row: its log loss is 0.25 above (95% interval 0.15 to 0.35).",
  ],
  [
    { code: "overfitting", severity: "warning", facts: { probability: 0.914, gap: interval(0.42, 0.1) } },
    "The network overfits (probability 91%): log loss is 0.42 higher on untouched rows than on training rows (95% interval 0.32 to 0.52).",
  ],
  [
    {
      code: "underfitting",
      severity: "warning",
      facts: { probability: 0.8, reference: { name: "chosen", distance: interval(0.37, 0.1) } },
    },
    "The network underfits (probability 80%): its log loss is 0.37 above that of the best reference, the chosen network.",
  ],
  [
    {
      code: "too-few-rows",
      severity: "info",
      facts: { untouchedRows: 100, gap: interval(0.1, 0.4), neededRows: 1600 },
    },
    "100 untouched rows leave the gap in log loss between −0.3 and 0.5: too wide to tell.",
  ],
  [
    { code: "still-improving", severity: "warning", facts: { epochs: 50, keptEpoch: 48, fall: 0.182 } },
    "Training ended while the loss still fell: of 50 epochs the weights of epoch 48 were kept, and over the last fifth the loss fell by 18%.",
  ],
  [
    { code: "linear-is-enough", severity: "warning", facts: { distance: interval(0.15, 0.1) } },
    "A linear model does better: its log loss on test rows is 0.15 lower (95% interval 0.05 to 0.25).",
  ],
  [
    { code: "mostly-variance", severity: "warning", facts: { ...parts, bias2: 0.02, variance: 0.3 } },
    "Networks trained on other samples of the rows differ: of the squared error of the probabilities 0.42, variance is 0.3, bias² 0.02 and noise 0.1.",
  ],
  [
    { code: "mostly-bias", severity: "info", facts: { ...parts, bias2: 0.3, variance: 0.02 } },
    "Networks trained on other samples of the rows err alike: of the squared error of the probabilities 0.42, bias² is 0.3, variance 0.02 and noise 0.1 (noise estimated from neighbouring rows).",
  ],
  [
    {
      code: "more-rows-help",
      severity: "info",
      facts: { before: { size: 100, heldOut: 0.6 }, last: { size: 200, heldOut: 0.4 } },
    },
    "More rows still help: from 100 to 200 training rows log loss on held-out rows fell from 0.6 to 0.4.",
  ],
  [
    { code: "overconfident", severity: "warning", facts: { rows: 200, overconfidence: 0.19, ece: 0.2 } },
    "The probabilities are too sure: on 200 held-out rows confidence exceeds the share of right answers by 19% (expected calibration error 20%).",
  ],
  [
    {
      code: "dead-units",
      severity: "info",
      facts: {
        dead: 3,
        units: 12,
        layers: [
          { layer: "dense0", dead: 1, units: 4 },
          { layer: "dense1", dead: 2, units: 8 },
        ],
      },
    },
    "3 of 12 units (25%) never change over the rows: dense0 1 of 4, dense1 2 of 8.",
  ],
  [
    { code: "unneeded-units", severity: "info", facts: { unneeded: 2, living: 3 } },
    "2 of 3 living units (67%) can each be left out without raising the held-out loss by more than one standard error.",
  ],
  [
    { code: "sharp-minimum", severity: "info", facts: { radius: 0.05, loss: 0.3, meanIncrease: 0.4 } },
    "The minimum is sharp: random changes of the weights by 5% raise the held-out loss from 0.3 by 0.4 on average.",
  ],
  [
    { code: "many-degrees-of-freedom", severity: "info", facts: { effective: 60.04, rows: 100 } },
    "The last layer alone has 60 effective degrees of freedom for 100 training rows (60%).",
  ],
];

const findingOf = (code: FindingCode) => SAID.find(([finding]) => finding.code === code)?.[0] as Finding;

describe("findingWords", () => {
  it("every code of the library has words, and a sentence here", () => {
    const codes = FINDINGS.map(({ code }) => code).sort();
    expect(Object.keys(FINDING_WORDS).sort()).toEqual(codes);
    expect(SAID.map(([{ code }]) => code).sort()).toEqual(codes);
  });

  it.each(SAID)("$code", (finding, said) => {
    const { text, advice } = findingWords(finding, "logLoss");
    expect(text).toBe(said);
    expect(advice).toMatch(/^[A-Zl].{20,}\.$/);
  });

  it.each(["mostly-variance", "mostly-bias"] as const)(
    "%s of a regression speaks of the squared error itself",
    (code) => {
      expect(findingWords(findingOf(code), "rmse").text).toContain(": of the squared error 0.42, ");
    },
  );

  it.each(["overfitting", "underfitting"] as const)("%s advises a candidate that was measured to do better", (code) => {
    const expectedGain = {
      metric: "logLoss",
      amount: 0.15,
      measuredBy: { code: "candidate", name: "l2 0.1" },
    } as const;
    const finding = findingOf(code);
    expect(findingWords({ ...finding, expectedGain } as Finding, "logLoss").advice).toBe(
      'Use "l2 0.1": its log loss was 0.15 lower on the validation rows.',
    );
    expect(findingWords(finding, "logLoss").advice).not.toContain("Use");
  });

  it("too few rows and a fall to the end advise numbers", () => {
    expect(findingWords(findingOf("too-few-rows"), "logLoss").advice).toBe(
      "Hold out more rows: about 1600 would make the interval narrow enough.",
    );
    expect(findingWords(findingOf("still-improving"), "logLoss").advice).toBe(
      "Train longer with --epochs, for example --epochs 100.",
    );
  });
});
