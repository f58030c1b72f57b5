import { add, constant, gather, mul, reduceMean, reshape, scalar, sub } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { Model } from "../../layers/model.ts";
import type { ExampleMixing } from "../../regularizers/example-mixing.ts";
import type { GraphInputs } from "./graph-inputs.ts";
import { drawnNoise } from "./noise.ts";

/** Examples of a batch: x [batch, ...], targets [batch, width], with a replica axis in front where replicas have their own. */
export interface Drawn {
  readonly x: Value;
  readonly targets: Value;
}

/** Each row's partner is the next row of the batch: another example at random, as batches are drawn in a random order. */
export function partners(rows: Value): Value {
  const size = Number(rows.shape.at(-1));
  const next = constant(
    Int32Array.from({ length: size }, (_, i) => (i + 1) % size),
    [size],
    "int32",
  );
  return gather(rows, next, rows.shape.length - 1);
}

/** Examples blended with their partners. */
export function mixExamples(mixing: ExampleMixing, own: Drawn, other: Drawn, model: Model, inputs: GraphInputs): Drawn {
  const shape = model.inputShape;
  const weights = drawnNoise("mixing", [1, ...mixing.weightShape(shape, mixing.name)], inputs, (out, key) =>
    mixing.draw(out, shape, key),
  );
  const lead = weights.shape.slice(0, -shape.length);
  const places = shape.map((_, i) => lead.length + i);
  const share = reshape(reduceMean(weights, places), [...lead, 1]);
  return { x: blend(own.x, other.x, weights), targets: blend(own.targets, other.targets, share) };
}

/** share a + (1 - share) b. */
function blend(a: Value, b: Value, share: Value): Value {
  return add(mul(a, share), mul(b, sub(scalar(1), share)));
}
