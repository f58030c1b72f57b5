/** jax-js on its wasm backend: the whole training step in one jit. The argument is how many threads it gets. */

import { resolveObjectURL } from "node:buffer";
import { Worker as NodeWorker } from "node:worker_threads";
import { sizeOf } from "../dist/problem.js";
import { readProblem } from "../dist/problem-folder.js";
import { repeatFor } from "../dist/repeat.js";
import { serve } from "../dist/serve.js";

const threads = Number(process.argv[2] ?? 1);
// It asks a browser's `navigator` for the number of cores, and uses threads only where there is a browser's `Worker`.
Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: threads, userAgent: "node" } });
if (threads > 1) globalThis.Worker = browserWorker();
const { blockUntilReady, grad, init, jit, lax, nn, numpy: np, random, tree } = await import("@jax-js/jax");
await init("wasm");

let problem;
let batches;
let state;
let step;
let batchLoss;

await serve({
  open: async ({ folder }) => {
    problem = readProblem(folder);
    const { rows, batchSize, inputShape, x, y, classes } = problem;
    const width = sizeOf(inputShape) * batchSize;
    batches = Array.from({ length: rows / batchSize }, (_, i) => ({
      x: np.array(x.slice(i * width, (i + 1) * width)).reshape([batchSize, ...inputShape]),
      y: np.array(oneHot(y.subarray(i * batchSize, (i + 1) * batchSize), classes)).reshape([batchSize, classes]),
    }));
    batchLoss = jit((weights, input, target) => dataLoss(forward(weights, input, undefined), target));
    step = jit(problem.optimizer.name === "adam" ? adamStep : momentumStep);
    return { about: `jax-js 0.1.25 wasm, jit, ${threads} thread${threads > 1 ? "s" : ""}` };
  },
  check: async ({ steps }) => {
    reset();
    await train(steps, 0);
    return { loss: await meanLoss(batches.slice(0, steps)) };
  },
  time: async ({ seconds }) => {
    reset();
    return { microseconds: await repeatFor(seconds, train) };
  },
  infer: async ({ rows, seconds }) => {
    reset();
    const width = sizeOf(problem.inputShape);
    const x = np.array(problem.x.slice(0, rows * width)).reshape([rows, ...problem.inputShape]);
    const run = jit((weights, input) => nn.softmax(forward(weights, input, undefined), -1));
    const predict = () => run(tree.ref(state.weights), x.ref).data();
    const microseconds = await repeatFor(seconds, async (count) => {
      for (let i = 0; i < count; i++) await predict();
    });
    return { microseconds, probabilities: Array.from((await predict()).slice(0, problem.classes)) };
  },
});

function reset() {
  if (state !== undefined) tree.dispose(state);
  let at = 0;
  const weights = problem.parameters.map(({ shape }) => {
    const values = problem.weights.slice(at, at + sizeOf(shape));
    at += sizeOf(shape);
    return np.array(values).reshape(shape);
  });
  const zeros = () => problem.parameters.map(({ shape }) => np.zeros(shape));
  state = problem.optimizer.name === "adam" ? { weights, slots: [zeros(), zeros()] } : { weights, slots: [zeros()] };
}

/** Takes ownership of its arguments, as everything in jax-js does. */
function forward(weights, x, key) {
  const left = [...weights];
  let h = x;
  let dropoutKey = key;
  for (const layer of [...problem.layers, { kind: "dense" }]) {
    if (layer.kind === "dense") {
      const [kernel, bias] = [left.shift(), left.shift()];
      const z = np.matmul(h, kernel).add(bias);
      h = layer.relu ? nn.relu(z) : z;
    } else if (layer.kind === "dropout") {
      if (dropoutKey === undefined) continue;
      const [own, next] = np.split(random.split(dropoutKey, 2), 2);
      dropoutKey = next.reshape([2]);
      const keep = random.bernoulli(own.reshape([2]), 1 - layer.rate, h.shape);
      h = np.where(keep, h.mul(1 / (1 - layer.rate)), 0);
    } else if (layer.kind === "conv2d") {
      const [kernel, bias] = [left.shift(), left.shift()];
      const z = lax.conv(h, kernel, [1, 1], "VALID").add(bias.reshape([1, layer.filters, 1, 1]));
      h = layer.relu ? nn.relu(z) : z;
    } else if (layer.kind === "maxPooling2d") {
      const [n, c, height, width] = h.shape;
      const p = layer.poolSize;
      h = np.max(h.reshape([n, c, height / p, p, width / p, p]), [3, 5]);
    } else {
      h = h.reshape([h.shape[0], -1]);
    }
  }
  dropoutKey?.dispose();
  return h;
}

