import { setTimeout as sleep } from "node:timers/promises";
import { webRuntime } from "@occam/core/web";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createHost } from "./host.ts";
import type { Reply, Request } from "./protocol.ts";
import { openSession } from "./session.ts";
import { FIRST_STATE, type PlaygroundState } from "./state.ts";
import { verdictOf } from "./verdict.ts";
import type { View } from "./view.ts";

const runtime = webRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

const view: View = { side: 10, chosen: 0, unitSide: 4, threshold: 0.01 };

/** A page that takes every snapshot, as a message would bring it. */
function page() {
  const replies: Reply[] = [];
  const answer = createHost({
    runtime,
    post: (reply, transfer = []) => {
      const own = structuredClone(reply, { transfer: [...transfer] });
      replies.push(own);
      if (own.kind === "snapshot" || own.kind === "stripSnapshot") setTimeout(() => void answer({ kind: "taken" }));
    },
    now: () => performance.now(),
    wait: (ms) => sleep(ms),
  });
  const last = <K extends Reply["kind"]>(kind: K) =>
    replies.findLast((reply): reply is Extract<Reply, { kind: K }> => reply.kind === kind);
  return { replies, last, ask: (request: Request) => answer(structuredClone(request)) };
}

let own: ReturnType<typeof page>;
beforeEach(() => {
  own = page();
});

const stronger: PlaygroundState = { ...FIRST_STATE, panels: [{}, { l1: 0.1 }, { l2: 0.1 }, { dropout: 0.5 }] };

it("opens a training, shows it before its first step, and steps", async () => {
  await own.ask({ kind: "open", state: FIRST_STATE, view });
  expect(own.replies.map(({ kind }) => kind).slice(0, 2)).toEqual(["opened", "snapshot"]);
  const opened = own.last("opened");
  expect([opened?.train.y.shape, opened?.validation.y.shape, opened?.truth?.length]).toEqual([[60], [400], 100]);
  expect(own.last("snapshot")?.snapshot.position.step).toBe(0);
  await own.ask({ kind: "step", stepCount: 5 });
  const session = await openSession(FIRST_STATE, runtime);
  await session.advance(5);
  expect(own.last("snapshot")).toEqual({ kind: "snapshot", isPlaying: false, snapshot: await session.snapshot(view) });
});

it("plays at once with what is shown, changes numbers without a new start, and goes back", async () => {
  await own.ask({ kind: "open", state: FIRST_STATE, view });
  await own.ask({ kind: "play", epochsPerSecond: Number.POSITIVE_INFINITY });
  while (own.replies.length < 8) await sleep(5);
  await own.ask({ kind: "change", state: stronger });
  const at = own.last("changed")?.position.step as number;
  expect(at).toBeGreaterThan(0);
  while (own.replies.length < 16) await sleep(5);
  await own.ask({ kind: "pause" });
  await own.ask({ kind: "rewind", step: at });
  const steps = own.replies.flatMap((reply) => (reply.kind === "snapshot" ? [reply.snapshot.position.step] : []));
  expect(steps.slice(0, -1)).toEqual(steps.slice(0, -1).toSorted((a, b) => a - b));
  expect(steps.at(-1)).toBeLessThanOrEqual(at);
  expect(own.last("snapshot")?.isPlaying).toBe(false);
  const { length } = own.replies;
  await sleep(60);
  expect(own.replies).toHaveLength(length);
});

it("begins anew where examples or network are others", async () => {
  await own.ask({ kind: "open", state: FIRST_STATE, view });
  await own.ask({ kind: "step", stepCount: 4 });
  await own.ask({ kind: "change", state: { ...FIRST_STATE, network: { hidden: [3], activation: "relu" } } });
  expect(own.last("opened")?.state.network.hidden).toEqual([3]);
  expect(own.last("snapshot")?.snapshot.position.step).toBe(0);
});

