import { describe, expect, it } from "vitest";
import type { Diagnosis } from "../diagnose.ts";
import type { NetworkInspection } from "../network/inspect-network.ts";
import type { DiagnosisFacts } from "./finding.ts";
import { FINDINGS, type FindingCode, findingsOf } from "./index.ts";

const interval = (estimate: number, half: number) => ({
  estimate,
  low: estimate - half,
  high: estimate + half,
  level: 0.95,
});
const diagnosis = (more: Partial<Diagnosis> = {}): Diagnosis => {
  const { gap = interval(0.01, 0.02), reference = { name: "chosen", distance: interval(0, 0.01) } } = more;
  return {
    verdict: "good fit",
    probabilities: { overfitting: 0.05, underfitting: 0.05, goodFit: 0.9 },
    reason: { code: "tooFewRows", least: 20 },
    ...more,
    gap,
    reference,
    train: 0.3,
    scale: 1,
    untouchedRows: 100,
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
  networks: 5,
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
  metric: "logLoss",
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
  leakage: { columns: [], telling: [], duplicates: { rows: 0, sameTarget: 0, heldOut: 100 } },
  training: {
    epochs: 10,
    cameToLimit: true,
    keptEpoch: 6,
    losses: [1, 0.8, 0.6, 0.5, 0.45, 0.4, 0.41, 0.42, 0.43, 0.44],
  },
};

/** What makes each kind of finding speak, and what it must have found. */
type Illness = { readonly facts: Partial<DiagnosisFacts>; readonly found: Readonly<Record<string, unknown>> };
const ILLNESSES: Readonly<Record<FindingCode, Illness>> = {
  overfitting: {
    facts: { diagnosis: diagnosis({ verdict: "overfitting", gap: interval(0.42, 0.1) }) },
    found: { severity: "warning", facts: { probability: 0.05, gap: interval(0.42, 0.1) } },
  },
  underfitting: {
    facts: {
      diagnosis: diagnosis({
        verdict: "underfitting",
        reference: { name: "chosen", distance: interval(0.37, 0.1) },
      }),
    },
    found: {
      severity: "warning",
      facts: { probability: 0.05, reference: { name: "chosen", distance: interval(0.37, 0.1) } },
    },
  },
  "too-few-rows": {
    // An interval of 0.4 a side is 4 times as wide as it may be: 16 times the rows.
    facts: { diagnosis: diagnosis({ verdict: "inconclusive", gap: interval(0.1, 0.4) }) },
    found: { severity: "info", facts: { untouchedRows: 100, gap: interval(0.1, 0.4), neededRows: 1600 } },
  },
  "still-improving": {
    // The line through 0.4, 0.3, 0.2 falls by 0.2, two thirds of its mean.
    facts: {
      training: {
        epochs: 10,
        cameToLimit: true,
        keptEpoch: 10,
        losses: [1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2],
      },
    },
    found: { severity: "warning", facts: { epochs: 10, keptEpoch: 10, fall: expect.closeTo(2 / 3, 12) } },
  },
  "no-better-than-constant": {
    facts: { diagnosis: diagnosis({ reference: { name: "constant", distance: interval(0.25, 0.1) } }) },
    found: { severity: "alarm", facts: { distance: interval(0.25, 0.1) } },
  },
  "linear-is-enough": {
    facts: { diagnosis: diagnosis({ reference: { name: "linear", distance: interval(0.15, 0.1) } }) },
    found: {
      severity: "warning",
      facts: { distance: interval(0.15, 0.1) },
      expectedGain: { metric: "logLoss", amount: 0.15, measuredBy: { code: "linearModel" } },
    },
  },
  "more-rows-help": {
    facts: { learningCurve: [point(100, 0.6), point(200, 0.4)] },
    found: {
      severity: "info",
      facts: { before: { size: 100, heldOut: 0.6 }, last: { size: 200, heldOut: 0.4 } },
      expectedGain: {
        metric: "logLoss",
        amount: expect.closeTo(0.2, 12),
        measuredBy: { code: "moreRows", from: 100, to: 200 },
      },
    },
  },
  "mostly-variance": {
    facts: { biasVariance: parts(0.02, 0.3) },
    found: {
      severity: "warning",
      facts: { error: expect.closeTo(0.42, 12), bias2: 0.02, variance: 0.3, noise: 0.1, noiseFrom: "neighbours" },
      expectedGain: { metric: "squaredError", amount: 0.3, measuredBy: { code: "bootstrap" } },
    },
  },
  "mostly-bias": {
    facts: { biasVariance: parts(0.3, 0.02) },
    found: {
      severity: "info",
      facts: { error: expect.closeTo(0.42, 12), bias2: 0.3, variance: 0.02, noise: 0.1, noiseFrom: "neighbours" },
    },
  },
  "dead-units": {
    facts: {
      inspection: {
        ...healthyNetwork,
        layers: [{ layer: "dense0", units: [unit("alive"), unit("dead"), unit("alive"), unit("alive")] }],
      },
    },
    found: { severity: "info", facts: { dead: 1, units: 4, layers: [{ layer: "dense0", dead: 1, units: 4 }] } },
  },
  "unneeded-units": {
    facts: { inspection: { ...healthyNetwork, importances: [needed(0.3), needed(0.005), needed(-0.2)] } },
    found: { severity: "info", facts: { unneeded: 2, living: 3 } },
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
    found: { severity: "warning", facts: { rows: 200, overconfidence: 0.19, ece: 0.19 } },
  },
  "sharp-minimum": {
    facts: {
      inspection: {
        ...healthyNetwork,
        sharpness: { radius: 0.05, loss: 0.3, meanIncrease: 0.4, largestIncrease: 1 },
      },
    },
    found: { severity: "info", facts: { radius: 0.05, loss: 0.3, meanIncrease: 0.4 } },
  },
  "many-degrees-of-freedom": {
    facts: { inspection: { ...healthyNetwork, degreesOfFreedom: { effective: 60, parameters: 65, rows: 100 } } },
    found: { severity: "info", facts: { effective: 60, rows: 100 } },
  },
  "leaking-column": {
    facts: {
      leakage: {
        columns: [{ column: "outcome code", measure: "auc", score: 1 }],
        telling: [],
        duplicates: { rows: 0, sameTarget: 0, heldOut: 100 },
      },
    },
    found: { severity: "alarm", facts: { columns: [{ column: "outcome code", measure: "auc", score: 1 }] } },
  },
  "telling-column": {
    facts: {
      leakage: {
        columns: [],
        telling: [{ column: "zip", measure: "r2", score: 0.992 }],
        duplicates: { rows: 0, sameTarget: 0, heldOut: 100 },
      },
    },
    found: { severity: "info", facts: { columns: [{ column: "zip", measure: "r2", score: 0.992 }] } },
  },
  "duplicate-rows": {
    facts: { leakage: { columns: [], telling: [], duplicates: { rows: 7, sameTarget: 6, heldOut: 100 } } },
    found: { severity: "warning", facts: { rows: 7, sameTarget: 6, heldOut: 100 } },
  },
};

describe.each(FINDINGS)("$code", ({ code }) => {
  const illness = ILLNESSES[code];

  it("speaks where it should, with its numbers, and alone", () => {
    expect(findingsOf({ ...healthy, ...illness.facts })).toEqual([{ code, ...illness.found }]);
  });

  it("says nothing where what it needs was not measured", () => {
    const bare = { metric: "logLoss", diagnosis: diagnosis() };
    expect(findingsOf(bare)).toEqual([]);
  });
});

describe("findings", () => {
  it("are none in health, and have codes of their own, each with an example here", () => {
    expect(findingsOf(healthy)).toEqual([]);
    expect(new Set(FINDINGS.map(({ code }) => code))).toEqual(new Set(Object.keys(ILLNESSES)));
    expect(FINDINGS).toHaveLength(Object.keys(ILLNESSES).length);
  });

  it("say too few rows where a verdict needs more, however narrow the gap's interval, and ask for no fewer than it needs", () => {
    const neededRows = (untouchedRows: number, half: number, reason: Diagnosis["reason"]) => {
      const own = { ...diagnosis({ verdict: "inconclusive", reason, gap: interval(0.1, half) }), untouchedRows };
      const found = findingsOf({ ...healthy, diagnosis: own }).find(({ code }) => code === "too-few-rows");
      return found?.facts;
    };
    const tooFew = { code: "tooFewRows", least: 20 } as const;
    expect(neededRows(12, 0.05, tooFew)).toMatchObject({ untouchedRows: 12, neededRows: 20 });
    // Of 1.5 times the width 2.25 times the rows: 9 for the interval, fewer than the verdict needs.
    expect(neededRows(4, 0.15, tooFew)).toMatchObject({ untouchedRows: 4, neededRows: 20 });
    expect(neededRows(12, 0.4, tooFew)).toMatchObject({ neededRows: 200 });
    expect(neededRows(100, 0.05, { code: "noStateIsLikely", decisive: 0.6 })).toBeUndefined();
  });

  it("come alarms first, then warnings", () => {
    const kinds = ["duplicate-rows", "more-rows-help", "no-better-than-constant"] as const;
    const [first, second, third] = kinds.map((code) => ILLNESSES[code].facts);
    const codes = findingsOf({ ...healthy, ...first, ...second, ...third }).map(({ code }) => code);
    expect(codes).toEqual(["no-better-than-constant", "duplicate-rows", "more-rows-help"]);
  });

  it("say that more rows help where the last step falls by more than half the deviation before it, and by more than 2%", () => {
    const says = (before: number, last: number, [first, second] = [0.02, 0.02]) => {
      const learningCurve = [
        { ...point(100, before), heldOutDeviation: first },
        { ...point(200, last), heldOutDeviation: second },
      ];
      return findingsOf({ ...healthy, learningCurve }).some(({ code }) => code === "more-rows-help");
    };
    expect([says(0.411, 0.4), says(0.409, 0.4)]).toEqual([true, false]);
    // The deviation of all rows, where networks differ by seed alone, counts for nothing.
    expect([says(0.411, 0.4, [0.02, 9]), says(0.411, 0.4, [9, 0.02])]).toEqual([true, false]);
    expect([says(0.409, 0.4, [0, 0]), says(0.407, 0.4, [0, 0])]).toEqual([true, false]);
  });

  it("name the gain that was measured: the best other candidate on the same rows, where it is better", () => {
    const ill = { ...healthy, diagnosis: diagnosis({ verdict: "overfitting", gap: interval(0.4, 0.1) }) };
    expect(findingsOf(ill)[0]?.expectedGain).toBeUndefined();
    const others = [
      { name: "l2 0.1", heldOut: 0.25 },
      { name: "dropout 0.5", heldOut: 0.28 },
    ];
    const [found] = findingsOf({ ...ill, candidates: { own: { name: "none", heldOut: 0.4 }, others } });
    expect(found?.expectedGain).toEqual({
      metric: "logLoss",
      amount: expect.closeTo(0.15, 12),
      measuredBy: { code: "candidate", name: "l2 0.1" },
    });
  });
});
