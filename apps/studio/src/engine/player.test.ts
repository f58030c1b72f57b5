import { describe, expect, it } from "vitest";
import { createPlayer, type Played } from "./player.ts";

/** A training on a clock of its own: a step takes `stepMs`, a look `lookMs`; losses are those of `lossAt`. */
function stage({ stepMs = 1, lookMs = 10, lossAt = (step: number) => step, last = Infinity } = {}) {
  let [clockMs, step, looks] = [0, 0, 0];
  const slices: number[] = [];
  const events: string[] = [];
  const position = () => ({ step, stepsPerEpoch: 1, epoch: step });
  const played: Played<number> = {
    position,
    advance: async (count) => {
      const taken = Math.min(count, last - step);
      slices.push(taken);
      step += taken;
      clockMs += taken * stepMs;
      return position();
    },
    look: async () => {
      clockMs += lookMs;
      looks += 1;
      return lossAt(step);
    },
    losses: (loss) => [loss],
  };
  const player = createPlayer<number>({
    played,
    show: () => void events.push(`shown at ${step}`),
    onStill: () => void events.push("still"),
    onError: (error) => void events.push(String(error)),
    now: () => clockMs,
    wait: async (ms) => {
      clockMs += ms;
      await new Promise((resolve) => setTimeout(resolve));
    },
  });
  const until = async (ms: number) => {
    while (clockMs < ms) await new Promise((resolve) => setTimeout(resolve));
  };
  return { player, events, slices, until, state: () => ({ clockMs, step, looks }) };
}

/** After what is under way: on its own clock nothing moves any more. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("a player", () => {
  it("takes slices of about 12 ms, and looks at most a quarter of the time", async () => {
    const { player, slices, until, state } = stage({ stepMs: 0.1, lookMs: 30 });
    const taking = setInterval(() => player.taken());
    player.play(Number.POSITIVE_INFINITY);
    await until(3000);
    player.pause();
    clearInterval(taking);
    expect(slices.slice(3).every((count) => count === 120)).toBe(true);
    const { looks, clockMs, step } = state();
    expect((30 * looks) / clockMs).toBeLessThanOrEqual(0.26);
    expect(looks).toBeGreaterThan(15);
    expect(step * 0.1 + 30 * looks).toBeGreaterThan(0.95 * clockMs);
  });

  it("pauses by itself at the very step that was asked for, with a last look", async () => {
    const { player, events, slices, until, state } = stage({ stepMs: 0.1 });
    player.play(Number.POSITIVE_INFINITY, 1000);
    await until(40);
    while (player.isPlaying()) await until(state().clockMs + 1);
    await player.inTurn(async () => undefined);
    expect(state().step).toBe(1000);
    expect(slices.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(events.slice(-2)).toEqual(["shown at 1000", "still"]);
  });

  it("trains on without a look as long as the last one has not been taken", async () => {
    const { player, events, until, state } = stage();
    player.play(Number.POSITIVE_INFINITY);
    await until(2000);
    expect(events).toHaveLength(1);
    expect(state().step).toBeGreaterThan(1500);
    player.taken();
    await until(2300);
    player.pause();
    expect(events).toHaveLength(2);
  });

  it("keeps to a speed", async () => {
    const { player, until, state } = stage({ stepMs: 0.5, lookMs: 0 });
    player.play(100);
    await until(2000);
    player.pause();
    expect(Math.abs(state().step - 200)).toBeLessThan(6);
  });

  it("plays once, however often it is told to, and at the last speed", async () => {
    const { player, until, state } = stage({ stepMs: 0.5, lookMs: 0 });
    player.play(1000);
    player.play(50);
    player.play(50);
    await until(1000);
    player.pause();
    expect(state().step).toBeLessThan(60);
    const { step } = state();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(state().step - step).toBeLessThanOrEqual(1);
  });

  it("stops by itself where no loss has moved for 300 epochs, not before", async () => {
    const { player, events, until, state } = stage({ lookMs: 0, lossAt: (step) => Math.max(0.5, 2 - step / 1000) });
    const taking = setInterval(() => player.taken());
    player.play(Number.POSITIVE_INFINITY);
    await until(1700);
    expect(player.isPlaying()).toBe(true);
    while (player.isPlaying()) await new Promise((resolve) => setTimeout(resolve));
    clearInterval(taking);
    expect(events.at(-1)).toBe("still");
    expect(state().step).toBeGreaterThan(1790);
    expect(state().step).toBeLessThan(2000);
  });

  it("stops where no step can be taken, with a last look", async () => {
    const { player, events } = stage({ last: 100 });
    player.play(Number.POSITIVE_INFINITY);
    while (player.isPlaying()) await new Promise((resolve) => setTimeout(resolve));
    await player.inTurn(async () => undefined);
    await new Promise((resolve) => setTimeout(resolve));
    expect(events.slice(-2)).toEqual(["shown at 100", "still"]);
  });

  it.each([Infinity, 1])(
    "ended within a slice it looks no more, which may be at what is gone (steps: %s)",
    async (last) => {
      const { player, events, state } = stage({ last });
      player.play(Number.POSITIVE_INFINITY, last);
      // The first slice has begun, and a look is due after it.
      const ended = player.end();
      await ended;
      await settled();
      expect([state().looks, events]).toEqual([0, []]);
    },
  );

  it("shows where it stands when it is paused, once, and nothing when it is ended", async () => {
    const { player, events, until, state } = stage({ lookMs: 0 });
    player.play(Number.POSITIVE_INFINITY);
    await until(500);
    player.pause();
    await settled();
    const last = `shown at ${state().step}`;
    expect(events.slice(-1)).toEqual([last]);
    expect(events.filter((each) => each === last)).toHaveLength(1);
    player.play(Number.POSITIVE_INFINITY);
    await until(900);
    player.pause();
    await player.between(async () => undefined);
    await settled();
    expect(events.filter((each) => each === `shown at ${state().step}`)).toHaveLength(1);
    player.play(Number.POSITIVE_INFINITY);
    await until(1200);
    const { length } = events;
    await player.end();
    await settled();
    expect(events).toHaveLength(length);
  });

  it("does other work between two slices, and shows what came of it", async () => {
    const { player, events, until } = stage();
    player.play(Number.POSITIVE_INFINITY);
    await until(100);
    const before = events.length;
    await player.between(async () => void events.push("worked"));
    expect(events.slice(before)).toEqual(["worked", expect.stringMatching(/^shown/)]);
    await player.between(async () => {
      throw new Error("no");
    });
    expect(events.at(-1)).toBe("Error: no");
    player.pause();
  });
});
