import { expect, it } from "vitest";
import { layersOf, networkFacts, unitCounts } from "./network-facts.ts";

const tensor = (shape: readonly number[], ...data: readonly number[]) => ({ shape, data: Float32Array.from(data) });

/** 2 - 5 - 1: a living unit, one without weights in, one without weight out, one with small weights in, one that never changes. */
const layers = [
  { kernel: tensor([2, 5], 1, 0, 1, 0.005, 2, -1, 0, 1, -0.004, 0), bias: tensor([5], 0, 1, 0, 0, -9) },
  { kernel: tensor([5, 1], 0.5, 1, 0, 2, 3), bias: tensor([1], 0.1) },
];
/** The last unit gives 0 for both examples. */
const activations = [tensor([2, 5], 1, 1, 2, 0.1, 0, -1, 1, 3, 0.2, 0)];

it("tells living, negligible, all-zero and dead units apart, and counts zeros and what is left", () => {
  expect(networkFacts(layers, activations, 0.01)).toEqual({
    weightCount: 15,
    zeroCount: 4,
    smallCount: 2,
    units: [["living", "zero", "zero", "negligible", "dead"]],
    // 3 * 5 + 6, and 3 * 1 + 2.
    parameterCount: 21,
    prunedParameterCount: 5,
  });
});

it("asks of a negligible unit that all weights in, or all out, are below the threshold", () => {
  const unitsAt = (threshold: number) => networkFacts(layers, activations, threshold).units[0];
  expect(unitsAt(0)).toEqual(["living", "zero", "zero", "living", "dead"]);
  expect(unitsAt(0.6)).toEqual(["negligible", "zero", "zero", "negligible", "dead"]);
});

it("counts hidden units of all layers, and those that live", () => {
  expect(unitCounts({ units: [["living", "zero", "living"], ["dead"]] })).toEqual({ unitCount: 4, livingCount: 2 });
  expect(unitCounts({ units: [] })).toEqual({ unitCount: 0, livingCount: 0 });
});

it("finds the layers of a network by the names of its parameters", () => {
  const parameters = new Map(
    layers.flatMap(({ kernel, bias }, i) => [
      [`dense${i}/kernel`, kernel],
      [`dense${i}/bias`, bias],
    ]),
  );
  expect(layersOf(parameters)).toEqual(layers);
});
