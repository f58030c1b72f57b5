import { differentiate } from "../autodiff/differentiate.ts";
import { add, filled, input, matMul, mul, reduceSum } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { Loss } from "../losses/loss.ts";
import { encode } from "../onnx/encode.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { withSession } from "../runtime/with-session.ts";
import { type FloatTensor, sizeOf } from "../tensor/tensor.ts";

/**
 * The smallest l1 strength at which a *linear* model of the inputs is all zeros: max over columns j and outputs k of
 * |1/n sum_i x_ij w_i dL_i/dz_ik|, the gradient at the best constant; the weights w are 1 on average. Friedman, Hastie & Tibshirani 2010, section 2.5. For deeper
 * networks it sets the scale: beyond it the first layer is soon empty.
 */
export async function largestAlpha(
  runtime: Runtime,
  x: FloatTensor,
  targets: FloatTensor,
  loss: Loss,
  weights: ArrayLike<number> = new Float64Array(x.shape[0] as number).fill(1),
): Promise<number> {
  const rows = x.shape[0] as number;
  const columns = sizeOf(x.shape.slice(1));
  const width = targets.shape[1] ?? 1;
  return withSession(runtime, encode(gradientGraph(columns, width, loss)), async (session) => {
    const constant = Float32Array.from(loss.bestConstant(targets, weights));
    const feeds = {
      x: { shape: [rows, columns], data: x.data },
      targets,
      constant: { shape: [width], data: constant },
      weights: { shape: [rows], data: Float32Array.from(weights) },
    };
    const { fetched } = await session.run(feeds, { fetch: ["gradient"] });
    const gradient = (fetched.gradient as FloatTensor).data;
    return gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / rows;
  });
}

/** Gradient of the weighted sum of losses of z = x W + constant by W, at W = 0: x' dL/dz. */
function gradientGraph(columns: number, width: number, loss: Loss): Graph {
  const x = input("x", "float32", ["N", columns]);
  const targets = input("targets", "float32", ["N", width]);
  const constant = input("constant", "float32", [width]);
  const outputs = add(matMul(x, filled([columns, width], 0)), constant);
  const weights = input("weights", "float32", ["N"]);
  const total = reduceSum(mul(loss.perExample(outputs, targets), weights));
  const [pull] = differentiate(total, [outputs]) as readonly [Value];
  const gradient = matMul(x, pull, { transA: true, transB: false });
  return { name: "largestAlpha", inputs: [x, targets, constant, weights], outputs: [["gradient", gradient]] };
}
