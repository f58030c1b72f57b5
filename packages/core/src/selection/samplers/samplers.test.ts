import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choice, composeValues, constant, float, integer, isInSpace, optional, type Space } from "../space/index.ts";
import { COCKTAIL, spaces } from "../space/space.fixture.ts";
import type { Trial } from "../trial.ts";
import { HARTMANN_MINIMUM, hartmann6 } from "./hartmann6.fixture.ts";
import { grid, random, SAMPLERS, type Sampler, tpe } from "./index.ts";

/** A study of `count` trials, one after another. */
function study(sampler: Sampler, space: Space, lossOf: (trial: Trial) => number, count: number, seed: number): Trial[] {
  const history: Trial[] = [];
  for (let index = 0; index < count; index++) {
    const values = sampler.suggest(space, history, { seed, index });
    history.push({ values, loss: lossOf({ values, loss: undefined }) });
  }
  return history;
}

/** Trials anywhere in the space: good, failed and running ones. */
const histories = (space: Space) =>
  fc
    .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0.3, 0.1, 2, Number.NaN, undefined)), {
      maxLength: 40,
    })
    .map((entries) =>
      entries.map(([u, loss]): Trial => ({ values: composeValues(space, ({ domain }) => domain.at(u)), loss })),
    );

it("names are unique", () => {
  expect(new Set(SAMPLERS.map(({ name }) => name)).size).toBe(SAMPLERS.length);
});

describe.each(SAMPLERS)("$name", (sampler) => {
  const problems = spaces.chain((space) => fc.record({ space: fc.constant(space), history: histories(space) }));

  it("suggests settings of the space, the same for the same seed, index and history, whatever the order of names", () => {
    fc.assert(
      fc.property(problems, fc.nat(), fc.nat(500), ({ space, history }, seed, some) => {
        const index = some % Math.min(1000, sampler.capacity(space));
        const values = sampler.suggest(space, history, { seed, index });
        expect(isInSpace(space, values)).toBe(true);
        expect(sampler.suggest(space, history, { seed, index })).toEqual(values);
        const reversed = Object.fromEntries(Object.entries(space).reverse());
        expect(sampler.suggest(reversed, history, { seed, index })).toEqual(values);
      }),
    );
  });

  it("goes everywhere: in 400 trials of a cocktail every switch is on and off, every choice taken", () => {
    const capacity = sampler.capacity(COCKTAIL);
    // A grid is walked from end to end.
    const stride = capacity < 100_000 ? Math.ceil(capacity / 400) : 1;
    const trials: Trial[] = [];
    for (let index = 0; index < 400 * stride && index < capacity; index += stride) {
      trials.push({ values: sampler.suggest(COCKTAIL, trials, { seed: 5, index }), loss: 1 });
    }
    const seen = (pick: (values: Trial["values"]) => unknown) =>
      new Set(trials.map(({ values }) => JSON.stringify(pick(values)))).size;
    expect(seen(({ l1 }) => l1 === null)).toBe(2);
    expect(seen(({ dropout }) => dropout === null)).toBe(2);
    expect(seen(({ hidden }) => hidden)).toBe(3);
  });
});

describe.each(SAMPLERS.filter(({ name }) => name !== "grid"))("$name", (sampler) => {
  it("another seed suggests otherwise", () => {
    const suggest = (seed: number) => sampler.suggest(COCKTAIL, [], { seed, index: 0 });
    expect(suggest(1)).not.toEqual(suggest(2));
  });
});

