import { fitReplicas } from "@occam/core";
import { webRuntime } from "@occam/core/web";
import { afterAll, expect, it } from "vitest";
import { gridOf, truthOn } from "./grid.ts";
import type { LayerWeights } from "./network-facts.ts";
import { describeProgram, makeProgram } from "./program.ts";
import { REGULARIZERS } from "./regularizers.ts";
import { openSession, type Session } from "./session.ts";
import { FIRST_STATE, isSameTraining, type PlaygroundState } from "./state.ts";
import { openStrip } from "./strip.ts";
import { stripStrengths } from "./strip-strengths.ts";
import type { View } from "./view.ts";

const runtime = webRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

const VIEW: View = { side: 12, chosen: 1, unitSide: 6, threshold: 0.01 };

async function opened(state: PlaygroundState, steps = 0): Promise<Session> {
  const session = await openSession(state, runtime);
  await session.advance(steps);
  return session;
}

it("trains the panels as fitReplicas does, and shows what it found", async () => {
  const session = await opened(FIRST_STATE, 30);
  const { train, validation } = session.sample;
  const { model, options } = makeProgram(describeProgram(FIRST_STATE, session.sample), runtime);
  const runs = await fitReplicas(model, train, { ...options, epochs: 10 });
  const { panels, pictures, position } = await session.snapshot(VIEW);
  expect(position).toEqual({ step: 30, stepsPerEpoch: 3, epoch: 10 });
  for (const [i, run] of runs.entries()) {
    const panel = panels[i] as (typeof panels)[number];
    const { penalty: _, ...measures } = await run.evaluate(validation);
    expect(panel.validation).toEqual(measures);
    expect(panel.layers.map(({ kernel }) => kernel.data)).toEqual(
      [0, 1, 2].map((k) => run.parameters.get(`dense${k}/kernel`)?.data),
    );
    expect(panel.plane).toEqual((await run.predict(gridOf(session.sample, 12).x)).data);
  }
  expect(panels.map(({ penalty }) => penalty > 0)).toEqual([false, true, true, false]);
  expect(pictures.map((units) => units.map((picture) => picture.length))).toEqual([
    new Array(12).fill(36),
    new Array(8).fill(36),
  ]);
  // A unit of the first layer: tanh(x K + b), at the first point of its grid.
  const layer = panels[1]?.layers[0] as LayerWeights;
  const [x1, x2] = gridOf(session.sample, 6).x.data as unknown as readonly [number, number];
  const [w1, w2, b] = [layer.kernel.data[4], layer.kernel.data[16], layer.bias.data[4]] as [number, number, number];
  expect(pictures[0]?.[4]?.[0]).toBeCloseTo(Math.tanh(x1 * w1 + x2 * w2 + b), 5);
  const masks = panels.map(({ draws }) => [...draws.masks].map(([layer, { shape }]) => [layer, ...shape]));
  expect(masks[3]).toEqual([
    ["dropout0", 20, 12],
    ["dropout1", 20, 8],
  ]);
  const kept = panels.map(({ draws }) => draws.masks.get("dropout0")?.data.every((bit) => bit === 1));
  expect(kept).toEqual([true, true, true, false]);
  await session.release();
});

it("each regularizer trains, and does what it is for", async () => {
  const strengths = {
    l1: 0.05,
    l2: 1,
    groupLasso: 0.05,
    dropout: 0.5,
    maxNorm: 0.3,
    noise: 0.5,
    weightDecay: 1,
    labelSmoothing: 0.4,
  };
  expect(Object.keys(strengths)).toEqual(REGULARIZERS.map(({ name }) => name));
  for (const name of Object.keys(strengths) as (keyof typeof strengths)[]) {
    const session = await opened({ ...FIRST_STATE, panels: [{}, { [name]: strengths[name] }] }, 300);
    const [plain, own] = (await session.snapshot(VIEW)).panels;
    expect(own?.train.loss, name).not.toBe(plain?.train.loss);
    expect(own?.train.loss, name).toBeGreaterThan(plain?.train.loss as number);
    const isSparse = name === "l1" || name === "groupLasso";
    expect([plain?.facts.zeroCount === 0, (own?.facts.zeroCount as number) > 10], name).toEqual([true, isSparse]);
    await session.release();
  }
});

