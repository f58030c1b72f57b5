/** The network inside a model.onnx, taken out of its preprocessing: dense relu layers, as `occam fit` builds them. */
import { dense, type FloatTensor, readModel, sequential, type TrainedNetwork } from "@occam/core";

type Graph = NonNullable<ReturnType<typeof readModel>["graph"]>;

/**
 * `widths`: features, units of the hidden layers, outputs. The kernels are the constants of shape [widths[i], widths[i + 1]] that
 * a MatMul multiplies with, in the order of the file, and the biases what is added to those products; undefined where
 * the file holds no such chain.
 */
export function exportedNetwork(bytes: Uint8Array, widths: readonly number[]): TrainedNetwork | undefined {
  const graph = readModel(bytes).graph ?? {};
  const layers = layersOf(graph, widths);
  if (layers === undefined) return undefined;
  const last = widths.length - 2;
  const model = sequential({
    inputShape: [widths[0] as number],
    layers: widths.slice(1).map((units, i) => dense({ units, ...(i < last && { activation: "relu" as const }) })),
  });
  const parameters = new Map<string, FloatTensor>(
    layers.flatMap(({ kernel, bias }, i) => [[`dense${i}/kernel`, kernel] as const, [`dense${i}/bias`, bias] as const]),
  );
  return { model, parameters };
}

interface DenseWeights {
  readonly kernel: FloatTensor;
  readonly bias: FloatTensor;
}

function layersOf(graph: Graph, widths: readonly number[]): readonly DenseWeights[] | undefined {
  const constants = new Map((graph.initializers ?? []).map((tensor) => [tensor.name, tensor]));
  const found: DenseWeights[] = [];
  for (const { opType, inputs = [], outputs = [] } of graph.nodes ?? []) {
    if (opType !== "MatMul" || found.length === widths.length - 1) continue;
    const [rows, columns] = [widths[found.length] as number, widths[found.length + 1] as number];
    const kernel = toTensor(constants.get(inputs[1] ?? ""), [rows, columns]);
    const sum = graph.nodes?.find((node) => node.opType === "Add" && node.inputs?.includes(outputs[0] ?? ""));
    const other = sum?.inputs?.find((name) => name !== outputs[0]);
    const bias = toTensor(constants.get(other ?? ""), [columns]);
    if (kernel !== undefined && bias !== undefined) found.push({ kernel, bias });
  }
  return found.length === widths.length - 1 ? found : undefined;
}

type TensorProto = NonNullable<Graph["initializers"]>[number];

/** Undefined for a tensor of another shape, or one that is not inside the file as little-endian float32. */
function toTensor(tensor: TensorProto | undefined, shape: readonly number[]): FloatTensor | undefined {
  const { dimensions = [], raw } = tensor ?? {};
  if (raw === undefined || dimensions.join() !== shape.join()) return undefined;
  if (raw.byteLength !== 4 * shape.reduce((size, dim) => size * dim, 1)) return undefined;
  // A copy: the bytes of a file begin anywhere, floats at a multiple of 4.
  return { shape, data: new Float32Array(Uint8Array.from(raw).buffer) };
}
