import { describe, expect, it } from "vitest";
import { defaultCandidates } from "./candidates.ts";

const candidates = defaultCandidates();
const strengths = ["l1", "l2", "dropout"] as const;
/** Candidates with this strength above 0 and no other. */
const alone = (strength: (typeof strengths)[number]) =>
  candidates.filter((candidate) => strengths.every((each) => candidate[each] > 0 === (each === strength)));

describe("the default candidates", () => {
  it("begin with the plain network, which alone trains to the end", () => {
    expect(candidates[0]).toEqual({ name: "none", l1: 0, l2: 0, dropout: 0, earlyStopping: false });
    expect(candidates.filter(({ earlyStopping }) => !earlyStopping)).toHaveLength(1);
    expect(candidates[1]).toEqual({ name: "early stopping", l1: 0, l2: 0, dropout: 0, earlyStopping: true });
  });

  it("all have a name of their own, which says their strengths", () => {
    expect(new Set(candidates.map(({ name }) => name)).size).toBe(candidates.length);
    for (const { name, l1, l2, dropout } of candidates.slice(2)) {
      const said = new Map(name.split(" + ").map((part) => part.split(" ") as [string, string]));
      expect([l1, l2, dropout]).toEqual(strengths.map((strength) => Number(said.get(strength) ?? 0)));
    }
  });

  it("hold paths of one strength that rise over three powers of ten, and dropout up to one half", () => {
    for (const family of ["l1", "l2"] as const) {
      const path = alone(family).map((candidate) => candidate[family]);
      expect(path).toEqual([...path].sort((a, b) => a - b));
      expect((path.at(-1) as number) / (path[0] as number)).toBeGreaterThanOrEqual(1000 - 1e-9);
    }
    expect(alone("dropout").map(({ dropout }) => dropout)).toEqual([0.1, 0.2, 0.35, 0.5]);
  });

  it("hold combinations of dropout with either penalty", () => {
    const combined = candidates.filter((candidate) => strengths.filter((each) => candidate[each] > 0).length > 1);
    expect(combined.some(({ l1, dropout }) => l1 > 0 && dropout > 0)).toBe(true);
    expect(combined.some(({ l2, dropout }) => l2 > 0 && dropout > 0)).toBe(true);
  });

  it("have strengths inside their ranges", () => {
    for (const { l1, l2, dropout } of candidates) {
      expect(Math.min(l1, l2, dropout)).toBeGreaterThanOrEqual(0);
      expect(dropout).toBeLessThan(1);
    }
  });
});