describe("grid", () => {
  it("counts off once and on with everything inside, the last name fastest", () => {
    const space = {
      a: choice(["x", "y"]),
      b: optional({ alpha: float({ low: 1e-4, high: 1, scale: "log" }) }),
      c: constant(7),
    };
    const sampler = grid({ resolution: 3 });
    expect(sampler.capacity(space)).toBe(8);
    const all = Array.from({ length: 8 }, (_, index) => sampler.suggest(space, [], { seed: 0, index }));
    const strengths = all.map(({ b }) => (b === null ? null : Number((b as { alpha: number }).alpha.toPrecision(6))));
    expect(strengths).toEqual([null, 0.0001, 0.01, 1, null, 0.0001, 0.01, 1]);
    expect(all.map(({ a }) => a).join("")).toBe("xxxxyyyy");
    expect(all.every(({ c }) => c === 7)).toBe(true);
  });

  it("takes all whole numbers of a short range, and evenly spread ones of a long range", () => {
    const valuesOf = (space: Space) =>
      Array.from({ length: grid().capacity(space) }, (_, index) => grid().suggest(space, [], { seed: 0, index }).n);
    expect(valuesOf({ n: integer({ low: 2, high: 5 }) })).toEqual([2, 3, 4, 5]);
    expect(valuesOf({ n: integer({ low: 1, high: 9 }) })).toEqual([1, 3, 5, 7, 9]);
    expect(valuesOf({ n: float({ low: 0, high: 0.3, step: 0.1 }) })).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it("suggests every combination once", () => {
    fc.assert(
      fc.property(spaces, fc.integer({ min: 2, max: 4 }), (space, resolution) => {
        const sampler = grid({ resolution });
        const capacity = sampler.capacity(space);
        const count = Math.min(capacity, 300);
        const seen = new Set(
          Array.from({ length: count }, (_, index) => JSON.stringify(sampler.suggest(space, [], { seed: 0, index }))),
        );
        expect(seen.size).toBe(count);
      }),
    );
  });

  it("refuses an index beyond, and a resolution of 1", () => {
    expect(() => grid().suggest({ a: choice([1, 2]) }, [], { seed: 0, index: 2 })).toThrow(
      "grid expects a trial index below 2, the number of combinations, but receives 2: raise the resolution, or use another sampler. (OCCAM_OPTION)",
    );
    expect(() => grid({ resolution: 1 })).toThrow("grid.resolution expects a whole number of at least 2");
  });
});

describe("random", () => {
  it("draws a float uniformly, a switch half on (within four standard errors)", () => {
    const space = { x: float({ low: 0, high: 1 }), s: optional({}) };
    const trials = study(random(), space, () => 1, 4000, 2);
    const mean = trials.reduce((sum, { values }) => sum + (values.x as number), 0) / 4000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 4000));
    const on = trials.filter(({ values }) => values.s !== null).length;
    expect(Math.abs(on / 4000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4000));
  });
});

