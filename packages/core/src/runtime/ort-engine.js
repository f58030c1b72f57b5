// @ts-check
/**
 * What a runtime does with ONNX Runtime, in Node.js and in a browser alike: sessions and held tensors by number, and
 * the answers to requests. Plain JavaScript, because Node starts node-worker.js, which imports it, as it is.
 */

/** @typedef {Pick<typeof import("onnxruntime-node"), "InferenceSession" | "Tensor">} Ort */
/** @typedef {import("onnxruntime-node").Tensor} OrtTensor */
/** @typedef {import("onnxruntime-node").InferenceSession.SessionOptions} SessionOptions */
/** @typedef {import("./runtime.ts").HoldableTensor | import("./runtime.ts").Held} Feed */
/** @typedef {Readonly<Record<string, Feed>>} Feeds */
/** @typedef {Readonly<Record<string, number>>} Handles */
/**
 * @typedef {{ kind: "load", session: number, bytes: Uint8Array, threads: number, hold: readonly string[] }
 *   | { kind: "hold", held: number, tensor: Feed }
 *   | { kind: "view", held: number, of: number, first: number, end: number }
 *   | { kind: "read", held: number }
 *   | { kind: "free", held: readonly number[] }
 *   | { kind: "run", session: number, inputs: Feeds, fetch: readonly string[], hold: Handles }
 *   | { kind: "release", session: number }
 *   | { kind: "close" }
 * } Request
 */

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

/**
 * Requests are to come one at a time, in order: a later one may use what an earlier one holds.
 * @param {Ort} ort
 * @param {(wish: { threads: number, hold: readonly string[] }) => SessionOptions} sessionOptions
 * @param {(tensor: OrtTensor) => Promise<OrtTensor>} [upload] Where the device has memory of its own: a copy in it.
 * @returns {(request: Request) => Promise<unknown>} Answers a request; throws what ONNX Runtime throws.
 */
export function ortEngine(ort, sessionOptions, upload) {
  /** @type {Map<number, import("onnxruntime-node").InferenceSession>} */
  const sessions = new Map();
  /** @type {Map<number, OrtTensor>} */
  const heldTensors = new Map();
  /** @type {Map<number, OrtTensor>} Copies of held tensors in the device's memory. */
  const uploaded = new Map();

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

  /** @param {Feed} feed @returns {Promise<OrtTensor>} */
  async function toDevice(feed) {
    const tensor = toOrt(feed);
    if (upload === undefined || !("held" in feed) || tensor.location !== "cpu") return tensor;
    const there = uploaded.get(feed.held) ?? (await upload(tensor));
    uploaded.set(feed.held, there);
    return there;
  }

  /** @param {number} held */
  function forget(held) {
    // What lies in JavaScript's memory may be shared with a view; only a device's memory is given back by hand.
    for (const tensor of [heldTensors.get(held), uploaded.get(held)]) {
      if (tensor !== undefined && tensor.location !== "cpu") tensor.dispose();
    }
    heldTensors.delete(held);
    uploaded.delete(held);
  }

  /** @param {OrtTensor} tensor @param {{ first: number, end: number }} range @returns {OrtTensor} */
  function rowsOf({ type, data, dims: [count = 0, ...shape] }, { first, end }) {
    const width = count === 0 ? 0 : data.length / count;
    // A part of an array is of the array's own type, and strings have slices.
    const part = Array.isArray(data)
      ? data.slice(first * width, end * width)
      : data.subarray(first * width, end * width);
    return new ort.Tensor(/** @type {"float32"} */ (type), /** @type {Float32Array} */ (part), [end - first, ...shape]);
  }

  /** @param {Extract<Request, { kind: "run" }>} request */
  async function run({ session, inputs, fetch, hold }) {
    // Names may be those of an object's own machinery, such as __proto__: entries take them, assignments do not.
    /** @type {[string, OrtTensor][]} */
    const feeds = [];
    for (const [name, feed] of Object.entries(inputs)) feeds.push([name, await toDevice(feed)]);
    const results = await sessions.get(session)?.run(Object.fromEntries(feeds), [...fetch, ...Object.keys(hold)]);
    if (results === undefined) throw new Error("the session was released");
    for (const [name, held] of Object.entries(hold)) heldTensors.set(held, /** @type {OrtTensor} */ (results[name]));
    /** @type {[string, Awaited<ReturnType<typeof toPlain>>][]} */
    const fetched = [];
    for (const name of fetch) fetched.push([name, await toPlain(/** @type {OrtTensor} */ (results[name]))]);
    return Object.fromEntries(fetched);
  }

  return async (request) => {
    switch (request.kind) {
      case "load": {
        const options = { interOpNumThreads: 1, logSeverityLevel: /** @type {const} */ (3) };
        const session = await ort.InferenceSession.create(request.bytes, {
          ...options,
          graphOptimizationLevel: "extended",
          ...sessionOptions(request),
        });
        sessions.set(request.session, session);
        return undefined;
      }
      case "hold":
        heldTensors.set(request.held, toOrt(request.tensor));
        return undefined;
      case "view":
        heldTensors.set(request.held, rowsOf(toOrt({ held: request.of }), request));
        return undefined;
      case "read":
        return toPlain(toOrt({ held: request.held }));
      case "free":
        request.held.forEach(forget);
        return undefined;
      case "run":
        return run(request);
      case "release":
        await sessions.get(request.session)?.release();
        sessions.delete(request.session);
        return undefined;
      case "close":
        // Tensors first: a device is gone with its last session.
        [...heldTensors.keys()].forEach(forget);
        for (const session of sessions.values()) await session.release();
        sessions.clear();
        return undefined;
    }
  };
}

/** @param {OrtTensor} tensor */
async function toPlain(tensor) {
  return { shape: [...tensor.dims], data: tensor.location === "cpu" ? tensor.data : await tensor.getData() };
}
