// @ts-check
/**
 * What answers the requests of a runtime, in Node.js and in a browser alike: sessions and held tensors by number. Sessions are
 * programs of the compiler, or ONNX Runtime's, which is loaded when the first of these is opened. Plain JavaScript, because Node
 * starts node-worker.js, which imports it, as it is.
 */
import { createInstance, programModule } from "../compiled/instance.js";

/** @typedef {import("./runtime.ts").HoldableTensor | import("./runtime.ts").Held | Drawn} Feed */
/** @typedef {import("./runtime.ts").Drawn} Drawn */
/** @typedef {Readonly<Record<string, Feed>>} Feeds */
/** @typedef {Readonly<Record<string, number>>} Handles */
/** @typedef {import("../compiled/compile.ts").Program} Program */
/** @typedef {import("../compiled/instance.js").ProgramModule} ProgramModule */
/** @typedef {import("./runtime.ts").HoldableTensor} Plain */
/**
 * @typedef {{ kind: "load", session: number, bytes: Uint8Array, threads: number, hold: readonly string[] }
 *   | { kind: "compile", session: number, id: number, program?: Program, forgets?: true }
 *   | { kind: "hold", held: number, tensor: Plain }
 *   | { kind: "view", held: number, of: number, first: number, end: number }
 *   | { kind: "read", held: number }
 *   | { kind: "free", held: readonly number[] }
 *   | { kind: "run", session: number, inputs: Feeds, fetch: readonly string[], hold: Handles }
 *   | { kind: "release", session: number }
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
 * @property {(inputs: Readonly<Record<string, Kept | Drawn>>, outputs: readonly string[]) => Promise<Readonly<Record<string, Kept>>>} run
 * @property {() => Promise<void>} release
 * @property {boolean} [isProgram] It is a program of the compiler.
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

  /** @type {Map<number, ProgramModule>} Programs by their numbers, which come again without their bytes. */
  const modules = new Map();

  /** @param {Extract<Request, { kind: "compile" }>} request */
  function moduleOf({ id, program, forgets }) {
    if (forgets) modules.clear();
    if (program !== undefined) modules.set(id, programModule(program));
    return /** @type {ProgramModule} */ (modules.get(id));
  }

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
        /** @type {const} */ ([
          name,
          "held" in feed ? keptAt(feed.held) : "levels" in feed ? feed : { ...keptPlain(feed), isPassing: true },
        ]),
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

  /** @param {number} handle */
  function forget(handle) {
    held.get(handle)?.free();
    held.delete(handle);
  }

  /** Who answers a request: what goes wrong there is said of it. @param {Request} request @returns {"program" | "onnx"} */
  function engineOf(request) {
    if (request.kind === "compile") return "program";
    return request.kind === "run" && sessions.get(request.session)?.isProgram ? "program" : "onnx";
  }

  return async (request) => {
    const engine = engineOf(request);
    try {
      return await answer(request);
    } catch (error) {
      throw Object.assign(error instanceof Error ? error : new Error(String(error)), { engine });
    }
  };

  /** @param {Request} request @returns {Promise<unknown>} */
  async function answer(request) {
    switch (request.kind) {
      case "load":
        onnx ??= loadOnnx();
        sessions.set(request.session, await (await onnx).open(request.bytes, request));
        return undefined;
      case "compile":
        sessions.set(request.session, programSession(moduleOf(request)));
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
      case "close":
        // Tensors first: a device is gone with its last session.
        [...held.keys()].forEach(forget);
        for (const session of sessions.values()) await session.release();
        sessions.clear();
        return undefined;
    }
  }
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

/** @param {ProgramModule} module @returns {OpenSession} */
function programSession(module) {
  const runProgram = createInstance(module);
  return {
    run: async (inputs, outputs) => {
      /** @type {[string, Plain | Drawn][]} */
      const feeds = [];
      for (const [name, feed] of Object.entries(inputs))
        feeds.push([name, "levels" in feed ? feed : await feed.toPlain()]);
      const results = runProgram(Object.fromEntries(feeds));
      return Object.fromEntries(outputs.map((name) => [name, keptPlain(/** @type {Plain} */ (results[name]))]));
    },
    release: async () => {},
    isProgram: true,
  };
}
