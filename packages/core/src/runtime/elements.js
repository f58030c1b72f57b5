// @ts-check
/** The types of a tensor's elements, and the arrays that hold them. Plain JavaScript, because Node starts node-worker.js, which imports it, as it is. */

/** @typedef {import("./tensor-memory.ts").NumberTensor["data"]} Numbers */

export const ELEMENTS = /** @type {const} */ ([
  ["float32", Float32Array],
  ["float64", Float64Array],
  ["int32", Int32Array],
  ["int64", BigInt64Array],
  ["uint8", Uint8Array],
  ["bool", Uint8Array],
]);

/** The first whose array it is: uint8 for what may be bool too. @param {Numbers} data */
export function elementIndex(data) {
  return ELEMENTS.findIndex(([, array]) => data instanceof array);
}

/** @param {Numbers} data */
export function elementName(data) {
  return /** @type {(typeof ELEMENTS)[number]} */ (ELEMENTS[elementIndex(data)])[0];
}
