import { describe, expect, it } from "vitest";
import { REGULARIZERS } from "../../engine/regularizers.ts";
import { whoOf } from "./who.ts";
import { WORDS } from "./words.ts";

describe("whom a panel stands for", () => {
  it.each([
    [{}, "none", "None"],
    [{ l1: 0.1 }, "l1", "L1"],
    [{ l2: 0 }, "l2", "L2"],
    [{ dropout: 0.5 }, "dropout", "Dropout"],
    [{ groupLasso: 0.1 }, "other", "Group lasso"],
    [{ l1: 0.1, dropout: 0.1 }, "other", "L1 and dropout"],
    [{ l1: 0.1, l2: 0.1, maxNorm: 2 }, "other", "L1, L2 and max-norm"],
  ])("%j: %s, %s", (strengths, sign, name) => {
    expect(whoOf(strengths)).toEqual({ sign, name });
  });

  it.each(REGULARIZERS.map(({ name }) => name))("%s has words", (name) => {
    expect(WORDS[name]?.title).toMatch(/^[A-Z]/);
  });
});
