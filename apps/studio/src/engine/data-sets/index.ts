/** The problems of the playground, in the order in which they are shown. */
import { circle } from "./circle.ts";
import { curve } from "./curve.ts";
import type { DataSet } from "./data-set.ts";
import { gaussians } from "./gaussians.ts";
import { hills } from "./hills.ts";
import { moons } from "./moons.ts";
import { spiral } from "./spiral.ts";
import { xor } from "./xor.ts";

export type { DataSet } from "./data-set.ts";

export const DATA_SETS: readonly DataSet[] = [moons, circle, xor, gaussians, spiral, curve, hills];
