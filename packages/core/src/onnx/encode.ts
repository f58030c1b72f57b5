import { constantOf, inputName, isInput, onnxTypeNumber } from "../graph/ops/index.ts";
import { type LoopBody, loopBodyOf } from "../graph/ops/loop.ts";
import { bodyNodes, orderNodes } from "../graph/order.ts";
import { simplify } from "../graph/simplify.ts";
import type { ConstantTensor, DType, Graph, Node, OnnxAttribute, Shape, Value } from "../graph/value.ts";
import { isStrings, type TensorData } from "../tensor/tensor.ts";
import { writeModel } from "./codec.ts";
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from "./schema.ts";

/** Opset 17 and IR 8: old enough for every runtime in use, new enough for all that is needed. */
const OPSET = 17;
const IR_VERSION = 8;
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

/** A graph as an ONNX file. `metadata` becomes the model's metadata_props. */
export function encode(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const simple = simplify(graph);
  const writer = createWriter();
  const body = writer.mainGraph(simple);
  return writeModel({
    irVersion: IR_VERSION,
    producerName: "occam",
    opsets: [{ domain: "", version: OPSET }, ...writer.domains()],
    graph: body,
    metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

const DOMAIN_VERSIONS: Readonly<Record<string, number>> = { "com.microsoft": 1, "ai.onnx.ml": 3 };

/** Holds what one file accumulates: names of values, initializers and the domains in use. */
function createWriter() {
  const names = new Map<Value, string>();
  const initializers: TensorProto[] = [];
  const shared = new Map<string, string>();
  const used = new Set<string>();
  let count = 0;

  /** Names of the surface, which users choose: internal ones keep away from them. */
  const reserved = new Set<string>();

  const newName = (prefix: string): string => {
    while (reserved.has(`${prefix}${count}`)) count += 1;
    return `${prefix}${count++}`;
  };

  const nameOf = (value: Value): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const constant = constantOf(value);
    const name = constant === undefined ? newName("v") : initializer(constant);
    names.set(value, name);
    return name;
  };

  /** A constant with a name of its own: a parameter, which readers find by it. */
  const namedInitializer = (tensor: ConstantTensor, wanted: string): string => {
    const name = reserved.has(wanted) ? newName("large") : wanted;
    reserved.add(name);
    initializers.push(encodeTensor(name, tensor));
    return name;
  };

  const initializer = (tensor: ConstantTensor): string => {
    if (tensor.name !== undefined) return namedInitializer(tensor, tensor.name);
    const key =
      tensor.data.length > 64
        ? newName("large")
        : `${tensor.dtype}[${tensor.shape}]${JSON.stringify(Array.from(tensor.data as ArrayLike<unknown>, String))}`;
    const known = shared.get(key);
    if (known !== undefined) return known;
    const name = newName("c");
    shared.set(key, name);
    initializers.push(encodeTensor(name, tensor));
    return name;
  };

  const encodeNode = (node: Node): readonly NodeProto[] => {
    if (constantOf(node.outputs[0] as Value) !== undefined || isInput(node.outputs[0] as Value)) return [];
    const body = loopBodyOf(node);
    if (body !== undefined) return [encodeLoop(node, body)];
    const { type, domain, attributes = {}, constantInputs = [] } = node.op.onnx?.(node) ?? { type: node.op.type };
    if (domain !== undefined) used.add(domain);
    const outputs = node.outputs.map(nameOf);
    const encoded: NodeProto = {
      inputs: [...node.inputs.map(nameOf), ...constantInputs.map(initializer)],
      outputs,
      name: `${type}_${outputs[0]}`,
      opType: type,
      attributes: Object.entries(attributes).map(([name, attribute]) => encodeAttribute(name, attribute)),
      ...(domain !== undefined && { domain }),
    };
    return [encoded];
  };

  const encodeLoop = (node: Node, body: LoopBody): NodeProto => {
    const outputs = node.outputs.map(nameOf);
    const [count, ...initial] = node.inputs.map(nameOf) as [string, ...string[]];
    const graph = encodeBody(body, bodyNodes(node));
    const attributes = [{ name: "body", g: graph, type: ATTRIBUTE_TYPES.graph }];
    return { inputs: [count, "", ...initial], outputs, name: `Loop_${outputs[0]}`, opType: "Loop", attributes };
  };

  const encodeBody = (body: LoopBody, nodes: readonly Node[]): GraphProto => {
    // The condition to go on is handed through: as an output it needs no node, which would run at every iteration.
    const condition = valueInfo(newName("goOn"), "bool", []);
    const heads = [body.iteration, ...body.carriedIn].map((value) => ({ value, name: nameOf(value) }));
    const [iteration, ...carried] = heads.map(({ value, name }) => valueInfo(name, value.dtype, value.shape));
    const encoded = nodes.flatMap(encodeNode);
    const own = new Set(nodes);
    // A value that this body computes leaves it under its own name; any other needs a copy.
    const yields = body.carriedOut.map((value, i) => {
      const isOwn = own.has(value.node) && body.carriedOut.indexOf(value) === i;
      return isOwn ? { name: nameOf(value), copies: [] } : copyOf(nameOf(value), newName("next"));
    });
    return {
      name: newName("body"),
      inputs: [iteration as ValueInfoProto, condition, ...carried],
      nodes: [...encoded, ...yields.flatMap(({ copies }) => copies)],
      outputs: [
        condition,
        ...body.carriedOut.map(({ dtype, shape }, i) => valueInfo(yields[i]?.name as string, dtype, shape)),
      ],
    };
  };

  const mainGraph = (graph: Graph): GraphProto => {
    const inputs = graph.inputs.map((value) => valueInfo(inputName(value), value.dtype, value.shape));
    for (const value of graph.inputs) names.set(value, inputName(value));
    for (const [name, value] of graph.outputs) {
      if (!names.has(value) && constantOf(value) === undefined) names.set(value, name);
    }
    for (const name of [...names.values(), ...graph.outputs.map(([name]) => name)]) reserved.add(name);
    const nodes = orderNodes(graph.outputs.map(([, value]) => value)).flatMap(encodeNode);
    const copies = graph.outputs.flatMap(([name, value]) =>
      nameOf(value) === name ? [] : copyOf(nameOf(value), name).copies,
    );
    const outputs = graph.outputs.map(([name, value]) => valueInfo(name, value.dtype, value.shape));
    return { name: graph.name, inputs, nodes: [...nodes, ...copies], initializers, outputs };
  };

  const domains = () => [...used].map((domain) => ({ domain, version: DOMAIN_VERSIONS[domain] ?? 1 }));
  return { mainGraph, domains };
}

/** A second name for a value, where a graph's surface needs one. */
function copyOf(from: string, to: string): { readonly name: string; readonly copies: readonly NodeProto[] } {
  return { name: to, copies: [{ inputs: [from], outputs: [to], name: `Identity_${to}`, opType: "Identity" }] };
}

function valueInfo(name: string, dtype: DType, shape: Shape): ValueInfoProto {
  const dimensions = shape.map((dim) => (typeof dim === "number" ? { value: dim } : { parameter: dim }));
  return { name, type: { tensor: { elementType: onnxTypeNumber(dtype), shape: { dimensions } } } };
}

function encodeAttribute(name: string, attribute: OnnxAttribute): AttributeProto {
  const type = ATTRIBUTE_TYPES[attribute.kind];
  switch (attribute.kind) {
    case "int":
      return { name, type, i: attribute.value };
    case "float":
      return { name, type, f: attribute.value };
    case "string":
      return { name, type, s: utf8(attribute.value) };
    case "ints":
      return { name, type, ints: attribute.value };
    case "floats":
      return { name, type, floats: attribute.value };
    case "strings":
      return { name, type, strings: attribute.value.map(utf8) };
  }
}

function encodeTensor(name: string, { dtype, shape, data }: ConstantTensor): TensorProto {
  const common = { name, dimensions: shape, dataType: onnxTypeNumber(dtype) };
  return isStrings(data) ? { ...common, strings: data.map(utf8) } : { ...common, raw: bytesOf(data) };
}

/** Little-endian bytes, which ONNX wants and every platform of JavaScript has. */
function bytesOf(data: Exclude<TensorData, readonly string[]>): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
