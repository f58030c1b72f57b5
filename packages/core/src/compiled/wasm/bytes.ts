/** Numbers, names and vectors as the binary format writes them. Bytes are gathered in plain arrays: those grow in constant time. */

/** LEB128 of a whole number of at least 0, below 2^53. */
export function pushUnsigned(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** LEB128 of a signed number, in the fewest bytes. */
export function pushSigned(bytes: number[], value: bigint): void {
  let rest = value;
  // The last byte's bit 6 is the sign of what it stands for.
  while (rest < -0x40n || rest > 0x3fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest & 0x7fn));
}

export function pushAll(bytes: number[], more: ArrayLike<number>): void {
  // Not push(...more), whose arguments the stack must hold.
  for (let i = 0; i < more.length; i++) bytes.push(more[i] as number);
}

/** Its length in bytes, then the bytes. */
export function pushSized(bytes: number[], content: ArrayLike<number>): void {
  pushUnsigned(bytes, content.length);
  pushAll(bytes, content);
}

export function pushName(bytes: number[], name: string): void {
  pushSized(bytes, new TextEncoder().encode(name));
}

/** How many, then each. */
export function pushVector<T>(bytes: number[], items: readonly T[], push: (bytes: number[], item: T) => void): void {
  pushUnsigned(bytes, items.length);
  for (const item of items) push(bytes, item);
}

const scratch = new DataView(new ArrayBuffer(8));
const SCRATCH_BYTES = new Uint8Array(scratch.buffer);

export function pushFloat32(bytes: number[], value: number): void {
  scratch.setFloat32(0, value, true);
  pushAll(bytes, SCRATCH_BYTES.subarray(0, 4));
}

export function pushFloat64(bytes: number[], value: number): void {
  scratch.setFloat64(0, value, true);
  pushAll(bytes, SCRATCH_BYTES);
}

export function pushInt32(bytes: number[], value: number): void {
  scratch.setInt32(0, value, true);
  pushAll(bytes, SCRATCH_BYTES.subarray(0, 4));
}

export function pushInt64(bytes: number[], value: bigint): void {
  scratch.setBigInt64(0, value, true);
  pushAll(bytes, SCRATCH_BYTES);
}