it("l1 and group lasso in one program are one penalty, each panel with its own share of both", async () => {
  const panels = [{}, { l1: 0.02 }, { groupLasso: 0.02 }, { l1: 0.01, groupLasso: 0.03 }];
  const together = await opened({ ...FIRST_STATE, panels }, 60);
  const found = (await together.snapshot(VIEW)).panels;
  for (const [i, panel] of panels.entries()) {
    const alone = await opened({ ...FIRST_STATE, panels: [panel] }, 60);
    const [own] = (await alone.snapshot({ ...VIEW, chosen: 0 })).panels;
    expect(found[i]?.train.loss).toBeCloseTo(own?.train.loss as number, 4);
    expect(found[i]?.penalty).toBeCloseTo(own?.penalty as number, 4);
    await alone.release();
  }
  await together.release();
});

it("goes on under other numbers, and back to what it was", async () => {
  const stronger: PlaygroundState = { ...FIRST_STATE, panels: [{}, { l1: 0.1 }, { l2: 0.01 }, { dropout: 0.1 }] };
  expect(isSameTraining(FIRST_STATE, stronger)).toBe(true);
  expect(isSameTraining(FIRST_STATE, { ...FIRST_STATE, data: { ...FIRST_STATE.data, noise: 0.1 } })).toBe(false);
  const { learning } = FIRST_STATE;
  expect(isSameTraining(FIRST_STATE, { ...FIRST_STATE, learning: { ...learning, learningRate: 0.1 } })).toBe(true);
  // An epoch of other batches is another number of steps: curves over the epochs would jump.
  expect(isSameTraining(FIRST_STATE, { ...FIRST_STATE, learning: { ...learning, batchSize: 60 } })).toBe(false);
  const [plain, changed] = [await opened(FIRST_STATE, 60), await opened(FIRST_STATE, 60)];
  await changed.change(stronger);
  await Promise.all([plain.advance(60), changed.advance(60)]);
  const losses = async (session: Session) => (await session.snapshot(VIEW)).panels.map(({ train }) => train.loss);
  const [before, after] = [await losses(plain), await losses(changed)];
  expect(after.map((loss, i) => loss === before[i])).toEqual([true, false, true, true]);
  expect(changed.state()).toEqual(stronger);
  expect((await changed.rewind(70)).step).toBe(60);
  await changed.change(FIRST_STATE);
  await changed.advance(60);
  expect(await losses(changed)).toEqual(before);
  await Promise.all([plain.release(), changed.release()]);
});

it("comes back to where it went on from an earlier step, however few steps it took, and not to what it was before", async () => {
  const session = await opened({ ...FIRST_STATE, panels: [{}] });
  for (let i = 0; i < 450; i++) await session.advance(3);
  const early = (await session.rewind(600)).step;
  await session.advance(2);
  const view = { ...VIEW, chosen: 0 };
  const now = await session.snapshot(view);
  expect(now.position.step).toBe(early + 2);
  await session.rewind(0);
  expect((await session.rewind(Number.POSITIVE_INFINITY)).step).toBe(early + 2);
  expect(await session.snapshot(view)).toEqual(now);
  await session.release();
});

it("says what a network would be without its small weights, and leaves it as it is", async () => {
  const session = await opened({ ...FIRST_STATE, panels: [{ l1: 0.01 }] }, 900);
  const view = { ...VIEW, chosen: 0 };
  const before = await session.snapshot(view);
  const exact = await session.pruned(0, 0);
  expect(exact.validation).toEqual(before.panels[0]?.validation);
  expect(exact.facts.zeroCount).toBe(before.panels[0]?.facts.zeroCount);
  const all = await session.pruned(0, 100);
  expect(all.facts.zeroCount).toBe(all.facts.weightCount);
  expect(all.validation.accuracy).toBeLessThan(before.panels[0]?.validation.accuracy as number);
  expect(await session.snapshot(view)).toEqual(before);
  await session.release();
});

