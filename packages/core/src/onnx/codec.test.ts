import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { input, mul, reduceSum, scalar } from "../graph/ops/index.ts";
import { readModel, writeModel } from "./codec.ts";
import { encode } from "./encode.ts";
import type { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto } from "./schema.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 12 });
const whole = fc.maxSafeInteger();
const float = fc.float({ noNaN: true });
/** A repeated field that is empty is absent: the format cannot tell the two apart. */
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 });
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });

const tensors: fc.Arbitrary<TensorProto> = record({
  dimensions: some(whole),
  dataType: whole,
  strings: some(bytes),
  name: text,
  raw: bytes,
  external: some(record({ key: text, value: text })),
});
const { graph: graphs } = fc.letrec<{ graph: GraphProto; node: NodeProto; attribute: AttributeProto }>((tie) => ({
  attribute: record({
    name: text,
    f: float,
    i: whole,
    s: bytes,
    g: tie("graph"),
    floats: some(float),
    ints: some(whole),
    strings: some(bytes),
    type: whole,
  }),
  node: record({
    inputs: some(text),
    outputs: some(text),
    name: text,
    opType: text,
    attributes: some(tie("attribute")),
    domain: text,
  }),
  graph: fc.oneof(
    { maxDepth: 2, depthIdentifier: "graph" },
    record({ name: text }),
    record({ nodes: some(tie("node")), name: text, initializers: some(tensors) }),
  ),
}));
const models: fc.Arbitrary<ModelProto> = fc.record(
  {
    irVersion: whole,
    producerName: text,
    producerVersion: text,
    graph: graphs,
    opsets: some(record({ domain: text, version: whole })),
    metadata: some(record({ key: text, value: text })),
  },
  { requiredKeys: ["irVersion", "graph", "opsets"] },
);

const x = input("x", "float32", ["N", 3]);
const file = encode(
  { name: "small", inputs: [x], outputs: [["y", reduceSum(mul(x, scalar(2)), [-1])]] },
  { author: "a test" },
);
const refusal = expect.objectContaining({
  code: "OCCAM_ONNX",
  message: "These bytes are not an ONNX model: the file is damaged or of another format. (OCCAM_ONNX)",
});

describe("the codec", () => {
  it("gives back every model that it writes", () => {
    fc.assert(
      fc.property(models, (model) => {
        expect(readModel(writeModel(model))).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });

  it("writes the bytes that protocol buffers prescribe", () => {
    // Field 1, varint 8; field 7, a message of 3 bytes: field 2, "g"; field 8, a message: field 2, varint 17.
    const model: ModelProto = { irVersion: 8, graph: { name: "g" }, opsets: [{ version: 17 }] };
    expect([...writeModel(model)]).toEqual([0x08, 8, 0x3a, 3, 0x12, 1, 0x67, 0x42, 2, 0x10, 17]);
  });

  it("reads numbers packed or one by one, and skips fields that it does not know", () => {
    const attribute = (...ints: number[]) => [0x2a, ints.length, ...ints];
    const node = (content: readonly number[]) => [0x0a, content.length, ...content];
    const modelOf = (attributeBytes: number[], ...more: number[]) => {
      const graph = node(attributeBytes);
      return Uint8Array.from([...more, 0x08, 8, 0x3a, graph.length, ...graph, 0x42, 2, 0x10, 17]);
    };
    // ints is field 8: packed it is one length-delimited value, otherwise three varints.
    const packed = modelOf(attribute(0x42, 3, 1, 2, 3));
    const single = modelOf(attribute(0x40, 1, 0x40, 2, 0x40, 3));
    for (const bytes of [packed, single]) {
      expect(readModel(bytes).graph?.nodes?.[0]?.attributes?.[0]?.ints).toEqual([1, 2, 3]);
    }
    // Field 100 as varint, and field 101 as four bytes.
    const unknown = [0xa0, 0x06, 1, 0xad, 0x06, 1, 2, 3, 4];
    expect(readModel(modelOf(attribute(0x42, 1, 7), ...unknown))).toEqual(readModel(modelOf(attribute(0x42, 1, 7))));
  });
});

describe("damaged files", () => {
  const whole = readModel(file);

  it("that are cut off are refused, wherever the cut is before the last field", () => {
    for (let length = 0; length < file.length; length++) {
      const cut = () => readModel(file.subarray(0, length));
      let model: ModelProto | undefined;
      try {
        model = cut();
      } catch {
        expect(cut).toThrow(refusal);
      }
      // Only the list at the end of the file can lose an entry without a trace.
      if (model !== undefined) expect({ ...model, metadata: whole.metadata }).toEqual(whole);
    }
  });

  it("of any bytes are refused or read, at once and without another error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        try {
          readModel(noise);
        } catch (error) {
          expect(error).toEqual(refusal);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("with a byte changed are refused or read, at once and without another error", () => {
    fc.assert(
      fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = file.slice();
        changed[at] = value;
        try {
          expect(readModel(changed).graph).toBeDefined();
        } catch (error) {
          expect(error).toEqual(refusal);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("version,1\nnot a model\n")],
    ["zeros", new Uint8Array(100)],
    ["a length beyond the end", Uint8Array.of(0x08, 8, 0x3a, 0xff, 0xff, 0xff, 0x7f)],
    ["a number that never ends", new Uint8Array(50).fill(0xff)],
    ["groups within groups", new Uint8Array(200_000).fill(0x0b)],
    ["a model without its opsets", writeModel({ irVersion: 8, graph: { name: "g" } })],
    ["graphs within graphs", nested(100)],
  ])("of %s are refused", (_, bytes) => {
    expect(() => readModel(bytes)).toThrow(refusal);
  });

  it("that repeat a small field half a million times are read in time", () => {
    // 500 000 empty names of inputs in one node: two bytes each.
    const names = new Uint8Array(1_000_000).map((_, i) => (i % 2 === 0 ? 0x0a : 0));
    const model = Uint8Array.from([0x08, 8, ...field(0x3a, field(0x0a, names)), 0x42, 2, 0x10, 17]);
    expect(readModel(model).graph?.nodes?.[0]?.inputs?.length).toBe(500_000);
  });
});

/** A length-delimited field. */
function field(tag: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) break;
  }
  return Uint8Array.from([tag, ...length, ...content]);
}

/** Graphs in attributes of nodes of graphs, `depth` deep. */
function nested(depth: number): Uint8Array {
  let graph = Uint8Array.of(0x12, 1, 0x67);
  for (let i = 0; i < depth; i++) graph = Uint8Array.from(field(0x0a, field(0x2a, field(0x32, graph))));
  return Uint8Array.from([0x08, 8, ...field(0x3a, graph), 0x42, 2, 0x10, 17]);
}
