// @ts-check
/**
 * Tensors in messages between threads that see the same memory: where they lie, instead of what they hold. Plain JavaScript, because
 * Node starts node-worker.js, which imports it, as it is.
 */
import { ELEMENTS, elementIndex } from "./elements.js";

/** @typedef {import("./tensor-memory.ts").NumberTensor} NumberTensor */
/**
 * [element type, number of the buffer, first byte, ...shape]: small whole numbers, which a message carries fastest.
 * @typedef {readonly number[]} Placed
 */

/** @param {NumberTensor} tensor @param {number} buffer @returns {Placed} */
export function placed({ shape, data }, buffer) {
  return [elementIndex(data), buffer, data.byteOffset, ...shape];
}

/** @param {Placed} place @param {ReadonlyMap<number, ArrayBufferLike>} buffers @returns {NumberTensor} */
export function tensorAt([type, buffer, first, ...shape], buffers) {
  const [, array] = /** @type {(typeof ELEMENTS)[number]} */ (ELEMENTS[/** @type {number} */ (type)]);
  const whole = /** @type {ArrayBuffer} */ (buffers.get(/** @type {number} */ (buffer)));
  return {
    shape,
    data: new array(
      whole,
      first,
      shape.reduce((size, dim) => size * dim, 1),
    ),
  };
}
