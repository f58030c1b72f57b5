import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomNormal } from "../../tensor/random.ts";
import { isStillImproving, stillImprovingFinding } from "./still-improving.ts";

const curve = (epochs: number, lossAt: (epoch: number) => number) =>
  Array.from({ length: epochs }, (_, i) => lossAt(i + 1));

describe("isStillImproving", () => {
  it("is true of a straight fall, false of a flat end and of a rise", () => {
    expect(isStillImproving(curve(50, (epoch) => 2 - epoch / 50))).toBe(true);
    expect(isStillImproving(curve(50, (epoch) => Math.max(0.5, 2 - epoch / 20)))).toBe(false);
    expect(isStillImproving(curve(50, (epoch) => (epoch - 30) ** 2 + 1))).toBe(false);
  });

  it("begins at a fall of 1% of the loss over the last fifth", () => {
    // From 1 + 5 s to 1: the last fifth falls by s, of about 1.
    const falling = (share: number) => curve(101, (epoch) => 1 + 5 * share * (1 - (epoch - 1) / 100));
    expect(isStillImproving(falling(0.011))).toBe(true);
    expect(isStillImproving(falling(0.0095))).toBe(false);
  });

  it("exponential decay by half each 10 epochs: true at 40 epochs, false when a floor is left at 400", () => {
    const decay = (epochs: number) => curve(epochs, (epoch) => 1 + 2 ** (-epoch / 10));
    expect([20, 40, 400].map((epochs) => isStillImproving(decay(epochs)))).toEqual([true, true, false]);
  });

  it("a lowest loss by chance at the end is no improvement: noise of 0.4% about 1", () => {
    const found = Array.from({ length: 200 }, (_, seed) => {
      const noise = randomNormal(60, { seed, stream: "losses" });
      return isStillImproving(curve(60, (epoch) => 1 + 0.004 * (noise[epoch - 1] as number)));
    });
    expect(found.filter(Boolean).length).toBeLessThan(4);
  });

  it("does not change with the unit of the losses, and needs two finite ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 2, maxLength: 40 }),
        (losses) => {
          expect(isStillImproving(losses.map((loss) => 1024 * loss))).toBe(isStillImproving(losses));
        },
      ),
    );
    expect([[], [1], [1, Number.NaN], [1, 0.5]].map(isStillImproving)).toEqual([false, false, false, true]);
  });
});

describe("still-improving", () => {
  it("asks for a training that came to its limit, and for the kept epoch to be in the last fifth", () => {
    const losses = curve(50, (epoch) => 2 - epoch / 50);
    const found = (keptEpoch: number, cameToLimit = true) =>
      stillImprovingFinding.find({ training: { epochs: 50, cameToLimit, keptEpoch, losses } } as never);
    expect(found(40)).toBeUndefined();
    expect(found(50, false)).toBeUndefined();
    // 1.2 to 1 over the last ten epochs, about a mean of 1.1.
    expect(found(41)).toEqual({
      severity: "warning",
      facts: { epochs: 50, keptEpoch: 41, fall: expect.closeTo(0.2 / 1.1, 12) },
    });
  });
});
