// @ts-check
/**
 * What answers the requests of a runtime, in Node.js and in a browser alike: sessions and held tensors by number. Sessions are
 * programs of the compiler, or ONNX Runtime's, which is loaded when the first of these is opened. Plain JavaScript, because Node
 * starts node-worker.js, which imports it, as it is.
 */
import { createInstance } from "../compiled/instance.js";
import { tensorAt } from "./placed-tensor.js";

/** @typedef {import("./runtime.ts").HoldableTensor | import("./runtime.ts").Held} Feed */
/** @typedef {import("./runtime.ts").Drawn} Drawn */
/** @typedef {Readonly<Record<string, Feed>>} Feeds */
/** @typedef {import("./placed-tensor.js").Placed} Placed */
/** @typedef {Readonly<Record<string, number>>} Handles */
/** @typedef {import("../compiled/load-program.ts").LoadedProgram} LoadedProgram */
/** @typedef {import("../compiled/instance.js").Instance} Instance */
/** @typedef {import("../compiled/instance.js").Share} Share */
/** @typedef {import("./runtime.ts").HoldableTensor} Plain */
/**
 * A program is given once, by a number, with the first memory that is asked for, and so are the buffers that its runs read and write; inputs and outputs come in the program's order.
 * @typedef {{ kind: "load", session: number, bytes: Uint8Array, threads: number, hold: readonly string[] }
 *   | { kind: "hold", held: number, tensor: Plain }
 *   | { kind: "view", held: number, of: number, first: number, end: number }
 *   | { kind: "read", held: number }
 *   | { kind: "free", held: readonly number[] }
 *   | { kind: "run", session: number, inputs: Feeds, fetch: readonly string[], hold: Handles }
 *   | { kind: "release", session: number }
 *   | { kind: "reserve", id: number, program: LoadedProgram | undefined, byteSize: number }
 *   | { kind: "runProgram", id: number, buffers: readonly (readonly [number, ArrayBufferLike])[], inputs: readonly (Placed | Drawn)[], outputs: readonly (Placed | undefined)[], share: Share | undefined, isLong: boolean }
 *   | { kind: "forgetBuffer", buffer: number }
 *   | { kind: "forgetProgram", id: number }
 *   | { kind: "close" }
 * } Request
 */
/**
 * A tensor that stays here, wherever its numbers lie.
 * @typedef {object} Kept
 * @property {readonly number[]} shape
 * @property {() => Plain | Promise<Plain>} toPlain
 * @property {boolean} [isPassing] It is here for one run.
 * @property {(first: number, end: number) => Kept} rows Its rows `first` up to but not including `end`.
 * @property {() => void} free
 */
/**
 * @typedef {object} OpenSession
 * @property {(inputs: Readonly<Record<string, Kept>>, outputs: readonly string[]) => Promise<Readonly<Record<string, Kept>>>} run
 * @property {() => Promise<void>} release
 */
/**
 * @typedef {object} OnnxEngine
 * @property {(bytes: Uint8Array, wish: { threads: number, hold: readonly string[] }) => Promise<OpenSession>} open
 */

/**
 * Requests are to come one at a time, in order: a later one may use what an earlier one holds.
 * @param {() => Promise<OnnxEngine>} loadOnnx
 * @returns {(request: Request) => Promise<unknown>} Answers a request; throws what an engine throws, with the `engine` that it is of.
 */
