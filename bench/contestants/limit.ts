/**
 * The limit of the machine: a Loop that reads a batch and does nothing but the matrix products of a training step, with
 * the thread count that is faster. No bias, activation, loss, update.
 */
import type { Runtime, Session } from "@occam/core";
import { encode, gather, input, loop, matMul, type Value } from "@occam/core/graph";
import { nodeRuntime } from "@occam/core/node";
import { type LoadedProblem, sizeOf } from "../problem.ts";
import { readProblem } from "../problem-folder.ts";
import { repeatFor } from "../repeat.ts";
import { serve } from "../serve.ts";

/** Each run copies all products out at its end, which is none of the limit: so runs are long. */
const GROUP_MS = 400;
const runtime: Runtime = nodeRuntime();
let problem: LoadedProblem;

await serve({
  open: async ({ folder }) => {
    problem = readProblem(folder);
    return { about: "products only" };
  },
  time: async ({ seconds }) => {
    const bytes = productsOnly(problem);
    const times: number[] = [];
    for (const threads of [1, 0]) {
      const session = await runtime.load(bytes, { threads });
      times.push(await timeLoop(session, seconds / 2));
      await session.release();
    }
    return { microseconds: Math.min(...times) };
  },
});

/** Forward h W, backward h' dz and dz W', for all dense layers; the loss gradient is replaced by the outputs. */
function productsOnly({ batchSize, inputShape, parameters }: LoadedProblem): Uint8Array {
  const kernels = parameters.filter(({ shape }) => shape.length === 2);
  const count = input("stepCount", "int64", []);
  const x = input("x", "float32", ["K", batchSize, sizeOf(inputShape)]);
  const weights = kernels.map(({ name, shape }) => input(name, "float32", shape));
  const gradients = kernels.map(({ name, shape }) => input(`gradient/${name}`, "float32", shape));
  const last = loop(count, gradients, (step) => {
    const inputs: Value[] = [gather(x, step)];
    for (const weight of weights) inputs.push(matMul(inputs.at(-1) as Value, weight));
    let dz = inputs.pop() as Value;
    const products: Value[] = [];
    for (let i = weights.length - 1; i >= 0; i--) {
      products.unshift(matMul(inputs[i] as Value, dz, { transA: true, transB: false }));
      if (i > 0) dz = matMul(dz, weights[i] as Value, { transA: false, transB: true });
    }
    return products;
  });
  return encode({
    name: "products",
    inputs: [count, x, ...weights, ...gradients],
    outputs: last.map((value, i) => [`out${i}`, value] as const),
  });
}

async function timeLoop(session: Session, seconds: number): Promise<number> {
  const { batchSize, inputShape, x, rows } = problem;
  const batches = rows / batchSize;
  const data = await runtime.hold({ shape: [batches, batchSize, sizeOf(inputShape)], data: x });
  let at = 0;
  const kernels = problem.parameters.flatMap(({ name, shape }) => {
    const values = problem.weights.slice(at, at + sizeOf(shape));
    at += sizeOf(shape);
    return shape.length === 2 ? [{ name, tensor: { shape, data: values } }] : [];
  });
  const held = await Promise.all(
    kernels
      .flatMap(({ name, tensor }) => [[name, tensor] as const, [`gradient/${name}`, tensor] as const])
      .map(async ([name, tensor]) => [name, await runtime.hold(tensor)] as const),
  );
  const feeds = { ...Object.fromEntries(held), x: data };
  const hold = kernels.map((_, i) => `out${i}`);
  const microseconds = await repeatFor(
    seconds,
    async (count) => {
      for (let left = count; left > 0; left -= batches) {
        const stepCount = { shape: [], data: BigInt64Array.of(BigInt(Math.min(left, batches))) };
        const result = await session.run({ ...feeds, stepCount }, { hold });
        runtime.free(Object.values(result.held));
      }
    },
    GROUP_MS,
  );
  runtime.free([data, ...held.map(([, handle]) => handle)]);
  return microseconds;
}
