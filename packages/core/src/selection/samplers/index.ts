import { grid } from "./grid.ts";
import { random } from "./random.ts";
import type { Sampler } from "./sampler.ts";
import { sobol } from "./sobol.ts";
import { tpe } from "./tpe.ts";

/** Every sampler with its default options; a new one is a file and a line here. */
export const SAMPLERS: readonly Sampler[] = [grid(), random(), sobol(), tpe()];

export { type GridOptions, grid } from "./grid.ts";
export { random } from "./random.ts";
export type { Draw, Sampler } from "./sampler.ts";
export { sobol } from "./sobol.ts";
export { type TpeOptions, tpe } from "./tpe.ts";