export function createEngine(loadOnnx) {
  /** @type {Map<number, OpenSession>} */
  const sessions = new Map();
  /** @type {Map<number, Kept>} */
  const held = new Map();
  /** @type {Promise<OnnxEngine> | undefined} */
  let onnx;

  /** @type {Map<number, { program: LoadedProgram, instance: Instance }>} */
  const programs = new Map();
  /** @type {Map<number, ArrayBufferLike>} */
  const buffers = new Map();

  /** @param {number} handle */
  function keptAt(handle) {
    const kept = held.get(handle);
    if (kept === undefined) throw new Error(`the handle ${handle} was freed or never held`);
    return kept;
  }

  /** @param {Extract<Request, { kind: "run" }>} request */
  async function run({ session, inputs, fetch, hold }) {
    const open = sessions.get(session);
    // Names may be those of an object's own machinery, such as __proto__: entries take them, assignments do not.
    const feeds = Object.entries(inputs).map(
      ([name, feed]) =>
        /** @type {const} */ ([name, "held" in feed ? keptAt(feed.held) : { ...keptPlain(feed), isPassing: true }]),
    );
    if (open === undefined) throw new Error("the session was released");
    const results = await open.run(Object.fromEntries(feeds), [...fetch, ...Object.keys(hold)]);
    /** @type {[string, readonly number[]][]} */
    const shapes = [];
    for (const [name, handle] of Object.entries(hold)) {
      const kept = /** @type {Kept} */ (results[name]);
      held.set(handle, kept);
      shapes.push([name, kept.shape]);
    }
    /** @type {[string, Plain][]} */
    const fetched = [];
    for (const name of fetch) fetched.push([name, await /** @type {Kept} */ (results[name]).toPlain()]);
    return { fetched: Object.fromEntries(fetched), shapes: Object.fromEntries(shapes) };
  }

  /** @param {Extract<Request, { kind: "runProgram" }>} request */
  function runProgram({ id, buffers: fresh, inputs, outputs, share }) {
    for (const [number, buffer] of fresh) buffers.set(number, buffer);
    const known = programs.get(id);
    if (known === undefined) throw new Error("the session was released");
    const { program, instance } = known;
    const feeds = inputs.map((feed, i) => [
      nameOf(program.inputs, i),
      "distribution" in feed ? feed : tensorAt(feed, buffers),
    ]);
    const written = outputs.flatMap((place, i) =>
      place === undefined ? [] : [[nameOf(program.outputs, i), tensorAt(place, buffers)]],
    );
    instance.run(Object.fromEntries(feeds), Object.fromEntries(written), share);
  }

  /** @param {Extract<Request, { kind: "reserve" }>} request */
  function reserve({ id, program, byteSize }) {
    if (program !== undefined) programs.set(id, { program, instance: createInstance(program) });
    return programs.get(id)?.instance.reserve(byteSize) === true;
  }

  /** @param {number} handle */
  function forget(handle) {
    held.get(handle)?.free();
    held.delete(handle);
  }

  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      throw Object.assign(error instanceof Error ? error : new Error(String(error)), { engine: engineOf(request) });
    }
  };

  /** @param {Request} request @returns {Promise<unknown>} */
  async function answer(request) {
    switch (request.kind) {
      case "load":
        onnx ??= loadOnnx();
        sessions.set(request.session, await (await onnx).open(request.bytes, request));
        return undefined;
      case "hold":
        held.set(request.held, keptPlain(request.tensor));
        return undefined;
      case "view":
        held.set(request.held, keptAt(request.of).rows(request.first, request.end));
        return undefined;
      case "read":
        return keptAt(request.held).toPlain();
      case "free":
        request.held.forEach(forget);
        return undefined;
      case "run":
        return run(request);
      case "release":
        await sessions.get(request.session)?.release();
        sessions.delete(request.session);
        return undefined;
      case "reserve":
        return reserve(request);
      case "runProgram":
        runProgram(request);
        return undefined;
      case "forgetProgram":
        programs.delete(request.id);
        return undefined;
      case "forgetBuffer":
        buffers.delete(request.buffer);
        return undefined;
      case "close":
        // Tensors first: a device is gone with its last session.
        [...held.keys()].forEach(forget);
        for (const session of sessions.values()) await session.release();
        sessions.clear();
        programs.clear();
        buffers.clear();
        return undefined;
    }
  }
}

/** What answers a request, or fails to. @param {Request} request @returns {"program" | "onnx"} */
export function engineOf({ kind }) {
  return kind === "reserve" || kind === "runProgram" ? "program" : "onnx";
}

/** A tensor in JavaScript's memory. @param {Plain} tensor @returns {Kept} */
export function keptPlain(tensor) {
  return {
    shape: tensor.shape,
    toPlain: () => tensor,
    rows: (first, end) => keptPlain(rowsOf(tensor, first, end)),
    free: () => {},
  };
}

/** @param {Plain} tensor @param {number} first @param {number} end @returns {Plain} */
function rowsOf({ shape: [count = 0, ...shape], data, ...dtype }, first, end) {
  const width = count === 0 ? 0 : data.length / count;
  const part = "subarray" in data ? data.subarray(first * width, end * width) : data.slice(first * width, end * width);
  return { ...dtype, shape: [end - first, ...shape], data: part };
}

/** @param {readonly { readonly name: string }[]} list @param {number} i */
function nameOf(list, i) {
  return /** @type {{ readonly name: string }} */ (list[i]).name;
}
