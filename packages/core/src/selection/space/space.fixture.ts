/** Test support: spaces with every kind of domain. */
import fc from "fast-check";
import { always } from "./always.ts";
import { choice } from "./choice.ts";
import { constant } from "./constant.ts";
import type { Domain, Space } from "./domain.ts";
import { float } from "./float.ts";
import { integer } from "./integer.ts";
import { optional } from "./optional.ts";

/** A cocktail: two regularizers with switches, one of them with a switch inside, and one that is always on. */
export const COCKTAIL: Space = {
  l1: optional({ alpha: float({ low: 1e-5, high: 1, scale: "log" }) }),
  dropout: optional({
    rate: float({ low: 0.1, high: 0.5, step: 0.1 }),
    schedule: optional({ epochs: integer({ low: 1, high: 64, scale: "log" }) }),
  }),
  hidden: choice([[16], [64, 32], "none"]),
  learningRate: float({ low: 0.001, high: 0.1 }),
  batchSize: constant(32),
  l2: always({ alpha: float({ low: 1e-4, high: 1e-2, scale: "log" }) }),
};

const leaves: fc.Arbitrary<Domain> = fc.oneof(
  fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }))
    .map(([low, width]) => float({ low, high: low + width })),
  fc
    .tuple(fc.integer({ min: -12, max: 3 }), fc.integer({ min: 1, max: 6 }))
    .map(([exponent, orders]) => float({ low: 10 ** exponent, high: 10 ** (exponent + orders), scale: "log" })),
  fc
    .tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom(0.1, 0.25, 3))
    .map(([steps, count, step]) => float({ low: steps * step, high: (steps + count + 0.5) * step, step })),
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 200 }), fc.constantFrom("linear", "log"))
    .map(([low, width, scale]) => integer({ low, high: low + width, scale: scale === "log" ? "log" : "linear" })),
  fc
    .uniqueArray(fc.oneof(fc.integer(), fc.string(), fc.boolean()), { minLength: 2, maxLength: 5 })
    .map((v) => choice(v)),
  fc.integer().map((value) => constant(value)),
);

const names = fc.constantFrom("a", "b", "c", "l1", "alpha", "rate");

const part = (inner: fc.Arbitrary<Domain>, maxKeys: number): fc.Arbitrary<Domain> =>
  fc
    .tuple(fc.dictionary(names, inner, { maxKeys }), fc.constantFrom(optional, optional, always))
    .map(([space, make]) => make(space));

/** Spaces with up to two levels of parts. */
export const spaces: fc.Arbitrary<Space> = fc.dictionary(
  names,
  fc.oneof({ weight: 2, arbitrary: leaves }, { weight: 1, arbitrary: part(fc.oneof(leaves, part(leaves, 2)), 3) }),
  { minKeys: 1, maxKeys: 4 },
);
