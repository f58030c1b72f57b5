import { expect, it } from "vitest";
import { createJudge, type Verdicts } from "./judge.ts";
import type { Evidence } from "./verdict.ts";

/** Two panels that have hardly begun, on a clock on which only waiting takes time. */
function stage(isPlaying: boolean) {
  let [clockMs, reads] = [0, 0];
  const shown: Verdicts[] = [];
  const waits: number[] = [];
  const rows = Float64Array.of(1, 2);
  const panel = {
    ...{ divergence: undefined, train: rows, validation: rows, lowest: { loss: 1, epoch: 0 } },
    facts: { weightCount: 1, zeroCount: 0, smallCount: 0, units: [], parameterCount: 1, prunedParameterCount: 1 },
  };
  const judge = createJudge({
    player: { isPlaying: () => isPlaying, inTurn: (work) => work() },
    read: async (): Promise<Evidence> => {
      reads += 1;
      const position = { step: reads, stepsPerEpoch: 1, epoch: reads };
      return { position, task: "classification", constant: rows, panels: [panel, panel] };
    },
    show: (verdicts) => void shown.push(verdicts),
    onError: (error) => {
      throw error;
    },
    now: () => clockMs,
    wait: async (ms) => {
      waits.push(ms);
      clockMs += ms;
      await new Promise((resolve) => setTimeout(resolve));
    },
  });
  const settled = async () => {
    for (let i = 0; i < 60; i++) await new Promise((resolve) => setTimeout(resolve));
  };
  return { judge, shown, waits, settled, steps: () => shown.map(({ position }) => position.step) };
}

it("judges all panels of one step, in tasks of their own", async () => {
  const { judge, shown, waits, settled } = stage(false);
  judge.look();
  await settled();
  expect(shown).toEqual([
    {
      position: { step: 1, stepsPerEpoch: 1, epoch: 1 },
      panels: new Array(2).fill({ code: "tooEarly", epochs: 1, least: 40 }),
    },
  ]);
  expect(waits).toEqual([0, 0]);
});

it("judges the last of several looks once more, however many there were", async () => {
  const { judge, settled, steps } = stage(false);
  for (let i = 0; i < 5; i++) judge.look();
  await settled();
  expect(steps()).toEqual([1, 2]);
  judge.look();
  await settled();
  expect(steps()).toEqual([1, 2, 3]);
});

it("takes half a second at least from one to the next while it plays", async () => {
  const { judge, waits, settled, steps } = stage(true);
  judge.look();
  judge.look();
  await settled();
  expect(steps()).toEqual([1, 2]);
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(1000);
});

it("shows nothing after its end", async () => {
  const { judge, settled, steps } = stage(false);
  judge.look();
  judge.end();
  await settled();
  judge.look();
  await settled();
  expect(steps()).toEqual([]);
});
