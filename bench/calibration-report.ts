/** What the calibration suite found, as numbers and as a table. */
import { type Diagnosis, diagnosisOf } from "@occam/core/diagnosis";
import type { Case, Task, Truth } from "./calibration-cases.ts";

export const STATES = ["overfitting", "underfitting", "goodFit"] as const;
/** Overfitting is strong where excess and gap both exceed this share of the constant prediction's metric. */
const STRONG = 0.3;

export interface Decile {
  readonly count: number;
  readonly stated: number;
  readonly observed: number;
}

export interface Report {
  readonly cases: number;
  readonly truths: Readonly<Record<Truth, number>>;
  /** Share of the truly good fits that are called overfitting. */
  readonly falseAlarms: Share;
  /** Share of the strongly overfitting that are called overfitting. */
  readonly detection: Share;
  readonly underfittingDetection: Share;
  readonly inconclusive: Share;
  readonly byTask: Readonly<Record<Task, { readonly falseAlarms: Share; readonly detection: Share }>>;
  /** Of the stated probabilities of a state, in order of size; and of all three together. */
  readonly deciles: Readonly<Record<Truth | "all", readonly Decile[]>>;
}

interface Share {
  readonly count: number;
  readonly of: number;
}

interface Diagnosed extends Case {
  readonly diagnosis: Diagnosis;
}

export function reportOf(cases: readonly Case[]): Report {
  const all = cases.map((each): Diagnosed => ({ ...each, diagnosis: diagnosisOf(each.evidence) }));
  const shares = (own: readonly Diagnosed[]) => ({
    falseAlarms: shareOf(
      own.filter(({ truth }) => truth === "goodFit"),
      ({ diagnosis }) => diagnosis.verdict === "overfitting",
    ),
    detection: shareOf(
      own.filter(({ truth, excess, gap }) => truth === "overfitting" && excess > STRONG && gap > STRONG),
      ({ diagnosis }) => diagnosis.verdict === "overfitting",
    ),
  });
  return {
    cases: all.length,
    truths: Object.fromEntries(
      STATES.map((state) => [state, all.filter(({ truth }) => truth === state).length]),
    ) as Record<Truth, number>,
    ...shares(all),
    underfittingDetection: shareOf(
      all.filter(({ truth, excess, gap }) => truth === "underfitting" && excess - gap > STRONG),
      ({ diagnosis }) => diagnosis.verdict === "underfitting",
    ),
    inconclusive: shareOf(all, ({ diagnosis }) => diagnosis.verdict === "inconclusive"),
    byTask: {
      regression: shares(all.filter(({ task }) => task === "regression")),
      classification: shares(all.filter(({ task }) => task === "classification")),
    },
    deciles: {
      ...(Object.fromEntries(
        STATES.map((state) => [state, decilesOf(all.map((each) => statement(each, state)))]),
      ) as Record<Truth, readonly Decile[]>),
      all: decilesOf(all.flatMap((each) => STATES.map((state) => statement(each, state)))),
    },
  };
}

function shareOf(cases: readonly Diagnosed[], isSo: (each: Diagnosed) => boolean): Share {
  return { count: cases.filter(isSo).length, of: cases.length };
}

function statement({ diagnosis, truth }: Diagnosed, state: Truth) {
  return { stated: diagnosis.probabilities[state], isTrue: truth === state };
}

/** Ten groups of equal size, by the stated probability. */
function decilesOf(statements: readonly { readonly stated: number; readonly isTrue: boolean }[]): readonly Decile[] {
  const sorted = [...statements].sort((a, b) => a.stated - b.stated);
  return Array.from({ length: 10 }, (_, i) => {
    const own = sorted.slice(Math.round((i * sorted.length) / 10), Math.round(((i + 1) * sorted.length) / 10));
    return {
      count: own.length,
      stated: own.reduce((sum, { stated }) => sum + stated, 0) / own.length,
      observed: own.filter(({ isTrue }) => isTrue).length / own.length,
    };
  });
}

export function toMarkdown(
  report: Report & { readonly seed: number; readonly tables: number; readonly seconds: number },
): string {
  const { truths, deciles, byTask } = report;
  const percent = ({ count, of }: Share) => `${((100 * count) / of).toFixed(1)}% (${count} of ${of})`;
  const points = (value: number) => (100 * value).toFixed(1);
  const worst = (own: readonly Decile[]) => Math.max(...own.map(({ stated, observed }) => Math.abs(stated - observed)));
  const columns = [...STATES, "all"] as const;
  return [
    `Seed ${report.seed}: ${report.cases} networks on ${report.tables} tables; truly overfitting ${truths.overfitting}, underfitting ${truths.underfitting}, good fit ${truths.goodFit}. ${report.seconds} s.`,
    "",
    "| | all | regression | classification | mark |",
    "|---|---|---|---|---|",
    `| called overfitting, of the good fits | ${percent(report.falseAlarms)} | ${percent(byTask.regression.falseAlarms)} | ${percent(byTask.classification.falseAlarms)} | 5% or less |`,
    `| called overfitting, of the strongly overfitting | ${percent(report.detection)} | ${percent(byTask.regression.detection)} | ${percent(byTask.classification.detection)} | 90% or more |`,
    `| called underfitting, of those with a shortfall above 0.3 | ${percent(report.underfittingDetection)} | | | |`,
    `| inconclusive | ${percent(report.inconclusive)} | | | |`,
    "",
    "Stated → observed, in percent, by decile of the stated probability:",
    "",
    "| decile | overfitting | underfitting | good fit | all three |",
    "|---|---|---|---|---|",
    ...Array.from({ length: 10 }, (_, i) => {
      const cells = columns.map((column) => {
        const { stated, observed } = deciles[column][i] as Decile;
        return `${points(stated)} → ${points(observed)}`;
      });
      return `| ${i + 1} | ${cells.join(" | ")} |`;
    }),
    `| largest difference | ${columns.map((column) => points(worst(deciles[column]))).join(" | ")} |`,
  ].join("\n");
}
