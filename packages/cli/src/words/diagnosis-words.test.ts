import type { MeasuredFit } from "@occam/core";
import { describe, expect, it } from "vitest";
import { diagnosisWords } from "./diagnosis-words.ts";

const span = (estimate: number) => ({ estimate, low: estimate - 0.1, high: estimate + 0.1, level: 0.95 });
const measured: MeasuredFit = {
  gap: span(0.75),
  reference: { name: "bestCandidate", distance: span(0.4) },
  untouchedRows: 300,
  scale: 1,
  probabilities: { overfitting: 0.906, underfitting: 0.004, goodFit: 0.09 },
};
const SEEN =
  "the gap between 300 untouched and the training rows is 0.75 (95% interval 0.65 to 0.85), and the distance to the best reference (best candidate) 0.4 (95% interval 0.3 to 0.5); a constant prediction costs 1";

describe("diagnosisWords", () => {
  it("too few rows", () => {
    expect(diagnosisWords({ code: "tooFewRows", untouchedRows: 19, least: 20 })).toBe(
      "19 untouched rows are too few to tell: 20 are the least",
    );
  });

  it("a likely state", () => {
    const likely = { code: "stateIsLikely", decisive: 0.6, ...measured } as const;
    expect(diagnosisWords({ ...likely, state: "overfitting", probability: 0.906 })).toBe(
      `overfitting has a probability of 91%: ${SEEN}`,
    );
    expect(diagnosisWords({ ...likely, state: "goodFit", probability: 0.7 })).toBe(
      `a good fit has a probability of 70%: ${SEEN}`,
    );
  });

  it("a gap that may be zero, and no likely state", () => {
    expect(diagnosisWords({ code: "gapMayBeZero", probability: 0.65, ...measured })).toBe(
      `overfitting has a probability of 65%, but there may be no gap: ${SEEN}`,
    );
    expect(diagnosisWords({ code: "noStateIsLikely", decisive: 0.6, ...measured })).toBe(
      `no state has a probability of 60%: ${SEEN}`,
    );
  });
});
