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

/** @typedef {{ id: number, request: import("./engine.js").Request }} Asked */

// One request at a time, in order: a later one may use what an earlier one holds.
/** @type {Promise<void>} */
let queue = Promise.resolve();
port.on("message", (/** @type {readonly Asked[]} */ asked) => {
  queue = queue.then(async () => {
    /** @type {object[]} */
    const answers = [];
    for (const { id, request } of asked) {
      answers.push(await answered(id, request));
      // Others wait for the end of their message: to read one takes longer than most requests.
      if (request.kind === "runProgram" && request.isLong) port.postMessage(answers.splice(0));
    }
    if (answers.length > 0) port.postMessage(answers);
    if (asked.some(({ request }) => request.kind === "close")) port.close();
  });
});

/** @param {number} id @param {Asked["request"]} request */
async function answered(id, request) {
  try {
    return { id, result: await answer(request) };
  } catch (error) {
    // The engine makes an error of whatever was thrown.
    const { message, engine } = /** @type {Error & { engine: "program" | "onnx" }} */ (error);
    return { id, error: message, engine };
  }
}
