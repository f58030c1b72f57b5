/** TensorFlow.js on its wasm backend, written with its core operations (faster than its layers API). */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { sizeOf } from "../dist/problem.js";
import { readProblem } from "../dist/problem-folder.js";
import { repeatFor } from "../dist/repeat.js";
import { serve } from "../dist/serve.js";

let problem;
let batches;
let variables;
let optimizer;

await serve({
  open: async ({ folder }) => {
    await tf.setBackend("wasm");
    await tf.ready();
    problem = readProblem(folder);
    const { rows, batchSize, inputShape, x, y, classes } = problem;
    const width = sizeOf(inputShape) * batchSize;
    batches = Array.from({ length: rows / batchSize }, (_, i) => ({
      x: tf.tensor(x.slice(i * width, (i + 1) * width), [batchSize, ...inputShape]),
      y: tf.oneHot(tf.tensor1d(y.slice(i * batchSize, (i + 1) * batchSize), "int32"), classes).toFloat(),
    }));
    return { about: `TensorFlow.js ${tf.version.tfjs} ${tf.getBackend()}, 1 thread (its wasm has no more in Node)` };
  },
  check: async ({ steps }) => {
    reset();
    train(steps, 0);
    return { loss: meanLoss(batches.slice(0, steps)) };
  },
  time: async ({ seconds }) => {
    reset();
    const microseconds = await repeatFor(seconds, (count, first) => train(count, first));
    return { microseconds };
  },
  infer: async ({ rows, seconds }) => {
    reset();
    const x = tf.tensor(problem.x.slice(0, rows * sizeOf(problem.inputShape)), [rows, ...problem.inputShape]);
    const predict = () => tf.tidy(() => tf.softmax(forward(x, false)).dataSync());
    const microseconds = await repeatFor(seconds, (count) => {
      for (let i = 0; i < count; i++) predict();
    });
    return { microseconds, probabilities: Array.from(predict().slice(0, problem.classes)) };
  },
});

function reset() {
  for (const variable of variables ?? []) variable.dispose();
  optimizer?.dispose();
  let at = 0;
  variables = problem.parameters.map(({ shape }) => {
    const values = problem.weights.slice(at, at + sizeOf(shape));
    at += sizeOf(shape);
    return tf.variable(tf.tensor(values, shape));
  });
  const { name, learningRate, momentum } = problem.optimizer;
  optimizer =
    name === "adam" ? tf.train.adam(learningRate, 0.9, 0.999, 1e-8) : tf.train.momentum(learningRate, momentum);
}

function forward(x, isTraining) {
  const left = [...variables];
  let h = x;
  for (const layer of [...problem.layers, { kind: "dense" }]) {
    if (layer.kind === "dense") {
      const [kernel, bias] = [left.shift(), left.shift()];
      h = tf.fused.matMul({ a: h, b: kernel, bias, activation: layer.relu ? "relu" : "linear" });
    } else if (layer.kind === "dropout") {
      h = isTraining ? tf.dropout(h, layer.rate) : h;
    } else if (layer.kind === "conv2d") {
      const [kernel, bias] = [left.shift(), left.shift()];
      // Its kernels are [height, width, in, out], its images NHWC.
      const image = tf.transpose(h, [0, 2, 3, 1]);
      const y = tf.add(tf.conv2d(image, tf.transpose(kernel, [2, 3, 1, 0]), 1, "valid"), bias);
      h = tf.transpose(layer.relu ? tf.relu(y) : y, [0, 3, 1, 2]);
    } else if (layer.kind === "maxPooling2d") {
      const image = tf.transpose(h, [0, 2, 3, 1]);
      h = tf.transpose(tf.maxPool(image, layer.poolSize, layer.poolSize, "valid"), [0, 3, 1, 2]);
    } else {
      h = tf.reshape(h, [h.shape[0], -1]);
    }
  }
  return h;
}

function dataLoss(logits, y) {
  return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), -1)));
}

function train(count, first) {
  for (let i = 0; i < count; i++) {
    const batch = batches[(first + i) % batches.length];
    optimizer.minimize(() => tf.addN([dataLoss(forward(batch.x, true), batch.y), ...penalties()]));
    project();
  }
}

function kernelsWith(key) {
  let at = 0;
  return problem.layers.flatMap((layer) => {
    if (layer.kind !== "dense" && layer.kind !== "conv2d") return [];
    const kernel = variables[at];
    at += 2;
    return layer[key] === undefined ? [] : [[kernel, layer[key]]];
  });
}

function penalties() {
  return kernelsWith("l2").map(([kernel, alpha]) => tf.mul(alpha / 2, tf.sum(tf.square(kernel))));
}

function project() {
  for (const [kernel, c] of kernelsWith("maxNorm")) {
    tf.tidy(() => {
      const norm = tf.sqrt(tf.sum(tf.square(kernel), 0, true));
      kernel.assign(tf.mul(kernel, tf.minimum(tf.div(c, tf.maximum(norm, 1e-30)), 1)));
    });
  }
}

function meanLoss(chosen) {
  const losses = chosen.map(({ x, y }) => tf.tidy(() => dataLoss(forward(x, false), y).dataSync()[0]));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
