import { describe, expect, it } from "vitest";
import { divergedWords, lossSentence, planeSentence } from "./panel-words.ts";

const names = { axes: ["x₁", "x₂"], classes: ["class A", "class B"] } as const;

describe("a panel's sentences", () => {
  it("say what its figure shows", () => {
    expect(planeSentence("L1", { task: "classification", shownCount: 2 }, names)).toBe(
      "L1: the plane of x₁ and x₂, coloured by the predicted probability of class A",
    );
    expect(planeSentence("L1", { task: "regression", shownCount: 2 }, names)).toContain("predicted value");
    expect(planeSentence("None", { task: "regression", shownCount: 1 }, { ...names, axes: ["age", "dose"] })).toContain(
      "fitted curve over age",
    );
  });

  it("say where the losses are", () => {
    expect(lossSentence("L2", [])).toBe("L2: loss over the epochs. Nothing is trained yet");
    const moment = { step: 3, epoch: 1, train: 0.5, validation: 0.6125, penalty: 0 };
    expect(
      lossSentence("L2", [
        { ...moment, train: 0.9 },
        { ...moment, epoch: 800 },
      ]),
    ).toBe("L2: loss over 800 epochs. Training is at 0.500, validation at 0.613");
  });
});

describe("a training that diverged", () => {
  it("by its rate is offered the epoch before, and a tenth of the rate", () => {
    expect(divergedWords({ epoch: 213, step: 640, cause: { code: "learningRate" } }, 0.3)).toEqual({
      sentence: "The loss was not finite in epoch 213. The rate of 0.30 is the likely cause.",
      lastGood: 212,
      slower: { rate: 0.03, text: "Rate 0.030" },
    });
  });

  it("by its data is offered no other rate", () => {
    const by = (cause: Parameters<typeof divergedWords>[0]["cause"]) =>
      divergedWords({ epoch: 2, step: 4, cause }, 0.3);
    expect(by({ code: "largeInput", column: 0, value: 12000 })).toMatchObject({
      sentence: "The loss was not finite in epoch 2. Inputs as large as 12000 are the likely cause.",
      slower: undefined,
    });
    expect(by({ code: "largeTarget", value: 500 }).sentence).toContain("Targets as large as 500");
    expect(by({ code: "inputNotFinite", row: 3, column: 0, value: "NaN" }).sentence).toContain("Point 4");
    expect(by({ code: "targetNotFinite", row: 0, value: "Infinity" }).sentence).toContain("Point 1");
  });
});
