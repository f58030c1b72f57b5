import { differentiate } from "../autodiff/differentiate.ts";
import { add, filled, input, matMul, mul, reduceSum } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import type { Loss } from "../losses/loss.ts";
import type { Runtime, Session } from "../runtime/runtime.ts";
import { withSession } from "../runtime/with-session.ts";
import { type FloatTensor, sizeOf } from "../tensor/tensor.ts";

/** What the strength hangs on besides the examples and their loss. */
export interface LargestAlphaFacts {
  /** Of the rows, 1 on average. Default: all 1. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Whether the outputs have a bias, so that without any weight they are the best constant and not 0. Default true. */
  readonly hasBias?: boolean;
  /** Penalty factors of the columns. Default: all 1. */
  readonly factors?: readonly number[] | undefined;
}

/**
 * The smallest l1 strength at which a *linear* model of the inputs is all zeros: max over columns j and outputs k of
 * |1/n sum_i x_ij w_i dL_i/dz_ik| / factor_j, the gradient at the best constant, or at 0 without a bias. Friedman, Hastie & Tibshirani
 * 2010, section 2.5. Columns of factor 0 never are zero and say nothing. For deeper networks it sets the scale: beyond it the
 * first layer is soon empty.
 */
export async function largestAlpha(
  runtime: Runtime,
  x: FloatTensor,
  targets: FloatTensor,
  loss: Loss,
  facts: LargestAlphaFacts = {},
): Promise<number> {
  const rows = x.shape[0] as number;
  const { weights = new Float64Array(rows).fill(1), hasBias = true, factors } = facts;
  const columns = sizeOf(x.shape.slice(1));
  const width = targets.shape[1] ?? 1;
  const graph = gradientGraph(columns, width, loss);
  const gradientIn = async (session: Session): Promise<number> => {
    const constant = hasBias ? Float32Array.from(loss.bestConstant(targets, weights)) : new Float32Array(width);
    const feeds = {
      x: { shape: [rows, columns], data: x.data },
      targets,
      constant: { shape: [width], data: constant },
      weights: { shape: [rows], data: Float32Array.from(weights) },
    };
    const { fetched } = await session.run(feeds, { fetch: ["gradient"] });
    const gradient = (fetched.gradient as FloatTensor).data;
    const pullOf = (value: number, at: number): number => {
      const factor = factors?.[Math.floor(at / width)] ?? 1;
      return factor > 0 ? Math.abs(value) / factor : 0;
    };
    return gradient.reduce((most, value, at) => Math.max(most, pullOf(value, at)), 0) / rows;
  };
  // All rows at once: a large table may be too large for a compiled program.
  return withSession(runtime, graph, gradientIn, { lengths: { N: rows } });
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
