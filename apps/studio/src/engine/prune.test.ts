import type { TrainingCheckpoint } from "@occam/core";
import { expect, it } from "vitest";
import { withoutUnits, withThreshold } from "./prune.ts";

const tensor = (shape: readonly number[], ...data: readonly number[]) => ({ shape, data: Float32Array.from(data) });

/** 1 - 3 - 2 units, and what an optimizer keeps of each weight. */
const tensors = new Map(
  ["", "/mean"].flatMap((part) => [
    [`dense0/kernel${part}`, tensor([1, 3], 1, 0.5, 3)],
    [`dense0/bias${part}`, tensor([3], 1, 2, 3)],
    [`dense1/kernel${part}`, tensor([3, 2], 1, 2, 3, 4, 0.25, 6)],
    [`dense1/bias${part}`, tensor([2], 10, 20)],
  ]),
);
const replica = { tensors, slotScale: 1 };
const checkpoint: TrainingCheckpoint = { step: 7, replicas: [replica, replica] };
const numbersOf = ({ replicas }: TrainingCheckpoint, panel: number) =>
  Object.fromEntries([...(replicas[panel]?.tensors ?? [])].map(([name, { data }]) => [name, Array.from(data)]));

it("removes units of one panel with their weights and their memory, and keeps what they gave on average", () => {
  // Unit 0 gives 0.5 on average, unit 2 gives 2: the next biases take 0.5 (1, 2) + 2 (0.25, 6).
  const activations = tensor([2, 3], 0, 9, 2, 1, 9, 2);
  const after = withoutUnits(checkpoint, { panel: 1, layer: 0, units: [0, 2], activations });
  expect(numbersOf(after, 1)).toEqual({
    "dense0/kernel": [0, 0.5, 0],
    "dense0/bias": [0, 2, 0],
    "dense1/kernel": [0, 0, 3, 4, 0, 0],
    "dense1/bias": [11, 33],
    "dense0/kernel/mean": [0, 0.5, 0],
    "dense0/bias/mean": [0, 2, 0],
    "dense1/kernel/mean": [0, 0, 3, 4, 0, 0],
    "dense1/bias/mean": [10, 20],
  });
  expect(after.replicas[0]).toBe(replica);
  expect(after.step).toBe(7);
});

it("sets small weights of kernels to zero, and nothing else", () => {
  const after = numbersOf(withThreshold(checkpoint, 0, 1.5), 0);
  expect(after["dense0/kernel"]).toEqual([0, 0, 3]);
  expect(after["dense1/kernel"]).toEqual([0, 2, 3, 4, 0, 6]);
  expect([after["dense0/bias"], after["dense0/kernel/mean"]]).toEqual([
    [1, 2, 3],
    [1, 0.5, 3],
  ]);
});
