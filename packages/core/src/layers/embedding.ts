import { cast, gather, matMul, oneHot, reshape } from "../graph/ops/index.ts";
import { count, given } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import { type Regularizer, toPenalties } from "../regularizers/regularizer.ts";
import { randomUniform } from "../tensor/random.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { Initializer } from "./initializers.ts";
import type { LayerFactory, ParameterSpec } from "./layer.ts";
import { TUNING_FIELDS, tuned } from "./tuning.ts";

/** Options of `embedding`. */
export const EMBEDDING = record("embedding", {
  /** How many different indices there are. */
  inputDim: count(),
  /** Length of each index's vector. */
  outputDim: count(),
  /** Default: uniform on [-0.05, 0.05], as in Keras. */
  embeddingsInitializer: given<Initializer>(),
  /** Penalties and weight decay leave embeddings alone unless asked here. */
  embeddingsRegularizer: given<Regularizer>(),
  /** Applied after every step. */
  embeddingsConstraint: given<Constraint>(),
  ...TUNING_FIELDS,
  name: given<string>(),
});

export type EmbeddingOptions = OptionsOf<typeof EMBEDDING>;

const smallUniform: Initializer = {
  name: "uniform on [-0.05, 0.05]",
  sample: (size, _, key) => Float32Array.from(randomUniform(size, key), (u) => 0.1 * u - 0.05),
};

/**
 * A learnt vector for each index. x holds whole numbers from 0 up to but not including inputDim: [] -> [outputDim], or
 * [length] -> [length, outputDim]. Its parameter is embeddings [inputDim, outputDim]; groupLasso on it with
 * groups: "outgoing" makes whole vectors zero. Examples with an index outside are refused, with row and value.
 * @throws RangeError with code OCCAM_OPTION for a bad option.
 */
export function embedding(options: EmbeddingOptions): LayerFactory {
  const read = EMBEDDING.read(options);
  const { inputDim, outputDim } = read;
  return defineLayer({
    kind: EMBEDDING.name,
    name: read.name,
    build: (name, inputShape) => ({
      name,
      kind: EMBEDDING.name,
      outputShape: [...inputShape, outputDim],
      parameters: tuned(name, [embeddingsSpec(name, read)], read),
      hyperparameters: {},
      indexCount: inputDim,
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

function embeddingsSpec(layer: string, options: Read<typeof EMBEDDING.fields>): ParameterSpec {
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