it("of many states asked for in a row opens the last alone, on the table that was chosen before", async () => {
  const of = (seed: number): Request => {
    const learning = { ...FIRST_STATE.learning, seed };
    return { kind: "open", state: { ...FIRST_STATE, learning }, view };
  };
  await Promise.all([2, 3, 4, 5].map((seed) => own.ask(of(seed))));
  const opened = () => own.replies.flatMap((reply) => (reply.kind === "opened" ? [reply.state.learning.seed] : []));
  expect(opened()).toEqual([5]);
  const rows = Array.from({ length: 20 }, (_, i) => `${i % 7},${(i * i) % 5},${i % 3 ? "no" : "yes"}`);
  await own.ask({ kind: "readTable", text: ["a,b,y", ...rows].join("\n"), name: "own.csv" });
  const state = { ...FIRST_STATE, data: { ...FIRST_STATE.data, set: "table" as const } };
  const table = { target: "y", shown: ["a", "b"] };
  await Promise.all([own.ask({ kind: "open", state, view, table }), own.ask({ kind: "open", state, view })]);
  expect(own.last("tableRefused")).toBeUndefined();
  expect(own.last("opened")?.table?.name).toBe("own.csv");
});

it("judges what it shows, now and then while it plays and when it stands", async () => {
  await own.ask({ kind: "open", state: FIRST_STATE, view });
  while (own.last("verdicts") === undefined) await sleep(5);
  expect(own.last("verdicts")?.panels).toEqual(new Array(4).fill({ code: "tooEarly", epochs: 0, least: 40 }));
  await own.ask({ kind: "play", epochsPerSecond: Number.POSITIVE_INFINITY });
  const all = () => own.replies.flatMap((reply) => (reply.kind === "verdicts" ? [reply.position.step] : []));
  while (all().length < 3) await sleep(5);
  await own.ask({ kind: "pause" });
  const isLast = () => own.last("verdicts")?.position.step === own.last("snapshot")?.snapshot.position.step;
  await sleep(100);
  while (!isLast()) await sleep(5);
  const session = await openSession(FIRST_STATE, runtime);
  await session.advance(all().at(-1) as number);
  await session.snapshot(view);
  // The lowest loss is that of other looks.
  const expected = { ...verdictOf(await session.evidence(view.threshold), 2), facts: expect.anything() };
  expect(own.last("verdicts")?.panels[2]).toEqual(expected);
  const { length } = own.replies;
  await sleep(100);
  expect(own.replies).toHaveLength(length);
});

it("plays a strip", async () => {
  await own.ask({ kind: "openStrip", state: FIRST_STATE, choice: { panel: 1, regularizer: "l1" }, side: 6 });
  await own.ask({ kind: "play", epochsPerSecond: Number.POSITIVE_INFINITY });
  while (own.replies.length < 4) await sleep(5);
  await own.ask({ kind: "pause" });
  expect(own.last("openedStrip")?.strengths).toHaveLength(16);
  expect(own.last("stripSnapshot")?.snapshot.position.step).toBeGreaterThan(0);
});

it("answers what a page asks of a panel", async () => {
  await own.ask({ kind: "open", state: FIRST_STATE, view });
  await own.ask({ kind: "step", stepCount: 30 });
  await own.ask({ kind: "slowStep", panel: 1 });
  const kinds = own.replies.flatMap(({ kind }) => (kind === "slowStep" || kind === "snapshot" ? [kind] : []));
  expect(kinds.slice(-2)).toEqual(["slowStep", "snapshot"]);
  const { snapshot } = own.last("snapshot") ?? {};
  expect(own.last("slowStep")?.phases?.position.step).toBe(30);
  expect(snapshot?.position.step).toBe(31);
  expect(own.last("slowStep")?.phases?.threshold.weights).toEqual(snapshot?.panels[1]?.layers);
  await own.ask({ kind: "pruned", panel: 1, threshold: 0.05 });
  expect(own.last("pruned")?.facts.facts.zeroCount).toBeGreaterThan(0);
  await own.ask({ kind: "removeUnits", panel: 1, units: [[0]] });
  expect(own.last("snapshot")?.snapshot.panels[1]?.facts.units[0]?.[0]).toBe("zero");
  await own.ask({ kind: "toOnnx", panel: 1 });
  expect(own.last("onnx")?.bytes.length).toBeGreaterThan(500);
  await own.ask({ kind: "view", view: { ...view, chosen: 3, side: 5 } });
  expect(own.last("snapshot")?.snapshot.panels[0]?.plane).toHaveLength(25);
});

