// @ts-check
/**
 * How much memory a run of a program takes, and where its inputs lie in it: known before it runs, from shapes alone. Plain JavaScript, because
 * Node starts node-worker.js, which imports it, as it is.
 */

/** @typedef {import("./compile.ts").ProgramFacts} ProgramFacts */
/** @typedef {import("../runtime/runtime.ts").Drawn} Drawn */
/** What has to be known of a run's inputs. @typedef {{ readonly shape: readonly number[] } | Pick<Drawn, "shape" | "distribution" | "pieces">} Fed */
/** @typedef {Readonly<Record<string, Fed>>} FedByName */
/** @typedef {ReadonlyMap<string, number>} Lengths */
/**
 * @typedef {object} RunMemory
 * @property {Lengths} lengths Of named dimensions.
 * @property {readonly number[]} addresses Of the program's inputs, in their order.
 * @property {number} scratchAddress Where drawing has memory of its own.
 * @property {number} spareBytes Whole blocks are drawn, and so a part of one more than an input holds.
 * @property {number} byteSize Of all of it.
 */

/** Addresses of 32 bits reach no further. */
export const MOST_BYTES = 2 ** 32;

const ALIGNMENT = 64;

/** Inputs of sizes that only a run knows lie behind all of fixed size. @param {ProgramFacts} program @param {FedByName} given @returns {RunMemory} */
export function planMemory(program, given) {
  const lengths = lengthsOf(program, given);
  let end = program.byteSize;
  const addresses = program.inputs.map(({ shape, address, isFixed }) => {
    if (isFixed) return address;
    const place = end;
    end = Math.ceil((end + bytesOf(program, shape, lengths)) / ALIGNMENT) * ALIGNMENT;
    return place;
  });
  const spareBytes = 4 * Math.max(0, ...Object.values(program.draws).map(({ size }) => size));
  const scratchAddress = end + spareBytes;
  const scratches = Object.values(given).map((feed) =>
    "distribution" in feed ? drawingOf(program, feed).scratchBytes : 0,
  );
  return { lengths, addresses, scratchAddress, spareBytes, byteSize: scratchAddress + Math.max(0, ...scratches) };
}

/** In a program's memory every element takes 4 bytes. @param {ProgramFacts} program @param {readonly (number | string)[]} shape @param {Lengths} lengths */
export function bytesOf(program, shape, lengths) {
  return shape.reduce((/** @type {number} */ product, dim) => product * ownLength(program, dim, lengths), 4);
}

/** Of a dimension in memory. @param {ProgramFacts} program @param {number | string} dim @param {Lengths} lengths */
export function ownLength(program, dim, lengths) {
  if (typeof dim === "number") return dim;
  return program.blocks.find(({ name }) => name === dim)?.size ?? /** @type {number} */ (lengths.get(dim));
}

/** How a piece of a tensor is drawn. @param {ProgramFacts} program @param {Pick<Drawn, "shape" | "distribution" | "pieces">} drawn */
export function drawingOf(program, { shape, distribution, pieces }) {
  const block = program.draws[distribution];
  if (block === undefined) throw new Error(`the program does not draw ${distribution}`);
  const size = shape.reduce((product, dim) => product * dim, 1) / pieces.length;
  const blocks = Math.ceil(size / block.size);
  return { size, blocks, scratchBytes: blocks * block.scratchBytes };
}

/** Of named dimensions in a run. @param {ProgramFacts} program @param {FedByName} given @returns {Lengths} */
export function lengthsOf({ inputs }, given) {
  const lengths = new Map();
  for (const { name, shape } of inputs) {
    const tensor = given[name];
    if (tensor === undefined) throw new Error(`the input ${name} is missing`);
    shape.forEach((dim, axis) => {
      if (typeof dim === "string") lengths.set(dim, tensor.shape[axis]);
    });
  }
  return lengths;
}
