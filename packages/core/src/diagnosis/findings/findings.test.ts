import { describe, expect, it } from "vitest";
import type { Diagnosis } from "../diagnose.ts";
import type { NetworkInspection } from "../network/inspect-network.ts";
import type { DiagnosisFacts } from "./finding.ts";
import { FINDINGS, findingsOf } from "./index.ts";

const interval = (estimate: number, half: number) => ({
  estimate,
  low: estimate - half,
  high: estimate + half,
  level: 0.95,
});
const diagnosis = (more: Partial<Diagnosis> = {}): Diagnosis => {
  const { gap = interval(0.01, 0.02), reference = { name: "bestCandidate", distance: interval(0, 0.01) } } = more;
  return {
    verdict: "good fit",
    probabilities: { overfitting: 0.05, underfitting: 0.05, goodFit: 0.9 },
    reason: { code: "tooFewRows", untouchedRows: 0, least: 20 },
    ...more,
    gap,
    reference,
    evidence: { gap, reference, train: 0.3, scale: 1, untouchedRows: 100 },
  };
};

const unit = (state: "alive" | "dead") => ({ unit: 0, mean: 1, deviation: 1, active: 0.5, state });
const needed = (importance: number) => ({ layer: "dense0", unit: 0, importance, standardError: 0.01 });
const healthyNetwork: NetworkInspection = {
  weights: [],
  layers: [{ layer: "dense0", units: [unit("alive"), unit("alive"), unit("alive"), unit("alive")] }],
  importances: [needed(0.3), needed(0.2), needed(0.5), needed(0.1)].map((each, i) => ({ ...each, unit: i })),
  degreesOfFreedom: { effective: 5, parameters: 5, rows: 100 },
  reliability: {
    bins: [{ low: 0.8, high: 0.9, count: 200, confidence: 0.85, accuracy: 0.84 }],
    ece: 0.01,
    overconfidence: 0.01,
  },
  sharpness: { radius: 0.05, loss: 0.3, meanIncrease: 0.01, largestIncrease: 0.02 },
};
const point = (size: number, heldOut: number) => ({
  size,
  train: 0.2,
  trainDeviation: 0.01,
  heldOut,
  heldOutDeviation: 0.02,
});
const parts = (bias2: number, variance: number) => ({
  error: bias2 + variance + 0.1,
  bias2,
  variance,
  noise: 0.1,
  noiseFrom: "neighbours" as const,
  points: [],
  predictions: [],
});
const healthy: DiagnosisFacts = {
  metric: "log loss",
  task: "classification",
  diagnosis: diagnosis(),
  candidates: {
    own: { name: "l2 0.01", heldOut: 0.3 },
    others: [
      { name: "none", heldOut: 0.5 },
      { name: "diverged", heldOut: Number.NaN },
    ],
  },
  inspection: healthyNetwork,
  learningCurve: [point(100, 0.4), point(200, 0.398)],
  biasVariance: parts(0.005, 0.006),
  leakage: { columns: [], duplicates: { rows: 0, sameTarget: 0, heldOut: 100 } },
};

