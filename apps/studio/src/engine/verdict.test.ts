import { webRuntime } from "@occam/core/web";
import { afterAll, describe, expect, it } from "vitest";
import { openSession } from "./session.ts";
import { FIRST_STATE, type PlaygroundState } from "./state.ts";
import { openStrip } from "./strip.ts";
import { constantLosses, type Evidence, rowLosses, verdictOf } from "./verdict.ts";

const runtime = webRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

const VIEW = { side: 4, chosen: 0, unitSide: 4, threshold: 0.01 };

async function trained(state: PlaygroundState, stepCount: number) {
  const session = await openSession(state, runtime);
  for (let step = 0; step < stepCount; step += stepCount / 4) {
    await session.advance(stepCount / 4);
    await session.snapshot(VIEW);
  }
  const [{ panels }, evidence] = [await session.snapshot(VIEW), await session.evidence(VIEW.threshold)];
  await session.release();
  return { panels, evidence, verdicts: panels.map((_, i) => verdictOf(evidence, i)) };
}

const curve: PlaygroundState = { ...FIRST_STATE, data: { ...FIRST_STATE.data, set: "curve", noise: 0.5, share: 0.1 } };

describe("a verdict", () => {
  it("is overfitting of a large network without penalty on few noisy points after long, and not of one whose alpha suits", async () => {
    const strip = await openStrip(FIRST_STATE, { panel: 0, regularizer: "l1" }, runtime);
    await strip.advance(3000);
    const { cells } = await strip.snapshot(4);
    await strip.release();
    const means = cells.map((seeds) => seeds.reduce((sum, { validation }) => sum + validation, 0));
    const choice = strip.strengths[means.indexOf(Math.min(...means))] as number;
    const { verdicts } = await trained({ ...FIRST_STATE, panels: [{}, { l1: choice }] }, 3000);
    expect(verdicts).toMatchObject([{ verdict: "overfitting" }, { code: "judged" }]);
    expect(verdicts[1]).not.toMatchObject({ verdict: "overfitting" });
  });

  it("is underfitting where alpha is far too high", async () => {
    const { verdicts } = await trained({ ...FIRST_STATE, panels: [{ l1: 1 }, { l2: 10 }, { l2: 0.03 }] }, 1500);
    expect(verdicts.slice(0, 2)).toMatchObject([{ verdict: "underfitting" }, { verdict: "underfitting" }]);
    expect(verdicts[0]).toMatchObject({ reference: { panel: 2 }, facts: { zeroCount: 128, livingCount: 0 } });
  });

  it("waits for 40 epochs", async () => {
    const before = await trained({ ...FIRST_STATE, panels: [{}] }, 116);
    expect(before.verdicts).toEqual([{ code: "tooEarly", epochs: 38, least: 40 }]);
    const after = await trained({ ...FIRST_STATE, panels: [{}] }, 120);
    expect(after.verdicts).toMatchObject([{ code: "judged" }]);
  });

  it.each([
    ["classes", FIRST_STATE, "loss"],
    ["numbers", curve, "rmse"],
  ])("tells the losses that the panels show, of %s", async (_, state, measure) => {
    const { panels, verdicts, evidence } = await trained(state, 400);
    for (const [i, verdict] of verdicts.entries()) {
      if (verdict.code !== "judged") throw new Error(verdict.code);
      const { train, validation, facts } = panels[i] as (typeof panels)[number];
      expect(verdict.facts.trainLoss).toBeCloseTo(train[measure] as number, 5);
      expect(verdict.facts.validationLoss).toBeCloseTo(validation[measure] as number, 5);
      expect(verdict.facts.lowest.loss).toBeLessThanOrEqual((validation[measure] as number) + 1e-6);
      expect(verdict.facts).toMatchObject({ zeroCount: facts.zeroCount, unitCount: 20 });
      expect(verdict.facts.livingCount).toBe(facts.units.flat().filter((unit) => unit === "living").length);
      expect(verdict.reference.panel).not.toBe(i);
    }
    expect(evidence.panels[0]?.train).toHaveLength(evidence.task === "classification" ? 60 : 46);
  });

  it("is none of a panel that diverged, which measures no other", async () => {
    const wild: PlaygroundState = {
      ...curve,
      network: { hidden: [8, 8], activation: "relu" },
      learning: { ...FIRST_STATE.learning, optimizer: "sgd", learningRate: 10 },
    };
    const { verdicts, panels } = await trained(wild, 400);
    const stopped = panels.flatMap(({ divergence }, i) => (divergence === undefined ? [] : [i]));
    expect(stopped.length).toBeGreaterThan(0);
    for (const i of stopped) expect(verdicts[i]).toEqual({ code: "diverged", divergence: panels[i]?.divergence });
    for (const verdict of verdicts)
      if (verdict.code === "judged") expect(stopped).not.toContain(verdict.reference.panel);
  });
});

