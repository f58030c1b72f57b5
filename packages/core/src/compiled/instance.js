// @ts-check
/**
 * A program with memory of its own: runs it, replica after replica. Plain JavaScript, because Node starts node-worker.js, which
 * imports it, as it is.
 */

import { drawingOf, ownLength, planMemory } from "./run-memory.js";

/** @typedef {import("./load-program.ts").LoadedProgram} LoadedProgram */
/** @typedef {import("./compile.ts").ProgramInput} ProgramInput */
/** @typedef {import("./compile.ts").ProgramOutput} ProgramOutput */
/** @typedef {import("../tensor/tensor.ts").Tensor} Tensor */
/** @typedef {Float32Array | Int32Array | BigInt64Array | Uint8Array} Numbers */
/**
 * The elements of a tensor that one run takes: along each axis from `first` on `length` of them, which lie `own` apart in memory's copy.
 * @typedef {{ first: number, length: number, own: number }[]} Part
 */

/** @typedef {import("../runtime/runtime.ts").Drawn} Drawn */
/** @typedef {Readonly<Record<string, Tensor | Drawn>>} Given */

/** @typedef {import("./run-memory.js").RunMemory} RunMemory */

const PAGE_BYTES = 65_536;

/** @typedef {import("../tensor/distributions.ts").DistributionName} DistributionName */
/** @typedef {(address: number, blocks: number, scratch: number, ...piece: readonly number[]) => void} Draw */
/**
 * What a module has for JavaScript, with what draws the distributions that the program names.
 * @typedef {{ memory: import("./wasm/engine.ts").WasmMemory, run: () => void } & Readonly<Record<DistributionName, Draw>>} Exports
 */
/**
 * Of the program's outermost block dimension, those that a run takes: from `first` up to but not including `end`.
 * @typedef {{ readonly first: number, readonly end: number }} Share
 */

function webAssembly() {
  const { WebAssembly: engine } = /** @type {{ WebAssembly: typeof import("./wasm/engine.ts").engine }} */ (
    /** @type {unknown} */ (globalThis)
  );
  if (engine === undefined) throw new Error("there is no WebAssembly here");
  return engine;
}

/**
 * `reserve` says whether there is so much memory, which a run takes (`planMemory`) and then has. `run` writes the outputs that it is given. Along
 * an independent dimension tensors may be of any length: the program takes them block by block.
 * @typedef {object} Instance
 * @property {(byteSize: number) => boolean} reserve
 * @property {(inputs: Given, outputs: Readonly<Record<string, Tensor>>, share?: Share) => void} run
 * @property {() => number} byteLength Of the memory that it has.
 */

