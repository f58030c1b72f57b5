// @ts-check
/**
 * The thread in which ONNX Runtime computes: its calls block, and must never be cut off, so they live here and are
 * always finished. Plain JavaScript, because Node starts worker threads from files as they are.
 */
import { parentPort } from "node:worker_threads";

/** @typedef {import("onnxruntime-node").Tensor} OrtTensor */
/** @typedef {{ dtype?: "bool", shape: number[], data: ArrayLike<unknown> } | { held: number }} Feed */
/**
 * @typedef {{ id: number } & (
 *   | { kind: "load", session: number, bytes: Uint8Array, threads: number }
 *   | { kind: "hold", held: number, tensor: Feed }
 *   | { kind: "read", held: number }
 *   | { kind: "free", held: number[] }
 *   | { kind: "run", session: number, inputs: Record<string, Feed>, fetch: string[], hold: Record<string, number> }
 *   | { kind: "release", session: number }
 *   | { kind: "close" }
 * )} Request
 */

const ort = await import("onnxruntime-node");
const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
/** @type {Map<number, import("onnxruntime-node").InferenceSession>} */
const sessions = new Map();
/** @type {Map<number, OrtTensor>} */
const heldTensors = new Map();

/** @type {ReadonlyMap<Function, string>} */
const TYPES = new Map(
  /** @type {[Function, string][]} */ ([
    [Float32Array, "float32"],
    [Float64Array, "float64"],
    [Int32Array, "int32"],
    [BigInt64Array, "int64"],
    [Uint8Array, "uint8"],
  ]),
);

/** @param {Feed} feed @returns {OrtTensor} */
function toOrt(feed) {
  if ("held" in feed) {
    const tensor = heldTensors.get(feed.held);
    if (tensor === undefined) throw new Error(`the handle ${feed.held} was freed or never held`);
    return tensor;
  }
  const type = Array.isArray(feed.data) ? "string" : (feed.dtype ?? TYPES.get(feed.data.constructor));
  // The type was read off the data, so the two fit.
  return new ort.Tensor(/** @type {"float32"} */ (type), /** @type {Float32Array} */ (feed.data), feed.shape);
}

/** @param {OrtTensor} tensor */
function toPlain(tensor) {
  return { shape: [...tensor.dims], data: tensor.data };
}

/** @param {Request} request */
async function handle(request) {
  switch (request.kind) {
    case "load": {
      const session = await ort.InferenceSession.create(request.bytes, {
        executionProviders: ["cpu"],
        graphOptimizationLevel: "extended",
        intraOpNumThreads: request.threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      });
      sessions.set(request.session, session);
      return undefined;
    }
    case "hold":
      heldTensors.set(request.held, toOrt(request.tensor));
      return undefined;
    case "read":
      return toPlain(toOrt({ held: request.held }));
    case "free":
      for (const held of request.held) heldTensors.delete(held);
      return undefined;
    case "run":
      return run(request);
    case "release":
      await sessions.get(request.session)?.release();
      sessions.delete(request.session);
      return undefined;
    case "close":
      for (const session of sessions.values()) await session.release();
      return undefined;
  }
}

/** @param {Extract<Request, { kind: "run" }>} request */
async function run({ session, inputs, fetch, hold }) {
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, feed]) => [name, toOrt(feed)]));
  const results = await sessions.get(session)?.run(feeds, [...fetch, ...Object.keys(hold)]);
  if (results === undefined) throw new Error("the session was released");
  for (const [name, held] of Object.entries(hold)) heldTensors.set(held, /** @type {OrtTensor} */ (results[name]));
  return Object.fromEntries(fetch.map((name) => [name, toPlain(/** @type {OrtTensor} */ (results[name]))]));
}

// One request at a time, in order: a later one may use what an earlier one holds.
/** @type {Promise<void>} */
let queue = Promise.resolve();
port.on("message", (/** @type {Request} */ request) => {
  queue = queue.then(async () => {
    try {
      port.postMessage({ id: request.id, result: await handle(request) });
      if (request.kind === "close") port.close();
    } catch (error) {
      port.postMessage({ id: request.id, error: error instanceof Error ? error.message : String(error) });
    }
  });
});