it("is measured by the best of the other panels, or by the constant prediction where none does better", () => {
  const rows = (loss: number) => Float64Array.from({ length: 40 }, (_, i) => loss + (i % 5) / 50);
  const network = { weightCount: 3, zeroCount: 1, smallCount: 0, parameterCount: 4, prunedParameterCount: 2 };
  const panelOf = (loss: number) => ({
    ...{ divergence: undefined, train: rows(loss), validation: rows(loss) },
    lowest: { loss, epoch: 7 },
    facts: { ...network, units: [["living", "zero"]] as const },
  });
  const evidence: Evidence = {
    position: { step: 100, stepsPerEpoch: 1, epoch: 100 },
    task: "classification",
    constant: rows(0.7),
    panels: [panelOf(0.3), panelOf(0.1), panelOf(0.9)],
  };
  const references = evidence.panels.map((_, i) => {
    const verdict = verdictOf(evidence, i);
    return verdict.code === "judged" ? verdict.reference : undefined;
  });
  expect(references.map((each) => each?.panel)).toEqual([1, 0, 1]);
  expect(references[0]?.distance.estimate).toBeCloseTo(0.2, 12);
  const divergence = { epoch: 3, step: 9, cause: { code: "learningRate" } } as const;
  const stopped = verdictOf({ ...evidence, panels: [panelOf(0.3), { ...panelOf(0.1), divergence }, panelOf(0.9)] }, 0);
  expect(stopped).toMatchObject({ reference: { panel: "constant" } });
  const alone = verdictOf({ ...evidence, panels: [panelOf(0.3)] }, 0);
  expect(alone).toMatchObject({
    reference: { panel: "constant", distance: { estimate: expect.closeTo(-0.4, 12) } },
    facts: { constantLoss: expect.closeTo(0.74, 12), unitCount: 2, livingCount: 1, weightCount: 3, zeroCount: 1 },
  });
});

it("losses of rows are exact where a probability would be rounded to 1", () => {
  // log(1 + e^30) of a row of class B, log(1 + e^-30) of one of class A.
  const [wrong, right] = rowLosses("classification", Float32Array.of(30, 30), Float32Array.of(0, 1));
  expect(wrong).toBeCloseTo(30, 10);
  expect((right as number) / Math.exp(-30)).toBeCloseTo(1, 10);
  expect(Array.from(rowLosses("regression", Float32Array.of(1, -2), Float32Array.of(3, 1)))).toEqual([4, 9]);
});

it("the constant prediction is the training rows' share of class A, or their mean", () => {
  const part = (...y: number[]) => ({
    x: { shape: [y.length, 1], data: new Float32Array(y.length) },
    y: { shape: [y.length], data: Float32Array.from(y) },
  });
  const losses = constantLosses({ task: "classification", train: part(1, 1, 1, 0), validation: part(1, 0) });
  expect(Array.from(losses)).toEqual([-Math.log(0.75), -Math.log(0.25)].map((loss) => expect.closeTo(loss, 12)));
  const squares = constantLosses({ task: "regression", train: part(1, 3), validation: part(2, 5) });
  expect(Array.from(squares)).toEqual([0, 9]);
});
