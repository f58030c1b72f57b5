import { describe, expect, it } from "vitest";
import { diagnosisWords, referenceWords } from "./diagnosis-words.ts";

const span = (estimate: number) => ({ estimate, low: estimate - 0.1, high: estimate + 0.1, level: 0.95 });
const measured = {
  gap: span(0.75),
  reference: { name: "chosen", distance: span(0.4) },
  untouchedRows: 300,
  scale: 1,
};
const SEEN = "gap 0.75 over 300 untouched rows, 0.4 behind the best reference (the chosen network); a constant costs 1";

it("says the three that a table's network is measured against in words, and others by their own name", () => {
  expect(["constant", "linear", "chosen", "forest"].map(referenceWords)).toEqual([
    "a constant prediction",
    "a linear model",
    "the chosen network",
    "forest",
  ]);
});

describe("diagnosisWords", () => {
  it("too few rows", () => {
    expect(diagnosisWords({ ...measured, untouchedRows: 19, reason: { code: "tooFewRows", least: 20 } })).toBe(
      "19 untouched rows are too few to tell: 20 are the least",
    );
  });

  it("a likely state", () => {
    const likely = { code: "stateIsLikely", decisive: 0.6 } as const;
    expect(diagnosisWords({ ...measured, reason: { ...likely, state: "overfitting", probability: 0.906 } })).toBe(SEEN);
    expect(diagnosisWords({ ...measured, reason: { ...likely, state: "goodFit", probability: 0.7 } })).toBe(SEEN);
  });

  it("a gap that may be zero, and no likely state", () => {
    expect(diagnosisWords({ ...measured, reason: { code: "gapMayBeZero", probability: 0.65 } })).toBe(
      `overfitting is likely, but there may be no gap: ${SEEN}`,
    );
    expect(diagnosisWords({ ...measured, reason: { code: "noStateIsLikely", decisive: 0.6 } })).toBe(
      `none is 60% likely: ${SEEN}`,
    );
  });
});