function dataLoss(logits, y) {
  return nn
    .logSoftmax(logits, -1)
    .mul(y)
    .sum()
    .mul(-1 / problem.batchSize);
}

function objective(weights, x, y, key) {
  const penalties = weightsWith("l2").map(([at, alpha]) =>
    np
      .square(weights[at].ref)
      .sum()
      .mul(alpha / 2),
  );
  return penalties.reduce((sum, penalty) => sum.add(penalty), dataLoss(forward(weights, x, key), y));
}

function weightsWith(name) {
  let at = 0;
  return problem.layers.flatMap((layer) => {
    if (layer.kind !== "dense" && layer.kind !== "conv2d") return [];
    at += 2;
    return layer[name] === undefined ? [] : [[at - 2, layer[name]]];
  });
}

function momentumStep(weights, slots, scalars, x, y, key) {
  scalars.dispose();
  const { learningRate, momentum } = problem.optimizer;
  const gradients = grad(objective)(tree.ref(weights), x, y, key);
  const velocity = gradients.map((gradient, i) => slots[0][i].mul(momentum).add(gradient));
  const next = weights.map((weight, i) => weight.sub(velocity[i].ref.mul(learningRate)));
  return { weights: projected(next), slots: [velocity] };
}

/** scalars: 1 / (1 - b1^t) and 1 / (1 - b2^t). */
function adamStep(weights, slots, scalars, x, y, key) {
  const { learningRate } = problem.optimizer;
  const gradients = grad(objective)(tree.ref(weights), x, y, key);
  const [meanScale, squareScale] = np.split(scalars, 2);
  const mean = gradients.map((gradient, i) => slots[0][i].mul(0.9).add(gradient.ref.mul(0.1)));
  const square = gradients.map((gradient, i) => slots[1][i].mul(0.999).add(np.square(gradient).mul(0.001)));
  const next = weights.map((weight, i) => {
    const root = np.sqrt(square[i].ref.mul(squareScale.ref)).add(1e-8);
    return weight.sub(mean[i].ref.mul(meanScale.ref).div(root).mul(learningRate));
  });
  meanScale.dispose();
  squareScale.dispose();
  return { weights: projected(next), slots: [mean, square] };
}

function projected(weights) {
  const limits = new Map(weightsWith("maxNorm"));
  return weights.map((weight, i) => {
    const c = limits.get(i);
    if (c === undefined) return weight;
    const norm = np.sqrt(np.square(weight.ref).sum(0, { keepdims: true })).add(1e-30);
    return weight.mul(np.minimum(np.array(c).div(norm), 1));
  });
}

async function train(count, first) {
  const drops = problem.layers.some(({ kind }) => kind === "dropout");
  for (let i = 0; i < count; i++) {
    const { x, y } = batches[(first + i) % batches.length];
    const t = first + i + 1;
    const scalars = np.array([1 / (1 - 0.9 ** t), 1 / (1 - 0.999 ** t)]);
    state = step(state.weights, state.slots, scalars, x.ref, y.ref, drops ? random.key(t) : np.array([0]));
    // A long queue of unfinished steps slows it down.
    if (i % 8 === 7) await blockUntilReady(state.weights);
  }
  await blockUntilReady(state.weights);
}

async function meanLoss(chosen) {
  let sum = 0;
  for (const { x, y } of chosen) {
    const [loss] = await batchLoss(tree.ref(state.weights), x.ref, y.ref).data();
    sum += loss;
  }
  return sum / chosen.length;
}

function oneHot(labels, classes) {
  const out = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => {
    out[i * classes + label] = 1;
  });
  return out;
}

/** A browser's Worker on top of Node's, as far as jax-js uses it: a script from a blob, messages both ways. */
function browserWorker() {
  const prelude = `
    const { parentPort } = require("node:worker_threads");
    globalThis.self = globalThis;
    globalThis.postMessage = (message) => parentPort.postMessage(message);
    parentPort.on("message", (data) => self.onmessage({ data }));
  `;
  return class {
    #worker;
    constructor(url) {
      this.#worker = resolveObjectURL(url)
        .text()
        .then((source) => {
          const worker = new NodeWorker(prelude + source, { eval: true });
          worker.unref();
          worker.on("message", (data) => this.onmessage?.({ data }));
          worker.on("error", (error) => this.onerror?.(error));
          return worker;
        });
    }
    postMessage(message) {
      this.#worker.then((worker) => worker.postMessage(message));
    }
  };
}