it("a unit that never changes is removed without a change of the predictions, and stays away when one looks back and returns", async () => {
  const state: PlaygroundState = { ...FIRST_STATE, panels: [{ l1: 0.02 }] };
  const session = await opened(state, 1200);
  const view = { ...VIEW, chosen: 0 };
  const before = await session.snapshot(view);
  const idle = (before.panels[0]?.facts.units[0] ?? []).flatMap((unit, i) => (unit === "zero" ? [i] : []));
  expect(idle.length).toBeGreaterThan(2);
  await session.removeUnits(0, [idle]);
  const after = await session.snapshot(view);
  const difference = before.panels[0]?.plane.map((p, i) => Math.abs(p - (after.panels[0]?.plane[i] as number)));
  expect(Math.max(...(difference ?? []))).toBeLessThan(1e-5);
  const living = (before.panels[0]?.facts.units[0] ?? []).indexOf("living");
  await session.removeUnits(0, [[living]]);
  const less = await session.snapshot(view);
  expect(less.panels[0]?.facts.units[0]?.[living]).toBe("zero");
  expect(less.panels[0]?.plane).not.toEqual(before.panels[0]?.plane);
  const planeNow = async () => (await session.snapshot(view)).panels[0]?.plane;
  await session.rewind(600);
  expect((await session.rewind(1200)).step).toBe(1200);
  expect(await planeNow()).toEqual(less.panels[0]?.plane);
  await session.undoRemoval();
  expect(await planeNow()).toEqual(less.panels[0]?.plane);
  await session.release();
});

it("the last units that were removed come back first, until the training moves", async () => {
  const session = await opened({ ...FIRST_STATE, panels: [{}] }, 30);
  const view = { ...VIEW, chosen: 0 };
  const planeNow = async () => (await session.snapshot(view)).panels[0]?.plane;
  const [whole] = [await planeNow()];
  await session.removeUnits(0, [[0]]);
  const less = await planeNow();
  await session.removeUnits(0, [[], [2]]);
  await session.undoRemoval();
  expect(await planeNow()).toEqual(less);
  await session.undoRemoval();
  expect(await planeNow()).toEqual(whole);
  await session.removeUnits(0, [[0]]);
  await session.advance(1);
  const moved = await planeNow();
  await session.undoRemoval();
  expect(await planeNow()).toEqual(moved);
  await session.release();
});

it("comes back from looking back to the very state that it left, kept or not", async () => {
  const session = await opened(FIRST_STATE, 0);
  for (let i = 0; i < 300; i++) await session.advance(1);
  await session.advance(3);
  const view = { ...VIEW, chosen: 0 };
  const before = await session.snapshot(view);
  await session.rewind(100);
  expect((await session.rewind(303)).step).toBe(303);
  expect(await session.snapshot(view)).toEqual(before);
  await session.release();
});

it("gives a panel's network as an ONNX file", async () => {
  const session = await opened(FIRST_STATE, 3);
  const { model, options } = makeProgram(describeProgram(FIRST_STATE, session.sample), runtime);
  const runs = await fitReplicas(model, session.sample.train, options);
  expect(await session.toOnnx(3)).toEqual(await runs[3]?.toOnnx());
  await session.release();
});

it("trains curves and points drawn by hand too", async () => {
  const curve: PlaygroundState = {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data, set: "curve", share: 0.2 },
    learning: { ...FIRST_STATE.learning, optimizer: "momentum", learningRate: 0.05 },
  };
  const session = await opened(curve);
  const start = await session.snapshot(VIEW);
  await session.advance(600);
  const end = await session.snapshot(VIEW);
  expect(end.panels[0]?.plane).toHaveLength(12);
  expect(end.panels[0]?.train.rmse as number).toBeLessThan(0.8 * (start.panels[0]?.train.rmse as number));
  expect(gridOf({ inputCount: 2, shownCount: 2, reach: 3 }, 3).x.data).toEqual(
    Float32Array.of(...[-2, 2, 0, 2, 2, 2], ...[-2, 0, 0, 0, 2, 0], ...[-2, -2, 0, -2, 2, -2]),
  );
  const truth = truthOn(session.sample, gridOf(session.sample, 12)) as Float32Array;
  expect(truth[0]).toBeCloseTo(Math.sin(-5.5) * Math.exp(-0.15 * 2.75 ** 2), 6);
  await session.release();
  const points: PlaygroundState["data"]["points"] = Array.from({ length: 20 }, (_, i) => [i % 5, i % 3, i % 2 ? 1 : 0]);
  const own = await opened({ ...FIRST_STATE, data: { ...FIRST_STATE.data, set: "own", share: 0.5, points } }, 10);
  const drawn = [own.sample.train, own.sample.validation].flatMap(({ y }) => Array.from(y.data));
  expect(drawn).not.toEqual(points.map(([, , isA]) => isA));
  expect(drawn.toSorted()).toEqual(points.map(([, , isA]) => isA).toSorted());
  expect([own.sample.train.y.shape, own.sample.validation.y.shape, own.sample.truth]).toEqual([[10], [10], undefined]);
  await own.release();
});

