// @ts-check
/**
 * The thread in which programs and ONNX Runtime compute: their calls block, and must never be cut off, so they live here and are
 * always finished. Plain JavaScript, because Node starts worker threads from files as they are.
 */
import { parentPort, workerData } from "node:worker_threads";
import { answering } from "./answering.js";
import { createEngine } from "./engine.js";
import { onnxEngine } from "./onnx-engine.js";

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
const answer = createEngine(async () => {
  const ort = await import("onnxruntime-node").catch((error) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error("the package onnxruntime-node is not installed: run `npm install onnxruntime-node`");
  });
  // What goes wrong comes back as an error; ONNX Runtime need not print it too.
  ort.env.logLevel = "fatal";
  return onnxEngine(ort, ({ threads }) => ({
    executionProviders: [workerData.device],
    // ONNX Runtime's own 0 is half of the processors wherever it cannot tell threads of a core apart.
    intraOpNumThreads: threads || workerData.cores,
  }));
});

const hear = answering(
  answer,
  (answers) => port.postMessage(answers),
  () => port.close(),
);
port.on("message", hear);
