// @ts-check
/**
 * The thread in which programs and ONNX Runtime compute: their calls block, and must never be cut off, so they live here and are
 * always finished. Plain JavaScript, because Node starts worker threads from files as they are.
 */
import { parentPort, workerData } from "node:worker_threads";
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

// One request at a time, in order: a later one may use what an earlier one holds.
/** @type {Promise<void>} */
let queue = Promise.resolve();
port.on("message", (/** @type {{ id: number, request: import("./engine.js").Request }} */ { id, request }) => {
  queue = queue.then(async () => {
    try {
      port.postMessage({ id, result: await answer(request) });
      if (request.kind === "close") port.close();
    } catch (error) {
      // The engine makes an error of whatever was thrown.
      const { message, engine } = /** @type {Error & { engine: "program" | "onnx" }} */ (error);
      port.postMessage({ id, error: message, engine });
    }
  });
});
