import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { fitPreprocessing } from "../../data/preprocessing.ts";
import { inputNames, transform } from "../../data/preprocessing-graph.ts";
import { tableModel } from "../../data/table-model.ts";
import { dense, sequential } from "../../layers/index.ts";
import { readModel, writeModel } from "../../onnx/codec.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { fit } from "../../training/fit.ts";
import { FORMAT, type ModelFacts, modelMetadata, readModelFacts } from "./model-facts.ts";

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

const whole = await exported(modelMetadata(facts));
/** The model with its metadata, its graph or its operator sets changed. */
type Model = ReturnType<typeof readModel>;
const changed = (change: (model: Model) => Partial<Model>) => {
  const model = readModel(whole);
  return writeModel({ ...model, ...change(model) });
};
const saying = (text: string) => changed(() => ({ metadata: [{ key: "occam.model", value: text }] }));
const refusal = (sentence: string) =>
  expect.objectContaining({ code: "OCCAM_ONNX", message: `${sentence} (OCCAM_ONNX)` });
const damaged = refusal("its description of the table's columns is damaged: export the model again.");

/** The columns, the first of which says so of its training rows. */
const seeing = (seen: object) => facts.columns.map((column, i) => (i === 0 ? { ...column, seen } : column));

describe("a model's facts", () => {
  it("are read as they were written", () => {
    expect(readModelFacts(whole)).toMatchObject(facts);
    expect(readModelFacts(changed(() => ({})))).toMatchObject(facts);
    const columns = seeing({ range: [1, 2], hasMissing: false });
    expect(readModelFacts(saying(JSON.stringify({ format: FORMAT, ...facts, columns })))).toMatchObject({ columns });
  });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("mean_radius,mean_texture\n1,2\n")],
    ["half of a model", whole.subarray(0, whole.length >> 1)],
    ["all but the last byte of a model", whole.subarray(0, -1)],
    ["a length beyond the end", Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x07)],
  ])("are not read from %s", (_, bytes) => {
    expect(() => readModelFacts(bytes)).toThrow(
      refusal("it is not an ONNX model: expected a model that a fit of a table wrote."),
    );
  });

  it.each<[string, Model["metadata"]]>([
    ["says nothing", []],
    ["says something else", [{ key: "other", value: "{}" }]],
  ])("are not read from another program's model, which %s", (_, metadata) => {
    expect(() => readModelFacts(changed(() => ({ metadata: metadata ?? [] })))).toThrow(
      refusal("it does not say which table columns it takes: expected a model that a fit of a table wrote."),
    );
  });

  it.each([FORMAT + 1, FORMAT + 0.5, 1e300])("of a newer format, %d, are refused", (format) => {
    expect(() => readModelFacts(saying(JSON.stringify({ ...facts, format })))).toThrow(
      refusal(`it has format ${format}, and this version reads up to ${FORMAT}: use a newer version of occam.`),
    );
  });

  it.each<[string, unknown]>([
    ["no format", facts],
    ["a format that is no number", { ...facts, format: `${FORMAT}` }],
    ["null", null],
    ["a number", 7],
    ["a list", []],
  ])("that say %s are refused", (_, description) => {
    expect(() => readModelFacts(saying(JSON.stringify(description)))).toThrow(
      refusal("it says no format: expected a model that occam 0.2.0 or later wrote, fit the table again."),
    );
  });

  const [numeric, categorical] = facts.columns as [ModelFacts["columns"][number], ModelFacts["columns"][number]];
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["no columns", { columns: undefined }],
    ["fewer columns than the graph takes", { columns: [numeric] }],
    ["more columns than the graph takes", { columns: [numeric, categorical, numeric] }],
    ["columns in another order", { columns: [categorical, numeric] }],
    ["an input that the graph lacks", { columns: [{ ...numeric, input: "age" }, categorical] }],
    ["a column of another kind", { columns: [{ ...numeric, kind: "categorical" }, categorical] }],
    ["a column of an unknown kind", { columns: [{ ...numeric, kind: "numbers" }, categorical] }],
    ["a column of floats that are doubles", { columns: [{ ...numeric, isDouble: true }, categorical] }],
    ["a column that says otherwise than true what it is", { columns: [{ ...numeric, isDouble: false }, categorical] }],
    ["a column without a name", { columns: [{ ...numeric, column: undefined }, categorical] }],
    ["a column that is nothing", { columns: [null, categorical] }],
    ["an unknown task", { task: "clustering" }],
    ["a task that the graph does not do", { task: "regression" }],
    ["a target that is no text", { target: 3 }],
    ["training rows from a to 2", { columns: seeing({ range: ["a", 2], hasMissing: false }) }],
    ["training rows in half a range", { columns: seeing({ range: [1], hasMissing: false }) }],
    ["texts of training rows that are none", { columns: seeing({ texts: [1], hasMissing: true }) }],
    ["training rows that say half", { columns: seeing({ range: [1, 2] }) }],
    ["classes that are no texts", { classes: ["a", 1] }],
    ["more classes than the graph gives", { classes: ["a", "b", "c"] }],
  ])("of %s are refused", (_, change) => {
    const description = { format: FORMAT, ...facts };
    expect(readModelFacts(saying(JSON.stringify(description)))).toMatchObject(facts);
    expect(() => readModelFacts(saying(JSON.stringify({ ...description, ...change })))).toThrow(damaged);
  });

  it("that are cut short at any place are refused", () => {
    const [text] = Object.values(modelMetadata(facts)) as [string];
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expect(() => readModelFacts(saying(text.slice(0, length)))).toThrow(damaged);
      }),
    );
  });

  it("are read, or refused in one line, whatever byte of the model is changed", () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] as number) ^ bits;
        try {
          expect(readModelFacts(bytes).columns).toHaveLength(2);
        } catch (error) {
          expect(error).toMatchObject({
            code: "OCCAM_ONNX",
            message: expect.stringMatching(/^its? [^\n]+\. \(OCCAM_ONNX\)$/),
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, (model: Model) => Partial<Model>, string]>([
    [
      "an operator set of another domain",
      ({ opsets = [] }) => ({ opsets: [...opsets, { domain: "com.evil", version: 1 }] }),
      'it uses operators of the domain "com.evil": refused.',
    ],
    [
      "a node of another domain",
      ({ graph }) => ({
        graph: { ...graph, nodes: [...(graph?.nodes ?? []), { opType: "Run", domain: "com.microsoft" }] },
      }),
      'it uses operators of the domain "com.microsoft": refused.',
    ],
    [
      "a domain with control characters",
      ({ opsets = [] }) => ({ opsets: [...opsets, { domain: "evil\n\u001b[2J", version: 1 }] }),
      'it uses operators of the domain "evil\\n\\u001b[2J": refused.',
    ],
    [
      "weights in another file",
      ({ graph }) => ({
        graph: { ...graph, initializers: [{ name: "w", external: [{ key: "location", value: "/etc/passwd" }] }] },
      }),
      "it keeps weights in another file: refused, they must be inside.",
    ],
    [
      "functions of its own",
      () => ({ functions: [new Uint8Array([10, 1, 102])] }),
      "it defines functions of its own: refused.",
    ],
    [
      "a graph within a node",
      ({ graph }) => ({
        graph: { ...graph, nodes: [{ opType: "Loop", attributes: [{ name: "body", type: 5, g: {} }] }] },
      }),
      'it holds a node "Loop" that no fit writes: refused.',
    ],
    [
      "a tensor within a node",
      ({ graph }) => ({
        graph: { ...graph, nodes: [{ opType: "Constant", attributes: [{ name: "value", type: 4 }] }] },
      }),
      'it holds a node "Constant" that no fit writes: refused.',
    ],
  ])("are not read from a model with %s", (_, change, sentence) => {
    expect(() => readModelFacts(changed(change))).toThrow(refusal(sentence));
  });
});
