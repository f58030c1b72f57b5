import { nodeRuntime } from "@occam/core/node";
import { afterAll, describe, expect, it } from "vitest";
import { openSession } from "../../../engine/session.ts";
import { FIRST_STATE, type PlaygroundState } from "../../../engine/state.ts";
import type { View } from "../../../engine/view.ts";
import { PRESETS } from "../../../playground-link.ts";
import { CHALLENGES } from "./challenges.ts";

const VIEW: View = { side: 4, chosen: 0, unitSide: 4, threshold: 0.01 };
const runtime = nodeRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

const USELESS: PlaygroundState = PRESETS["useless-inputs"];

/** What does each: a panel, for so many epochs. */
const RECIPES: Readonly<Record<string, { state: PlaygroundState; epochs: number }>> = {
  "five-units": {
    state: { ...FIRST_STATE, network: { ...FIRST_STATE.network, hidden: [8] }, panels: [{ l1: 0.0045 }] },
    epochs: 1600,
  },
  "close-the-gap": { state: { ...FIRST_STATE, panels: [{ l2: 0.01 }] }, epochs: 800 },
  silence: { state: { ...USELESS, panels: [{ l1: 0.016 }] }, epochs: 400 },
};

const standingAfter = async (id: string, state: PlaygroundState, epochs: number) => {
  const challenge = CHALLENGES.find((each) => each.id === id);
  if (challenge === undefined) throw new Error(id);
  const session = await openSession(state, runtime);
  await session.advance(epochs * session.position().stepsPerEpoch);
  const [panel] = (await session.snapshot(VIEW)).panels;
  await session.release();
  if (panel === undefined) throw new Error("no panel");
  return challenge.judge(panel, state.data.useless);
};

describe.each(CHALLENGES.map(({ id }) => id))("%s", (id) => {
  it("can be done", async () => {
    const { state, epochs } = RECIPES[id] ?? expect.fail(`no recipe for ${id}`);
    const { share, sentence } = await standingAfter(id, state, epochs);
    expect(sentence).toContain("Done");
    expect(share).toBe(1);
  });

  it("is not done by a network that nothing holds back", async () => {
    const { state } = RECIPES[id] ?? expect.fail(`no recipe for ${id}`);
    const { share, sentence } = await standingAfter(id, { ...state, panels: [{}] }, 800);
    expect(share).toBeLessThan(1);
    expect(sentence).not.toContain("Done");
  });
});

it("of a table that shows two of five inputs the useless ones alone count", async () => {
  const silence = CHALLENGES.find(({ id }) => id === "silence") ?? expect.fail();
  const session = await openSession({ ...USELESS, panels: [{}], data: { ...USELESS.data, useless: 3 } }, runtime);
  const [panel] = (await session.snapshot(VIEW)).panels;
  await session.release();
  if (panel === undefined) throw new Error("no panel");
  // The first two of three further inputs are a table's own: only the last is useless.
  expect(silence.judge(panel, 1).sentence).toMatch(/^Now 0 of 1 silent/);
});

it("only what can be tried is offered", () => {
  const offered = (state: PlaygroundState, isClasses: boolean) =>
    CHALLENGES.filter(({ suits }) => suits(state, isClasses)).map(({ id }) => id);
  expect(offered(FIRST_STATE, true)).toEqual(["five-units", "close-the-gap"]);
  expect(offered(USELESS, true)).toContain("silence");
  expect(offered(FIRST_STATE, false)).toEqual([]);
});
