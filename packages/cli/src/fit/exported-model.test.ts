import {
  dense,
  fit,
  fitPreprocessing,
  inputNames,
  readModel,
  sequential,
  tableModel,
  transform,
  writeModel,
} from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type ModelFacts, readModelFacts, toMetadata } from "./exported-model.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = Int32Array.from({ length: 12 }, (_, row) => row);
const columns = [
  { name: "label", kind: "numeric", values: Float64Array.from(rows) },
  { name: "__proto__", kind: "text", values: Array.from(rows, (row) => (row % 2 === 0 ? "p" : "q")) },
] as const;
const preprocessing = fitPreprocessing(columns, rows);
const inputs = inputNames(preprocessing);
const facts: ModelFacts = {
  task: "classification",
  target: 'the "target"\n',
  classes: ["größe", "b"],
  columns: preprocessing.columns.map(({ name, kind }, i) => ({ column: name, input: inputs[i] as string, kind })),
};

/** A real model with these metadata. */
async function exported(metadata: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const x = await transform(runtime, preprocessing, columns, rows);
  const model = sequential({ inputShape: [preprocessing.width], layers: [dense({ units: 2 })] });
  const y = Array.from(rows, (row) => row % 2);
  const run = await fit(model, { x, y }, { runtime, loss: "softmaxCrossEntropy" });
  return tableModel(run, { preprocessing, classes: facts.classes, metadata });
}

const whole = await exported(toMetadata(facts, "0.1.0"));
/** The model with its metadata, its graph or its operator sets changed. */
type Model = ReturnType<typeof readModel>;
const changed = (change: (model: Model) => Partial<Model>) => {
  const model = readModel(whole);
  return writeModel({ ...model, ...change(model) });
};
const saying = (text: string) => changed(() => ({ metadata: [{ key: "occam.model", value: text }] }));
const damaged = "m.onnx: its description of the table's columns is damaged: export the model again with occam fit.";

describe("readModelFacts", () => {
  it("gives back what was written", () => {
    expect(readModelFacts(whole, "m.onnx")).toEqual(facts);
    expect(
      readModelFacts(
        changed(() => ({})),
        "m.onnx",
      ),
    ).toEqual(facts);
  });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("mean_radius,mean_texture\n1,2\n")],
    ["half of a model", whole.subarray(0, whole.length >> 1)],
    ["all but the last byte of a model", whole.subarray(0, -1)],
    ["a length beyond the end", Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x07)],
  ])("refuses %s", (_, bytes) => {
    expect(() => readModelFacts(bytes, "m.onnx")).toThrow(
      "m.onnx is not an ONNX model: expected a model.onnx that occam fit wrote.",
    );
  });

  it("refuses a model of another program", async () => {
    expect(() =>
      readModelFacts(
        changed(() => ({ metadata: [] })),
        "m.onnx",
      ),
    ).toThrow("m.onnx does not say which table columns it takes: expected a model.onnx that occam fit wrote.");
    expect(() =>
      readModelFacts(
        changed(() => ({ metadata: [{ key: "other", value: "{}" }] })),
        "m.onnx",
      ),
    ).toThrow("does not say");
  });

  const [numeric, categorical] = facts.columns as [ModelFacts["columns"][number], ModelFacts["columns"][number]];
  it.each<[string, unknown]>([
    ["null", null],
    ["a number", 7],
    ["a list", []],
    ["no columns", { ...facts, columns: undefined }],
    ["fewer columns than the graph takes", { ...facts, columns: [numeric] }],
    ["more columns than the graph takes", { ...facts, columns: [numeric, categorical, numeric] }],
    ["columns in another order", { ...facts, columns: [categorical, numeric] }],
    ["an input that the graph lacks", { ...facts, columns: [{ ...numeric, input: "age" }, categorical] }],
    ["a column of another kind", { ...facts, columns: [{ ...numeric, kind: "categorical" }, categorical] }],
    ["a column of an unknown kind", { ...facts, columns: [{ ...numeric, kind: "numbers" }, categorical] }],
    ["a column without a name", { ...facts, columns: [{ ...numeric, column: undefined }, categorical] }],
    ["a column that is nothing", { ...facts, columns: [null, categorical] }],
    ["an unknown task", { ...facts, task: "clustering" }],
    ["a task that the graph does not do", { ...facts, task: "regression" }],
    ["a target that is no text", { ...facts, target: 3 }],
    ["classes that are no texts", { ...facts, classes: ["a", 1] }],
    ["more classes than the graph gives", { ...facts, classes: ["a", "b", "c"] }],
  ])("refuses a description of %s", (_, description) => {
    expect(() => readModelFacts(saying(JSON.stringify(description) ?? ""), "m.onnx")).toThrow(damaged);
  });

  it("refuses a description that is cut short at any place", () => {
    const text = JSON.stringify(facts);
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expect(() => readModelFacts(saying(text.slice(0, length)), "m.onnx")).toThrow(damaged);
      }),
    );
  });

  it("ends in its own error or in facts for any bytes changed", () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] as number) ^ bits;
        try {
          expect(readModelFacts(bytes, "m.onnx").columns).toHaveLength(2);
        } catch (error) {
          expect(error).toMatchObject({ code: "OCCAM_INPUT", message: expect.stringMatching(/^m\.onnx[^\n]+\.$/) });
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, (model: Model) => Partial<Model>, string]>([
    [
      "an operator set of another domain",
      ({ opsets = [] }) => ({ opsets: [...opsets, { domain: "com.evil", version: 1 }] }),
      'm.onnx uses operators of the domain "com.evil": refused.',
    ],
    [
      "a node of another domain",
      ({ graph }) => ({
        graph: { ...graph, nodes: [...(graph?.nodes ?? []), { opType: "Run", domain: "com.microsoft" }] },
      }),
      'm.onnx uses operators of the domain "com.microsoft": refused.',
    ],
    [
      "weights in another file",
      ({ graph }) => ({
        graph: { ...graph, initializers: [{ name: "w", external: [{ key: "location", value: "/etc/passwd" }] }] },
      }),
      "m.onnx keeps weights in another file: refused, they must be inside.",
    ],
    [
      "functions of its own",
      () => ({ functions: [new Uint8Array([10, 1, 102])] }),
      "m.onnx defines functions of its own: refused.",
    ],
    [
      "a graph within a node",
      ({ graph }) => ({
        graph: { ...graph, nodes: [{ opType: "Loop", attributes: [{ name: "body", type: 5, g: {} }] }] },
      }),
      "m.onnx holds a Loop node that occam fit does not write: refused.",
    ],
    [
      "a tensor within a node",
      ({ graph }) => ({
        graph: { ...graph, nodes: [{ opType: "Constant", attributes: [{ name: "value", type: 4 }] }] },
      }),
      "m.onnx holds a Constant node that occam fit does not write: refused.",
    ],
  ])("refuses %s", (_, change, message) => {
    expect(() => readModelFacts(changed(change), "m.onnx")).toThrow(message);
  });
});
