import { expect, it } from "vitest";
import { writeModel } from "../../onnx/codec.ts";
import { SETTINGS } from "../settings/index.ts";
import { readExportedNetwork } from "./exported-network.ts";
import { FORMAT, type ModelFacts } from "./model-facts.ts";

const facts: ModelFacts = {
  task: "regression",
  target: "y",
  classes: [],
  columns: [{ column: "x", input: "x", kind: "numeric" }],
};
const described = {
  format: FORMAT,
  settings: { units: [2] },
  preprocessing: {
    columns: [{ kind: "numeric", name: "x", center: 0, scale: 1, hasMissing: false }],
    width: 1,
    dropped: [],
  },
  targetScale: { mean: 0, deviation: 1 },
};

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  [
    "of a newer format",
    { format: FORMAT + 1 },
    `it has format ${FORMAT + 1}, and this version reads up to ${FORMAT}: use a newer version of occam.`,
  ],
  [
    "without a format",
    { format: undefined },
    "it says no format: expected a model that occam 0.2.0 or later wrote, fit the table again.",
  ],
  [
    "of a setting beyond its range",
    { settings: { units: [0] } },
    "the model's settings: units[0] expects a whole number of at least 1 but receives 0.",
  ],
  [
    "without a scale",
    { targetScale: { mean: 0 } },
    "it does not describe its network: expected a model that this version of occam wrote.",
  ],
  ["without its weights", {}, "the weights dense0/kernel are missing or not [1, 2]: fit the table again."],
])("a network %s is refused, with one code", (_, change, sentence) => {
  const value = JSON.stringify({ ...described, ...change });
  const bytes = writeModel({
    irVersion: 9,
    opsets: [{ domain: "", version: 17 }],
    graph: {},
    metadata: [{ key: "occam.network", value }],
  });
  expect(() => readExportedNetwork(bytes, facts, SETTINGS)).toThrow(
    expect.objectContaining({ code: "OCCAM_ONNX", message: `${sentence} (OCCAM_ONNX)` }),
  );
});
