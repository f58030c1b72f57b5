/** Functions that WebAssembly has no instruction for. A new one is a file and a line here. */
import type { Elementary } from "./elementary.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import { log } from "./log.ts";
import { log1p } from "./log1p.ts";
import { sigmoid } from "./sigmoid.ts";
import { softplus } from "./softplus.ts";
import { tanh } from "./tanh.ts";

export const ELEMENTARY = { exp, expm1, log, log1p, tanh, sigmoid, softplus, erf } satisfies Record<string, Elementary>;
