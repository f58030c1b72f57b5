import { describe, expect, it } from "vitest";
import type { JudgedVerdict, PanelVerdict } from "../../../engine/verdict.ts";
import { verdictWords } from "./verdict-words.ts";

const facts: JudgedVerdict["facts"] = {
  trainLoss: 0.0461,
  validationLoss: 0.549,
  lowest: { loss: 0.232, epoch: 80 },
  constantLoss: 0.69,
  livingCount: 20,
  unitCount: 20,
  zeroCount: 0,
  weightCount: 128,
};
const gapOf = (estimate: number) => ({ estimate, low: estimate - 0.1, high: estimate + 0.1, level: 0.95 });
const over: JudgedVerdict = {
  code: "judged",
  verdict: "overfitting",
  probabilities: { overfitting: 0.981, underfitting: 0.001, goodFit: 0.018 },
  reason: { code: "stateIsLikely", state: "overfitting", probability: 0.981, decisive: 0.6 },
  gap: gapOf(0.5029),
  reference: { panel: "constant", distance: gapOf(-0.1) },
  facts,
};
const fit: JudgedVerdict = {
  ...over,
  verdict: "good fit",
  probabilities: { overfitting: 0.08, underfitting: 0.01, goodFit: 0.91 },
  gap: gapOf(0.065),
  facts: { ...facts, trainLoss: 0.173, validationLoss: 0.238, lowest: { loss: 0.231, epoch: 80 } },
};
const under: JudgedVerdict = {
  ...over,
  verdict: "underfitting",
  probabilities: { overfitting: 0.02, underfitting: 0.86, goodFit: 0.12 },
  gap: gapOf(-0.008),
  facts: { ...facts, trainLoss: 0.347, validationLoss: 0.339 },
};
const unsure: JudgedVerdict = {
  ...over,
  verdict: "inconclusive",
  probabilities: { overfitting: 0.44, underfitting: 0.01, goodFit: 0.55 },
  reason: { code: "noStateIsLikely", decisive: 0.6 },
  gap: gapOf(0.12),
};
const reasonOf = (verdict: PanelVerdict) => verdictWords(verdict).reason;
const barsOf = (verdict: PanelVerdict) =>
  verdictWords(verdict).bars.map(({ name, percent, weight }) => `${name} ${percent} ${weight}`);

describe("a verdict", () => {
  it("of overfitting says how far validation loss rose, and from when on", () => {
    expect(verdictWords(over)).toMatchObject({ title: "Overfits", percent: 98, pictogram: "over" });
    expect(barsOf(over)).toEqual(["under 0 slight", "fits 2 slight", "over 98 sure"]);
    expect(reasonOf(over)).toBe("Training loss fell to 0.05 while validation loss rose from 0.23 at epoch 80 to 0.55.");
  });

  it("of overfitting without a rise says how far the losses are apart", () => {
    expect(reasonOf({ ...over, facts: { ...facts, lowest: { loss: 0.54, epoch: 80 } } })).toBe(
      "Validation loss stays 0.50 above training loss: 0.55 against 0.05.",
    );
  });

  it("of a good fit says how near the losses end, and level only if they are", () => {
    expect(verdictWords(fit)).toMatchObject({ title: "Good fit", percent: 91, pictogram: "fits" });
    expect(barsOf(fit)).toEqual(["under 1 slight", "fits 91 sure", "over 8 slight"]);
    expect(reasonOf(fit)).toBe("The two losses end 0.07 apart and stay level.");
    expect(reasonOf({ ...fit, facts: { ...fit.facts, lowest: { loss: 0.21, epoch: 80 } } })).toBe(
      "The two losses end 0.07 apart.",
    );
    expect(reasonOf({ ...fit, gap: gapOf(-0.002) })).toBe("The two losses end together and stay level.");
    expect(reasonOf({ ...fit, gap: gapOf(-0.03) })).toBe("The two losses end 0.03 apart and stay level.");
  });

  it("of a good fit with few living units says so", () => {
    const withUnits = (livingCount: number) => reasonOf({ ...fit, facts: { ...fit.facts, livingCount } });
    expect(withUnits(6)).toContain("Six units do the work of 20.");
    expect(withUnits(1)).toContain("One unit does the work of 20.");
    expect(withUnits(11)).not.toContain("work");
    expect(withUnits(0)).not.toContain("work");
  });

  it("of underfitting says above which both losses stay, never more than is true", () => {
    expect(verdictWords(under)).toMatchObject({ title: "Underfits", percent: 86, pictogram: "under" });
    expect(barsOf(under)[0]).toBe("under 86 sure");
    expect(reasonOf(under)).toBe("Both losses stay above 0.33. The network bends too little for these points.");
    expect(reasonOf({ ...under, facts: { ...under.facts, livingCount: 0 } })).toBe(
      "Both losses stay above 0.33. No unit is left to bend the answer.",
    );
  });

  it("that is not sure has no percent, shows what is likely and says what would tell", () => {
    expect(verdictWords(unsure)).toMatchObject({ title: "Not sure yet", percent: undefined, pictogram: "unsure" });
    expect(barsOf(unsure)).toEqual(["under 1 slight", "fits 55 likely", "over 44 likely"]);
    expect(reasonOf(unsure)).toBe("The gap is 0.12, between a good fit and overfitting. More seeds would tell.");
    expect(reasonOf({ ...unsure, reason: { code: "gapMayBeZero", probability: 0.7 } })).toBe(
      "The gap is 0.12, but chance alone could make it. More points to validate would tell.",
    );
    expect(reasonOf({ ...unsure, reason: { code: "tooFewRows", least: 20 } })).toBe(
      "Too few points validate to tell. More of them would.",
    );
  });

  it("that is sure shows nothing else as likely", () => {
    const less = { ...fit, probabilities: { overfitting: 0.3, underfitting: 0, goodFit: 0.7 } };
    expect(barsOf(less)).toEqual(["under 0 slight", "fits 70 sure", "over 30 slight"]);
  });

  it("is never a hundred percent", () => {
    const sure = { ...over, probabilities: { overfitting: 1, underfitting: 0, goodFit: 0 } };
    expect(verdictWords(sure).percent).toBe(99);
    expect(barsOf(sure)[2]).toBe("over 99 sure");
  });

  it("that comes too early counts epochs, and has empty bars", () => {
    const early = (epochs: number): PanelVerdict => ({ code: "tooEarly", epochs, least: 40 });
    expect(verdictWords(early(11))).toMatchObject({ title: "Too early", percent: undefined, pictogram: "early" });
    expect([0, 1, 11].map((epochs) => reasonOf(early(epochs)))).toEqual([
      "No epochs. A verdict needs 40.",
      "One epoch. A verdict needs 40.",
      "Eleven epochs. A verdict needs 40.",
    ]);
    expect(barsOf(early(3))).toEqual(["under undefined slight", "fits undefined slight", "over undefined slight"]);
  });

  it("of a training that diverged is none", () => {
    expect(
      verdictWords({ code: "diverged", divergence: { epoch: 2, step: 4, cause: { code: "learningRate" } } }),
    ).toMatchObject({ title: "No verdict", percent: undefined });
  });
});
