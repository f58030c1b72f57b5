import { expect, it } from "vitest";
import { readFit } from "./index.ts";

const candidate = { name: "none", values: {}, status: "completed", epochs: 3, validation: { rmse: null } };
const json = {
  target: "y",
  candidates: [candidate, { ...candidate, name: "l2 0.1", values: { l2: 0.1 } }],
  choice: { chosen: 1, best: 0 },
  chosen: { name: "l2 0.1", values: { l2: 0.1 }, settings: { l2: 0.1, units: [4] }, reason: { code: "stateIsLikely" } },
  split: { train: [0, 2], validation: [], test: [1] },
  seconds: 2,
};
const onnx = Uint8Array.of(1);

it("gives what diagnoseTable takes, and nothing else", () => {
  expect(readFit(JSON.parse(JSON.stringify(json)), onnx)).toEqual({
    onnx,
    result: { target: "y", candidates: json.candidates, choice: json.choice, chosen: json.chosen },
    split: { train: Int32Array.of(0, 2), validation: new Int32Array(), test: Int32Array.of(1) },
  });
});

const { chosen, split } = json;
it.each<readonly [field: string, damaged: unknown]>([
  ["target", null],
  ["target", 7],
  ["target", [json]],
  ["target", { ...json, target: 3 }],
  ["candidates", { ...json, candidates: {} }],
  ["candidates", { ...json, candidates: [candidate, { ...candidate, epochs: 1.5 }] }],
  ["candidates", { ...json, candidates: [candidate, { ...candidate, validation: [] }] }],
  ["choice.chosen", { ...json, choice: { chosen: 2 } }],
  ["choice.chosen", { ...json, choice: undefined }],
  ["chosen.name", { ...json, chosen: { ...chosen, name: 1 } }],
  ["chosen.values", { ...json, chosen: { ...chosen, values: [] } }],
  ["chosen.settings", { ...json, chosen: { ...chosen, settings: null } }],
  ["chosen.reason", { ...json, chosen: { ...chosen, reason: "no" } }],
  ["split.train", { ...json, split: { ...split, train: [] } }],
  ["split.train", { ...json, split: { ...split, train: [0, 0] } }],
  ["split.validation", { ...json, split: { ...split, validation: [-1] } }],
  ["split.test", { ...json, split: { ...split, test: [1.5] } }],
  ["split.test", { ...json, split: { ...split, test: [2 ** 31] } }],
])("names %s where that is damaged", (field, damaged) => {
  expect(() => readFit(damaged, onnx)).toThrow(new RegExp(`^${field} expects .* but receives .*\\. \\(OCCAM_DATA\\)$`));
});
