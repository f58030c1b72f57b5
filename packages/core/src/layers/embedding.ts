import { requireCount, requireOptions } from "../errors.ts";
import { cast, gather, matMul, oneHot, reshape } from "../graph/ops/index.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import { type Regularizer, toPenalties } from "../regularizers/regularizer.ts";
import { randomUniform } from "../tensor/random.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { Initializer } from "./initializers.ts";
import type { LayerFactory, ParameterSpec } from "./layer.ts";

export interface EmbeddingOptions {
  /** How many different indices there are. */
  readonly inputDim: number;
  /** Length of each index's vector. */
  readonly outputDim: number;
  /** Default: uniform on [-0.05, 0.05], as in Keras. */
  readonly embeddingsInitializer?: Initializer;
  /** Penalties and weight decay leave embeddings alone unless asked here. */
  readonly embeddingsRegularizer?: Regularizer;
  /** Applied after every step. */
  readonly embeddingsConstraint?: Constraint;
  readonly name?: string;
}

const smallUniform: Initializer = {
  name: "uniform on [-0.05, 0.05]",
  sample: (size, _, key) => Float32Array.from(randomUniform(size, key), (u) => 0.1 * u - 0.05),
};

/**
 * A learnt vector for each index. x holds whole numbers from 0 up to but not including inputDim: [] -> [outputDim], or
 * [length] -> [length, outputDim]. Its parameter is embeddings [inputDim, outputDim]; groupLasso on it with
 * groups: "outgoing" makes whole vectors zero. ONNX Runtime refuses an index outside.
 * @throws RangeError with code OCCAM_OPTION for a bad option.
 */
export function embedding(options: EmbeddingOptions): LayerFactory {
  requireOptions("embedding", options, {
    inputDim: true,
    outputDim: true,
    embeddingsInitializer: true,
    embeddingsRegularizer: true,
    embeddingsConstraint: true,
    name: true,
  });
  const { inputDim, outputDim } = options;
  requireCount("embedding.inputDim", inputDim);
  requireCount("embedding.outputDim", outputDim);
  return defineLayer({
    kind: "embedding",
    name: options.name,
    build: (name, inputShape) => ({
      name,
      kind: "embedding",
      outputShape: [...inputShape, outputDim],
      parameters: [embeddingsSpec(name, options)],
      hyperparameters: {},
      apply: (x, scope) => {
        const table = scope.parameter("embeddings");
        const replicaAxes = table.shape.slice(0, -2);
        const indices = cast(x, "int64");
        if (leadingAxes(x, inputShape) === 1) return gather(table, indices, replicaAxes.length);
        // Each replica has indices of its own, which gather cannot pair with tables: rare, so the slow way will do.
        return matMul(
          oneHot(indices, inputDim),
          reshape(table, [...replicaAxes, ...inputShape.map(() => 1), inputDim, outputDim]),
        );
      },
    }),
  });
}

function embeddingsSpec(layer: string, options: EmbeddingOptions): ParameterSpec {
  const { inputDim, outputDim } = options;
  return {
    name: `${layer}/embeddings`,
    shape: [inputDim, outputDim],
    role: "embedding",
    initializer: options.embeddingsInitializer ?? smallUniform,
    fans: { fanIn: inputDim, fanOut: outputDim },
    penalties: toPenalties(options.embeddingsRegularizer),
    constraints: options.embeddingsConstraint ? [options.embeddingsConstraint] : [],
    axes: { input: 0, output: 1 },
  };
}
