/** Memory of tensors that all threads of a runtime see, used again and again: a fresh page costs more than what is written on it. */
import { plainError } from "../errors.ts";
import { type DType, sizeOf, type TensorData } from "../tensor/tensor.ts";
import { ELEMENTS, elementName } from "./elements.js";
import type { HoldableTensor } from "./runtime.ts";
import { bytesText } from "./too-much-memory.ts";

export type NumberType = Exclude<DType, "string">;
/** Of numbers. */
export interface NumberTensor extends HoldableTensor {
  readonly data: Exclude<TensorData, readonly string[]>;
}

export interface TensorMemory {
  /** Its numbers are whatever was there before. */
  readonly take: (dtype: NumberType, shape: readonly number[]) => NumberTensor;
  readonly copyOf: (tensor: NumberTensor) => NumberTensor;
  /** Copies that lie in one tensor, `whole`, which alone is to be given back. */
  readonly copiesOf: (tensors: readonly NumberTensor[]) => {
    readonly tensors: readonly NumberTensor[];
    readonly whole: NumberTensor;
  };
  /** Nobody may read or write the tensor afterwards. */
  readonly giveBack: (tensor: NumberTensor) => void;
  /** The number of the buffer that a tensor of this memory lies in. */
  readonly bufferOf: (tensor: NumberTensor) => number;
  /** Tells of buffers that are never used again. */
  readonly whenDropped: (listener: (buffer: number) => void) => void;
}

const ARRAYS = Object.fromEntries(ELEMENTS) as unknown as {
  readonly [Type in (typeof ELEMENTS)[number] as Type[0]]: Type[1];
};

/** Of what is not used just now: beyond, memory is left to whoever collects it. */
const MOST_IDLE_BYTES = 128 * 2 ** 20;

export function tensorMemory(allocate: (byteLength: number) => ArrayBufferLike): TensorMemory {
  /** Buffers that wait, by their lengths. */
  const idle = new Map<number, ArrayBufferLike[]>();
  let idleBytes = 0;
  const numbers = new WeakMap<ArrayBufferLike, number>();
  let count = 0;
  let tell: (buffer: number) => void = () => {};

  const allocated = (byteLength: number): ArrayBufferLike => {
    try {
      const buffer = allocate(byteLength);
      numbers.set(buffer, ++count);
      return buffer;
    } catch {
      throw plainError("OCCAM_RUNTIME", `There is no memory of ${bytesText(byteLength)} here, which a tensor takes.`);
    }
  };
  const bufferOf: TensorMemory["bufferOf"] = ({ data }) => numbers.get(data.buffer) as number;

  const take: TensorMemory["take"] = (dtype, shape) => {
    const array = ARRAYS[dtype];
    const size = sizeOf(shape);
    const byteLength = roomFor(size * array.BYTES_PER_ELEMENT);
    const waiting = idle.get(byteLength)?.pop();
    if (waiting !== undefined) idleBytes -= byteLength;
    const data = new array((waiting ?? allocated(byteLength)) as ArrayBuffer, 0, size);
    return dtype === "bool" ? { shape, data: data as Uint8Array, dtype } : { shape, data };
  };

  const copyOf: TensorMemory["copyOf"] = ({ shape, data, dtype }) => {
    const copy = take(dtype ?? elementName(data), shape);
    // Of one type by what was just read.
    (copy.data as Float32Array).set(data as Float32Array);
    return copy;
  };

  const copiesOf: TensorMemory["copiesOf"] = (tensors) => {
    const starts: number[] = [];
    let end = 0;
    for (const { data } of tensors) {
      starts.push(end);
      end = aligned(end + data.byteLength);
    }
    const whole = take("uint8", [end]);
    const copies = tensors.map(({ data, ...facts }, i) => {
      // Of the same type, so that the two fit.
      const own = data.constructor as Float32ArrayConstructor;
      const copy = new own(whole.data.buffer as ArrayBuffer, starts[i], data.length);
      copy.set(data as Float32Array);
      return { ...facts, data: copy };
    });
    return { tensors: copies, whole };
  };

  const giveBack: TensorMemory["giveBack"] = (tensor) => {
    const { buffer } = tensor.data;
    const { byteLength } = buffer;
    if (idleBytes + byteLength > MOST_IDLE_BYTES) {
      tell(bufferOf(tensor));
      return;
    }
    const waiting = idle.get(byteLength) ?? [];
    waiting.push(buffer);
    idle.set(byteLength, waiting);
    idleBytes += byteLength;
  };

  return {
    take,
    copyOf,
    copiesOf,
    giveBack,
    bufferOf,
    whenDropped: (listener) => {
      tell = listener;
    },
  };
}

/** Where a tensor of any element type may begin. */
function aligned(byteLength: number): number {
  return 8 * Math.ceil(byteLength / 8);
}

/** Powers of two, so that tensors of nearly one length take each other's place. */
function roomFor(byteLength: number): number {
  let room = 1024;
  while (room < byteLength) room *= 2;
  return room;
}
