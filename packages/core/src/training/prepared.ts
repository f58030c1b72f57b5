import type { FloatTensor } from "../tensor/tensor.ts";

/** Examples as graphs take them. */
export interface Prepared {
  readonly x: FloatTensor;
  readonly targets: FloatTensor;
}