it("refuses a state that is none, and keeps what was open", async () => {
  await own.ask({ kind: "open", state: FIRST_STATE, view });
  const spoilt = {
    ...FIRST_STATE,
    network: { hidden: new Array<number>(10_000).fill(4), activation: "tanh" as const },
  };
  await own.ask({ kind: "change", state: spoilt });
  expect(own.last("refused")?.refusal).toMatchObject({ code: "value", at: "network.hidden" });
  await own.ask({ kind: "openStrip", state: FIRST_STATE, choice: { panel: 0, regularizer: "constructor" }, side: 6 });
  expect(own.last("refused")?.refusal).toMatchObject({ at: "choice.regularizer", received: "constructor" });
  await own.ask({ kind: "step", stepCount: 2 });
  expect(own.last("snapshot")?.snapshot.position.step).toBe(2);
});

describe("a table of one's own", () => {
  const text = [
    "a,b,y",
    ...Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * i) % 11},${i % 2 ? "yes" : "no"}`),
  ].join("\n");
  const state: PlaygroundState = { ...FIRST_STATE, data: { ...FIRST_STATE.data, set: "table", share: 0.5 } };
  const choice = { target: "y", shown: ["a", "b"] };

  it("is read, chosen of, trained on and kept while other numbers change", async () => {
    await own.ask({ kind: "readTable", text, name: "own.csv" });
    expect(own.last("table")).toMatchObject({
      name: "own.csv",
      rowCount: 40,
      rowsLeftOut: 0,
      notes: [],
      suggested: choice,
    });
    expect(own.last("table")?.columns.map(({ name, asTarget }) => [name, asTarget])).toEqual([
      ["a", "regression"],
      ["b", "regression"],
      ["y", "classification"],
    ]);
    expect(JSON.stringify(own.last("table"))).not.toContain("values");
    await own.ask({ kind: "open", state, view, table: choice });
    expect(own.last("opened")?.table).toMatchObject({ name: "own.csv", target: { name: "y", classes: ["yes", "no"] } });
    await own.ask({ kind: "change", state: { ...state, data: { ...state.data, seed: 2 } } });
    expect(own.last("opened")?.train.y.shape).toEqual([20]);
    expect(own.replies.filter(({ kind }) => kind === "opened")).toHaveLength(2);
    await own.ask({ kind: "openStrip", state, choice: { panel: 1, regularizer: "l1" }, side: 4 });
    expect(own.last("stripSnapshot")?.snapshot.tiles).toHaveLength(16);
    await own.ask({ kind: "open", state: FIRST_STATE, view });
    expect(own.last("opened")).not.toHaveProperty("table");
  });

  it("that is not here, or of which nothing can be made, is refused and leaves all as it was", async () => {
    await own.ask({ kind: "open", state: FIRST_STATE, view });
    await own.ask({ kind: "change", state });
    expect(own.last("tableRefused")?.problem).toEqual({ code: "notHere" });
    await own.ask({ kind: "open", state, view, table: choice });
    expect(own.last("tableRefused")?.problem).toEqual({ code: "notHere" });
    await own.ask({ kind: "readTable", text: "a,b\n1,2", name: "own.csv" });
    expect(own.last("tableUnread")?.problem).toMatchObject({ code: "fewRows" });
    await own.ask({ kind: "readTable", text, name: "own.csv" });
    await own.ask({ kind: "open", state, view, table: { target: "y", shown: ["a", "y"] } });
    expect(own.last("tableRefused")?.problem).toMatchObject({ code: "choice", at: "shown" });
    await own.ask({ kind: "step", stepCount: 2 });
    expect(own.last("snapshot")?.snapshot.position.step).toBe(2);
    expect(own.replies.filter(({ kind }) => kind === "opened")).toHaveLength(1);
  });
});

it("says what failed, and goes on", async () => {
  await own.ask({ kind: "open", state: FIRST_STATE, view });
  await own.ask({ kind: "step", stepCount: -1 });
  expect(own.last("failed")).toMatchObject({
    code: "OCCAM_OPTION",
    message: expect.stringContaining("advance.stepCount"),
  });
  await own.ask({ kind: "step", stepCount: 1 });
  expect(own.last("snapshot")?.snapshot.position.step).toBe(1);
});
