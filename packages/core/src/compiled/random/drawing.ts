/** How a compiled program draws each distribution: the very numbers that JavaScript draws (tensor/distributions.ts). */
import type { DistributionName } from "../../tensor/distributions.ts";
import type { WasmFunction } from "../wasm/index.ts";
import { bits, levels } from "./levels.ts";
import { normalNumbers } from "./normal.ts";
import { uniformNumbers } from "./uniform.ts";

export interface Drawing extends DrawnBlock {
  /**
   * Takes an address, a number of blocks, the address of scratch memory, the parameters and the words of the key
   * (`keyArguments`), and writes whole blocks of numbers of 32 bits.
   */
  readonly run: WasmFunction;
}

export interface DrawnBlock {
  /** Numbers in a block. */
  readonly size: number;
  /** Scratch memory that it takes. */
  readonly scratchBytes: number;
}

export const DRAWING: Readonly<Record<DistributionName, Drawing>> = {
  levels: { run: levels, size: 128, scratchBytes: 256 },
  bits: { run: bits, size: 128, scratchBytes: 32 },
  normal: { run: normalNumbers, size: 4, scratchBytes: 0 },
  uniform: { run: uniformNumbers, size: 4, scratchBytes: 0 },
};
