// @ts-check
/**
 * ONNX Runtime as an engine of a runtime. Plain JavaScript, because Node starts node-worker.js, which imports it, as it is.
 */

import { elementName } from "./elements.js";

/** @typedef {import("./elements.js").Numbers} Numbers */
/** @typedef {Pick<typeof import("onnxruntime-node"), "InferenceSession" | "Tensor">} Ort */
/** @typedef {import("onnxruntime-node").Tensor} OrtTensor */
/** @typedef {import("onnxruntime-node").InferenceSession.SessionOptions} SessionOptions */
/** @typedef {import("./engine.js").Kept} Kept */
/** @typedef {import("./engine.js").Plain} Plain */

/**
 * @param {Ort} ort
 * @param {(wish: { threads: number, hold: readonly string[] }) => SessionOptions} sessionOptions
 * @param {(tensor: OrtTensor) => Promise<OrtTensor>} [upload] Where the device has memory of its own: a copy in it.
 * @returns {import("./engine.js").OnnxEngine}
 */
export function onnxEngine(ort, sessionOptions, upload) {
  /** @type {WeakMap<Kept, OrtTensor>} Tensors of ONNX Runtime that stand behind kept ones. */
  const behind = new WeakMap();
  /** @type {WeakMap<Kept, OrtTensor>} Copies in the device's memory. */
  const uploaded = new WeakMap();

  /** @param {Plain} feed @returns {OrtTensor} */
  function toOrt(feed) {
    const type = Array.isArray(feed.data) ? "string" : (feed.dtype ?? elementName(/** @type {Numbers} */ (feed.data)));
    // The type was read off the data, so the two fit.
    return new ort.Tensor(/** @type {"float32"} */ (type), /** @type {Float32Array} */ (feed.data), feed.shape);
  }

  /** @param {OrtTensor} tensor @returns {Kept} */
  function keptOrt(tensor) {
    /** @type {Kept} */
    const kept = {
      shape: tensor.dims,
      toPlain: () => toPlain(tensor),
      rows: (first, end) => keptOrt(rowsOf(tensor, first, end)),
      // What lies in JavaScript's memory may be shared with a view; only a device's memory is given back by hand.
      free: () => {
        if (tensor.location !== "cpu") tensor.dispose();
      },
    };
    behind.set(kept, tensor);
    return kept;
  }

  /** @param {Kept} kept @returns {Promise<OrtTensor>} */
  async function toDevice(kept) {
    const tensor = behind.get(kept) ?? toOrt(await kept.toPlain());
    behind.set(kept, tensor);
    if (upload === undefined || kept.isPassing || tensor.location !== "cpu") return tensor;
    const there = uploaded.get(kept) ?? (await upload(tensor));
    if (!uploaded.has(kept)) {
      const { free } = kept;
      kept.free = () => {
        free();
        if (there !== tensor && there.location !== "cpu") there.dispose();
      };
    }
    uploaded.set(kept, there);
    return there;
  }

  /** @param {OrtTensor} tensor @param {number} first @param {number} end @returns {OrtTensor} */
  function rowsOf({ type, data, dims: [count = 0, ...shape] }, first, end) {
    const width = count === 0 ? 0 : data.length / count;
    // A part of an array is of the array's own type, and strings have slices.
    const part = Array.isArray(data)
      ? data.slice(first * width, end * width)
      : data.subarray(first * width, end * width);
    return new ort.Tensor(/** @type {"float32"} */ (type), /** @type {Float32Array} */ (part), [end - first, ...shape]);
  }

  return {
    open: async (bytes, wish) => {
      const session = await ort.InferenceSession.create(bytes, {
        interOpNumThreads: 1,
        logSeverityLevel: 3,
        graphOptimizationLevel: "extended",
        ...sessionOptions(wish),
      });
      return {
        run: async (inputs, outputs) => {
          /** @type {[string, OrtTensor][]} */
          const feeds = [];
          for (const [name, kept] of Object.entries(inputs)) feeds.push([name, await toDevice(kept)]);
          const results = await session.run(Object.fromEntries(feeds), [...outputs]);
          return Object.fromEntries(outputs.map((name) => [name, keptOrt(/** @type {OrtTensor} */ (results[name]))]));
        },
        release: () => session.release(),
      };
    },
  };
}

/** @param {OrtTensor} tensor @returns {Promise<Plain>} */
async function toPlain(tensor) {
  // A tensor of ONNX Runtime holds data that Plain holds too.
  const data = /** @type {Plain["data"]} */ (tensor.location === "cpu" ? tensor.data : await tensor.getData());
  return { shape: [...tensor.dims], data };
}