it("numbers that explode stop their panel, and all that is shown is finite", async () => {
  const wild: PlaygroundState = {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data, set: "curve" },
    network: { hidden: [8, 8], activation: "relu" },
    learning: { ...FIRST_STATE.learning, optimizer: "sgd", learningRate: 10 },
  };
  const session = await opened(wild, 200);
  const { panels } = await session.snapshot(VIEW);
  expect(panels.map(({ divergence }) => divergence?.cause.code)).toContain("learningRate");
  for (const { train, validation, penalty, plane } of panels)
    expect([train.loss, validation.loss, penalty, ...plane].every(Number.isFinite)).toBe(true);
  await session.rewind(0);
  await session.change({ ...wild, learning: { ...wild.learning, learningRate: 0.01 } });
  await session.advance(50);
  expect((await session.snapshot(VIEW)).panels.map(({ divergence }) => divergence)).toEqual(
    new Array(4).fill(undefined),
  );
  await session.release();
});

it("a strip is sixteen strengths from five seeds, of which the state's seed is the panel itself", async () => {
  const state: PlaygroundState = { ...FIRST_STATE, panels: [{}, { dropout: 0.2 }] };
  const strip = await openStrip(state, { panel: 1, regularizer: "l1" }, runtime);
  expect(strip.strengths).toEqual(stripStrengths(REGULARIZERS[0] as (typeof REGULARIZERS)[number]));
  expect([strip.strengths[0], strip.strengths.at(-1), strip.strengths.length]).toEqual([0.0001, 0.1, 16]);
  await strip.advance(30);
  const { cells, tiles } = await strip.snapshot(8);
  expect([cells.length, cells[0]?.length, tiles.length, tiles[0]?.length]).toEqual([16, 5, 16, 64]);
  const panel = await opened({ ...FIRST_STATE, panels: [{ dropout: 0.2, l1: strip.strengths[6] }] }, 30);
  const [own] = (await panel.snapshot({ ...VIEW, chosen: 0 })).panels;
  expect(cells[6]?.[0]?.validation).toBeCloseTo(own?.validation.loss as number, 5);
  const seeds = cells[6]?.map(({ validation }) => validation) ?? [];
  expect(new Set(seeds).size).toBe(5);
  await Promise.all([strip.release(), panel.release()]);
});

it("a strip tells of numbers the losses that panels tell: roots of mean squared errors", async () => {
  const state: PlaygroundState = { ...FIRST_STATE, data: { ...FIRST_STATE.data, set: "curve" }, panels: [{ l2: 1 }] };
  const strip = await openStrip(state, { panel: 0, regularizer: "l2" }, runtime);
  const place = strip.strengths.findIndex((strength) => strength > 0.9);
  const panels = [{ l2: strip.strengths[place] as number }];
  const session = await openSession({ ...state, panels }, runtime);
  await Promise.all([strip.advance(20), session.advance(20)]);
  const [panel] = (await session.snapshot(VIEW)).panels;
  const cell = (await strip.snapshot(4)).cells[place]?.[0];
  expect(cell?.validation).toBeCloseTo(panel?.validation.rmse as number, 5);
  expect(cell?.train).toBeCloseTo(panel?.train.rmse as number, 5);
  await Promise.all([strip.release(), session.release()]);
});