/** What makes each kind of finding speak, and a number that its text must hold. */
const ILLNESSES: Readonly<Record<string, { readonly facts: Partial<DiagnosisFacts>; readonly says: string }>> = {
  overfitting: {
    facts: { diagnosis: diagnosis({ verdict: "overfitting", gap: interval(0.42, 0.1) }) },
    says: "log loss is 0.42 higher",
  },
  underfitting: {
    facts: {
      diagnosis: diagnosis({
        verdict: "underfitting",
        reference: { name: "bestCandidate", distance: interval(0.37, 0.1) },
      }),
    },
    says: "0.37 above that of the best reference, best candidate",
  },
  "too-few-rows": {
    // An interval of 0.4 a side is 4 times as wide as it may be: 16 times the rows.
    facts: { diagnosis: diagnosis({ verdict: "inconclusive", gap: interval(0.1, 0.4) }) },
    says: "100 untouched rows",
  },
  "no-better-than-constant": {
    facts: { diagnosis: diagnosis({ reference: { name: "constant", distance: interval(0.25, 0.1) } }) },
    says: "0.25 above",
  },
  "linear-is-enough": {
    facts: { diagnosis: diagnosis({ reference: { name: "linear", distance: interval(0.15, 0.1) } }) },
    says: "0.15 lower",
  },
  "more-rows-help": {
    facts: { learningCurve: [point(100, 0.6), point(200, 0.4)] },
    says: "from 0.6 to 0.4",
  },
  "mostly-variance": { facts: { biasVariance: parts(0.02, 0.3) }, says: "variance is 0.3" },
  "mostly-bias": { facts: { biasVariance: parts(0.3, 0.02) }, says: "bias² is 0.3" },
  "dead-units": {
    facts: {
      inspection: {
        ...healthyNetwork,
        layers: [{ layer: "dense0", units: [unit("alive"), unit("dead"), unit("alive"), unit("alive")] }],
      },
    },
    says: "1 of 4 units (25%)",
  },
  "unneeded-units": {
    facts: { inspection: { ...healthyNetwork, importances: [needed(0.3), needed(0.005), needed(-0.2)] } },
    says: "2 of 3 living units",
  },
  overconfident: {
    facts: {
      inspection: {
        ...healthyNetwork,
        reliability: {
          bins: [{ low: 0.9, high: 1, count: 200, confidence: 0.99, accuracy: 0.8 }],
          ece: 0.19,
          overconfidence: 0.19,
        },
      },
    },
    says: "by 19%",
  },
  "sharp-minimum": {
    facts: {
      inspection: {
        ...healthyNetwork,
        sharpness: { radius: 0.05, loss: 0.3, meanIncrease: 0.4, largestIncrease: 1 },
      },
    },
    says: "by 5% raise the held-out loss from 0.3 by 0.4",
  },
  "many-degrees-of-freedom": {
    facts: { inspection: { ...healthyNetwork, degreesOfFreedom: { effective: 60, parameters: 65, rows: 100 } } },
    says: "60 effective degrees of freedom for 100 rows",
  },
  "leaking-column": {
    facts: {
      leakage: {
        columns: [{ column: "outcome code", measure: "auc", score: 1 }],
        duplicates: { rows: 0, sameTarget: 0, heldOut: 100 },
      },
    },
    says: '"outcome code" (AUC 1)',
  },
  "duplicate-rows": {
    facts: { leakage: { columns: [], duplicates: { rows: 7, sameTarget: 6, heldOut: 100 } } },
    says: "7 of 100 held-out rows",
  },
};

describe.each(FINDINGS)("$code", ({ code }) => {
  const illness = ILLNESSES[code];

  it("speaks where it should, with its numbers and an advice, and alone", () => {
    if (illness === undefined) throw new Error(`${code} has no example in this test`);
    const found = findingsOf({ ...healthy, ...illness.facts });
    expect(found.map((each) => each.code)).toEqual([code]);
    expect(found[0]?.text).toContain(illness.says);
    expect(found[0]?.advice.length).toBeGreaterThan(20);
  });

  it("says nothing where what it needs was not measured", () => {
    const bare = { metric: "log loss", task: "classification", diagnosis: diagnosis() } as const;
    expect(findingsOf(bare)).toEqual([]);
  });
});

describe("findings", () => {
  it("are none in health, and have codes of their own, each with an example here", () => {
    expect(findingsOf(healthy)).toEqual([]);
    expect(new Set(FINDINGS.map(({ code }) => code))).toEqual(new Set(Object.keys(ILLNESSES)));
    expect(FINDINGS).toHaveLength(Object.keys(ILLNESSES).length);
  });

  it("come alarms first, then warnings", () => {
    const facts = ["duplicate-rows", "more-rows-help", "no-better-than-constant"].map((code) => ILLNESSES[code]?.facts);
    const [first, second, third] = facts;
    const codes = findingsOf({ ...healthy, ...first, ...second, ...third }).map(({ code }) => code);
    expect(codes).toEqual(["no-better-than-constant", "duplicate-rows", "more-rows-help"]);
  });

  it("name the gain that was measured: the best other candidate on the same rows, where it is better", () => {
    const ill = { ...healthy, diagnosis: diagnosis({ verdict: "overfitting", gap: interval(0.4, 0.1) }) };
    expect(findingsOf(ill)[0]?.expectedGain).toBeUndefined();
    const others = [
      { name: "l2 0.1", heldOut: 0.25 },
      { name: "dropout 0.5", heldOut: 0.28 },
    ];
    const [found] = findingsOf({ ...ill, candidates: { own: { name: "none", heldOut: 0.4 }, others } });
    expect(found?.expectedGain?.amount).toBeCloseTo(0.15, 12);
    expect(found?.advice).toContain('Use "l2 0.1": its log loss was 0.15 lower on the validation rows.');
  });

  it("ask for as many rows as would narrow the interval: with 4 times the width, 16 times the rows", () => {
    const [found] = findingsOf({
      ...healthy,
      diagnosis: diagnosis({ verdict: "inconclusive", gap: interval(0.1, 0.4) }),
    });
    expect(found?.advice).toContain("about 1600");
  });
});
