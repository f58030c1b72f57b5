import {
  add,
  cast,
  constant,
  div,
  gather,
  max,
  mul,
  reduceMean,
  reshape,
  scalar,
  sub,
  where,
} from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { Model } from "../../layers/model.ts";
import type { ExampleMixing } from "../../regularizers/example-mixing.ts";
import type { GraphInputs } from "./graph-inputs.ts";
import { drawnNoise } from "./noise.ts";

/** Examples of a batch: x [batch, ...], targets [batch, width], with a replica axis in front where replicas have their own. */
export interface Drawn {
  readonly x: Value;
  readonly targets: Value;
  /** Weight of each row in the loss, [batch] or [replicas, batch]. */
  readonly rowWeights: Value;
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

/**
 * Examples blended with their partners. With the share s of a row and the weights u of it and v of its partner the loss takes
 * the weight s u + (1 - s) v and the target (s u y + (1 - s) v y') / (s u + (1 - s) v): each part counts by its own row's weight, and
 * all weights of a batch together stay what they are. A row of weight 0 is no row: nothing is blended with it, and its
 * place is its partner's.
 */
export function mixExamples(mixing: ExampleMixing, own: Drawn, other: Drawn, model: Model, inputs: GraphInputs): Drawn {
  const shape = model.inputShape;
  const weights = drawnNoise("mixing", [1, ...mixing.weightShape(shape, mixing.name)], inputs, (count, key) => {
    const out = new Float32Array(count);
    mixing.draw(out, shape, key);
    return out;
  });
  const lead = weights.shape.slice(0, -shape.length);
  const share = reduceMean(
    weights,
    shape.map((_, i) => lead.length + i),
  );
  const [mine, theirs] = [mul(share, own.rowWeights), mul(sub(scalar(1), share), other.rowWeights)];
  const rowWeights = add(mine, theirs);
  const [isOwn, isOther] = [cast(own.rowWeights, "bool"), cast(other.rowWeights, "bool")];
  const ofRow = (value: Value, rank: number) => reshape(value, [...value.shape, ...new Array<number>(rank).fill(1)]);
  const kept = (blended: Value, rank: number) =>
    where(ofRow(isOther, rank), where(ofRow(isOwn, rank), blended, scalar(0)), scalar(1));
  return {
    x: blend(own.x, other.x, kept(weights, shape.length)),
    targets: blend(own.targets, other.targets, kept(ofRow(div(mine, max(rowWeights, scalar(TINY))), 1), 1)),
    rowWeights,
  };
}

/** Stands in for the weight of a pair of rows that both have none. */
const TINY = 1e-30;

/** share a + (1 - share) b. */
function blend(a: Value, b: Value, share: Value): Value {
  return add(mul(a, share), mul(b, sub(scalar(1), share)));
}