/** @param {LoadedProgram} program @returns {Instance} */
export function createInstance(program) {
  const engine = webAssembly();
  const { exports } = new engine.Instance(program.module);
  const { memory, run: runProgram, ...draws } = /** @type {Exports} */ (exports);

  /** @param {boolean} isWhole Whole numbers, of 32 bits. */
  function viewOf(isWhole) {
    return isWhole ? new Int32Array(memory.buffer) : new Float32Array(memory.buffer);
  }

  /** @type {Instance["reserve"]} */
  function reserve(byteSize) {
    const missing = Math.ceil((byteSize - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing <= 0) return true;
    const isFresh = memory.buffer.byteLength === 0;
    try {
      memory.grow(missing);
    } catch {
      return false;
    }
    if (isFresh)
      for (const { address, data } of program.constants) viewOf(data instanceof Int32Array).set(data, address / 4);
    return true;
  }

  function runOnce() {
    try {
      runProgram();
    } catch (error) {
      const fault = program.faults[/** @type {number} */ (viewOf(true)[0]) - 1];
      if (fault === undefined) throw error;
      throw new Error(`an index of ${fault} is out of range`);
    }
  }

  /** Says where the inputs lie that have no place of their own. @param {RunMemory} planned */
  function placeInputs({ addresses, byteSize }) {
    if (!reserve(byteSize)) throw new Error(`it takes ${byteSize} bytes of memory, more than there is`);
    const words = viewOf(true);
    program.inputs.forEach(({ isFixed, address }, i) => {
      if (!isFixed) words[address / 4] = /** @type {number} */ (addresses[i]);
    });
  }

  /** @param {Drawn} drawn @param {number} address @param {RunMemory} planned @param {Share | undefined} share */
  function drawIn(drawn, address, { scratchAddress, spareBytes }, share) {
    const { size, blocks } = drawingOf(program, drawn);
    const draw = draws[drawn.distribution];
    const end = address + 4 * sizeOf(drawn.shape);
    const bytes = new Uint8Array(memory.buffer);
    const behind = bytes.slice(end, end + spareBytes);
    const isRead = readPieces(drawn, share);
    // One piece after the other: what the last block of one writes too much, the next one overwrites.
    drawn.pieces.forEach((piece, i) => {
      if (isRead(i)) draw(address + 4 * size * i, blocks, scratchAddress, ...piece);
    });
    bytes.set(behind, end);
  }

  /** @param {ProgramInput} input @param {Tensor} tensor @param {number} address @param {Part} part */
  function copyIn({ type }, tensor, address, part) {
    const target = viewOf(type === "int32");
    const data = /** @type {Numbers} */ (tensor.data);
    forEachRun(tensor.shape, part, (from, at, length) => {
      const place = address / 4 + at;
      if (data instanceof BigInt64Array) for (let i = 0; i < length; i++) target[place + i] = Number(data[from + i]);
      else target.set(data.subarray(from, from + length), place);
    });
  }

  /** @param {ProgramOutput} output @param {Tensor} tensor @param {Part} part */
  function copyOut({ dtype, address }, tensor, part) {
    const source = viewOf(dtype === "int64" || dtype === "int32");
    const data = /** @type {Numbers} */ (tensor.data);
    forEachRun(tensor.shape, part, (to, at, length) => {
      const place = address / 4 + at;
      if (data instanceof BigInt64Array)
        for (let i = 0; i < length; i++) data[to + i] = BigInt(/** @type {number} */ (source[place + i]));
      else data.set(source.subarray(place, place + length), to);
    });
  }

  /** @type {Instance["run"]} */
  function run(inputs, wanted, share) {
    const planned = planMemory(program, inputs);
    const { lengths } = planned;
    placeInputs(planned);
    const words = viewOf(true);
    for (const { name, address } of program.lengths) words[address / 4] = /** @type {number} */ (lengths.get(name));
    /** @type {{ output: ProgramOutput, tensor: Tensor }[]} */
    const outputs = program.outputs.flatMap((output) => {
      // A name may be that of an object's own machinery, such as __proto__.
      if (!Object.hasOwn(wanted, output.name)) return [];
      return [{ output, tensor: /** @type {Tensor} */ (wanted[output.name]) }];
    });

    /** @param {readonly (number | string)[]} shape @param {ReadonlyMap<string, number>} starts @returns {Part} */
    const partOf = (shape, starts) =>
      shape.map((dim) => {
        const own = ownLength(program, dim, lengths);
        const start = starts.get(String(dim));
        if (typeof dim === "number" || start === undefined) return { first: 0, length: own, own };
        return { first: start, length: Math.min(own, /** @type {number} */ (lengths.get(dim)) - start), own };
      });

    /** Copies in what hangs on the dimension `level`, and on none behind it; -1: on none. @param {number} level @param {ReadonlyMap<string, number>} starts */
    const load = (level, starts) => {
      program.inputs.forEach((input, i) => {
        if (program.blocks.findLastIndex(({ name }) => input.shape.includes(name)) !== level) return;
        const given = /** @type {Tensor | Drawn} */ (inputs[input.name]);
        const address = /** @type {number} */ (planned.addresses[i]);
        if ("distribution" in given) drawIn(given, address, planned, share);
        else copyIn(input, given, address, partOf(input.shape, starts));
      });
    };

    /** @param {number} level @param {ReadonlyMap<string, number>} starts */
    const visit = (level, starts) => {
      const block = program.blocks[level];
      if (block === undefined) {
        runOnce();
        for (const { output, tensor } of outputs) copyOut(output, tensor, partOf(output.shape, starts));
        return;
      }
      const length = lengths.get(block.name) ?? 1;
      const { first, end } = (level === 0 && share) || { first: 0, end: length };
      for (let start = first; start < end; start += block.size) {
        const own = new Map(starts).set(block.name, start);
        load(level, own);
        visit(level + 1, own);
      }
    };
    load(-1, new Map());
    visit(0, new Map());
  }

  return { reserve, run, byteLength: () => memory.buffer.byteLength };
}

/**
 * Calls `visit` for each run of elements that lie one behind the other: where in the tensor, where in memory's copy, how many.
 * @param {readonly number[]} shape @param {Part} part @param {(from: number, at: number, length: number) => void} visit
 */
function forEachRun(shape, part, visit) {
  // From this axis on all elements of the tensor are taken, as they lie.
  let whole = part.length;
  while (whole > 0) {
    const { length, own } = /** @type {Part[number]} */ (part[whole - 1]);
    if (length !== shape[whole - 1] || length !== own) break;
    whole--;
  }
  const inner = sizeOf(shape.slice(whole));
  /** @param {number} axis @param {number} from @param {number} at */
  const walk = (axis, from, at) => {
    if (axis >= whole - 1) {
      const { first, length } = /** @type {Part[number]} */ (part[axis]);
      visit(from + first * inner, at, length * inner);
      return;
    }
    const { first, length } = /** @type {Part[number]} */ (part[axis]);
    const stride = sizeOf(shape.slice(axis + 1));
    const ownStride = sizeOf(part.slice(axis + 1).map(({ own }) => own));
    for (let i = 0; i < length; i++) walk(axis + 1, from + (first + i) * stride, at + i * ownStride);
  };
  if (whole === 0) visit(0, 0, inner);
  else walk(0, 0, 0);
}

/**
 * Which pieces the replicas of a share read.
 * @param {Drawn} drawn @param {Share} [share] @returns {(piece: number) => boolean}
 */
function readPieces({ streamOf }, share) {
  if (streamOf === undefined || share === undefined) return () => true;
  const streamCount = Math.max(...streamOf) + 1;
  const read = new Set(streamOf.slice(share.first, share.end));
  return (piece) => read.has(piece % streamCount);
}

/** @param {readonly number[]} shape */
function sizeOf(shape) {
  return shape.reduce((product, dim) => product * dim, 1);
}
