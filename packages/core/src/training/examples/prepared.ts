import type { FloatTensor } from "../../tensor/tensor.ts";

/** Examples as graphs take them. */
export interface Prepared {
  readonly x: FloatTensor;
  readonly targets: FloatTensor;
}

/** 64 MB. */
const HELD_NUMBERS = 16_777_216;

/**
 * Whether the examples are so large that the runtime gets the rows of a chunk or of a block when it needs them, instead
 * of a copy of all: their memory then counts once, and nothing runs over all of them in every call.
 */
export function isStreamed({ x, targets }: Prepared): boolean {
  return x.data.length + targets.data.length > HELD_NUMBERS;
}