describe("tpe", () => {
  const inOne = { x: float({ low: 0, high: 1 }) };
  const trialAt = (x: number, loss: number | undefined): Trial => ({ values: { x }, loss });
  const suggestions = (history: readonly Trial[], count = 200) =>
    Array.from({ length: count }, (_, index) => tpe().suggest(inOne, history, { seed: 3, index }).x as number);

  it("is random until enough trials ended well", () => {
    const draw = { seed: 4, index: 30 };
    const failed = Array.from({ length: 30 }, (_, i) => trialAt(i / 30, Number.NaN));
    expect(tpe().suggest(inOne, failed, draw)).toEqual(random().suggest(inOne, [], draw));
    const nine = Array.from({ length: 9 }, (_, i) => trialAt(i / 9, i));
    expect(tpe().suggest(inOne, nine, draw)).toEqual(random().suggest(inOne, [], draw));
    expect(tpe().suggest(inOne, [...nine, trialAt(1, 9)], draw)).not.toEqual(random().suggest(inOne, [], draw));
  });

  it("searches where losses were low, and keeps off failed trials", () => {
    const history = Array.from({ length: 41 }, (_, i) => trialAt(i / 40, Math.abs(i / 40 - 0.3)));
    const near = suggestions(history).filter((x) => Math.abs(x - 0.3) < 0.15).length;
    expect(near).toBeGreaterThan(190);
    const failing = history.map((trial, i) => (i >= 10 && i <= 14 ? trialAt(i / 40, Number.POSITIVE_INFINITY) : trial));
    const inHole = suggestions(failing).filter((x) => x >= 0.25 && x <= 0.35).length;
    expect(inHole).toBeLessThan(suggestions(history).filter((x) => x >= 0.25 && x <= 0.35).length / 2);
  });

  it("trials that still run push the next ones away", () => {
    const history = Array.from({ length: 41 }, (_, i) => trialAt(i / 40, Math.abs(i / 40 - 0.3)));
    const running = Array.from({ length: 12 }, (_, i) => trialAt(0.28 + i / 300, undefined));
    const near = (x: number) => x > 0.28 && x < 0.32;
    expect(suggestions([...history, ...running]).filter(near).length).toBeLessThan(
      suggestions(history).filter(near).length / 2,
    );
  });

  it("learns of an optional strength from the trials that have it, and of its switch from all", () => {
    const space = { l1: optional({ alpha: float({ low: 1e-4, high: 1, scale: "log" }) }) };
    const lossOf = ({ values: { l1 } }: Trial) =>
      l1 === null ? 1 : Math.abs(Math.log10((l1 as { alpha: number }).alpha) + 2);
    const late = study(tpe(), space, lossOf, 80, 1).slice(40);
    const on = late.filter(({ values }) => values.l1 !== null);
    expect(on.length).toBeGreaterThan(35);
    expect(on.filter((trial) => lossOf(trial) < 0.5).length / on.length).toBeGreaterThan(0.8);
  });

  it("finds the one good choice of five", () => {
    const space = { c: choice(["a", "b", "c", "d", "e"]), n: integer({ low: 1, high: 100 }) };
    const trials = study(tpe(), space, ({ values }) => Number(values.c !== "d") + (values.n as number) / 100, 80, 9);
    const late = trials.slice(40);
    expect(late.filter(({ values }) => values.c === "d").length).toBeGreaterThan(30);
    expect(late.filter(({ values }) => (values.n as number) <= 20).length).toBeGreaterThan(30);
  });

  it("beats random search on Hartmann's function of six variables: 20 seeds of 60 trials, rank sum test, p < 0.001", () => {
    expect(hartmann6(HARTMANN_MINIMUM.at)).toBeCloseTo(HARTMANN_MINIMUM.value, 4);
    const names = ["x1", "x2", "x3", "x4", "x5", "x6"];
    const space = Object.fromEntries(names.map((name) => [name, float({ low: 0, high: 1 })]));
    const lossOf = ({ values }: Trial) => hartmann6(names.map((name) => values[name] as number));
    const lowest = (sampler: Sampler) =>
      Array.from({ length: 20 }, (_, seed) =>
        Math.min(...study(sampler, space, lossOf, 60, seed).map(({ loss }) => loss as number)),
      );
    // Mann & Whitney 1947: pairs in which TPE is lower; normal approximation, mean n^2 / 2, variance n^2 (2n + 1) / 12.
    const others = lowest(random());
    const wins = lowest(tpe()).flatMap((loss) => others.filter((other) => loss < other)).length;
    const z = (wins - 200) / Math.sqrt((400 * 41) / 12);
    // P(Z > 3.09) = 0.001.
    expect(z).toBeGreaterThan(3.09);
  });

  it.each([
    [{ gamma: 0 }, "tpe.gamma expects a number above 0 and below 1 but receives 0"],
    [{ priorWeight: 0 }, "tpe.priorWeight expects a number above 0 but receives 0"],
    [{ candidates: 0 }, "tpe.candidates expects a whole number of at least 1 but receives 0"],
    [{ startupTrials: 0 }, "tpe.startupTrials expects a whole number of at least 1 but receives 0"],
  ])("refuses %j", (options, message) => {
    expect(() => tpe(options)).toThrow(message);
  });
});
