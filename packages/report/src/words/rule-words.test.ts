import {
  bestMeanRule,
  oneStandardErrorRule,
  pairedOneStandardErrorRule,
  pairedTestRule,
  RULES,
  type Rule,
} from "@occam/core/selection";
import { describe, expect, it } from "vitest";
import { ruleWords } from "./rule-words.ts";

/** Mean 1, standard error 0.0408. */
const FOLDS = [0.9, 1.1, 1, 1];
const shifted = (by: number) => FOLDS.map((loss) => loss + by);

const wordsOf = (rule: Rule, strengths: readonly number[], losses: readonly (readonly number[])[], label = "alpha") => {
  const points = strengths.map((strength, i) => ({ strength, losses: losses[i] as readonly number[] }));
  const { reason, conclusion } = rule.choose({ points });
  return ruleWords(reason, conclusion, { label, strengths });
};

describe("ruleWords", () => {
  it("lowest mean", () => {
    expect(wordsOf(bestMeanRule, [0, 0.1], [shifted(0.2), FOLDS])).toBe(
      "alpha 0.1 has the lowest mean validation loss of 2, 1 ± 0.0408 over 4 folds; at level 0.05 it differs from alpha 0 (p < 0.0001)",
    );
  });

  it("one standard error", () => {
    expect(wordsOf(oneStandardErrorRule, [0.1, 0.3, 1], [FOLDS, shifted(0.04), shifted(0.042)])).toBe(
      "alpha 0.1 has the lowest mean validation loss, 1 ± 0.0408; alpha 0.3 with 1.04 ± 0.0408 is the most regularized one up to 1.04; at level 0.05 it differs from alpha 0.1 (p < 0.0001) and alpha 1 (p < 0.0001)",
    );
    expect(wordsOf(oneStandardErrorRule, [0.1, 0.3], [FOLDS, [1, 1, Number.NaN, 1]])).toBe(
      "alpha 0.1 has the lowest mean validation loss, 1 ± 0.0408, and nothing more regularized is below 1.04; at level 0.05 it differs from alpha 0.3 (whose loss is not finite)",
    );
  });

  it("paired one standard error, of dropout rates", () => {
    expect(
      wordsOf(
        pairedOneStandardErrorRule,
        [0.25, 0.5],
        [
          [1, 1, 1, 1],
          [1, 3, 0, 2],
        ],
        "rate",
      ),
    ).toBe(
      "rate 0.25 has the lowest mean validation loss, 1 ± 0; rate 0.5 is the most regularized one within a standard error of it (excess 0.5 ± 0.645, fold by fold); at level 0.05 the folds do not tell it from rate 0.25 (p = 0.647)",
    );
    expect(wordsOf(pairedOneStandardErrorRule, [0.25, 0.5], [FOLDS, shifted(0.1)], "rate")).toContain(
      "1 ± 0.0408, and nothing more regularized is within one standard error of it, fold by fold; at level",
    );
  });

  it("paired test", () => {
    const near = [0.92, 1.09, 1.03, 0.98];
    const far = [1.4, 1.62, 1.48, 1.5];
    expect(wordsOf(pairedTestRule, [1, 2, 3], [FOLDS, near, far])).toBe(
      "alpha 1 has the lowest mean validation loss, 1 ± 0.0408; alpha 2, 1 ± 0.0362, is not worse at level 0.05; alpha 3 is worse than alpha 2 by 0.495 (t = 17.5 at 3 degrees of freedom, p = 0.000202); at level 0.05 the folds do not tell it from alpha 1 (p = 0.801)",
    );
    expect(wordsOf(pairedTestRule, [1, 2], [FOLDS, [Number.NaN, 1, 1, 1]])).toContain(
      "; the loss of alpha 2 is not finite; at level 0.05 it differs from alpha 2 (whose loss is not finite)",
    );
    expect(wordsOf(pairedTestRule, [1], [FOLDS])).toBe(
      "alpha 1 has the lowest mean validation loss, 1 ± 0.0408; nothing more regularized was tried; there is no other point to compare with",
    );
    expect(wordsOf(pairedTestRule, [1, 2], [[1], [1.1]])).toBe(
      "alpha 1 has the lowest mean validation loss, 1; a single fold allows no test; one fold cannot tell it from the ends of the path",
    );
  });

  it.each(RULES)("$name speaks for every choice, read back from JSON", (rule) => {
    const points = [FOLDS, shifted(0.01), shifted(1)].map((losses, strength) => ({ strength, losses }));
    const { reason, conclusion } = JSON.parse(JSON.stringify(rule.choose({ points })));
    expect(ruleWords(reason, conclusion, { label: "alpha", strengths: [0, 1, 2] })).toMatch(/^alpha \d has the lowest/);
  });
});
