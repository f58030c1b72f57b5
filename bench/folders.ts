/** Where things lie; this file runs from bench/dist. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT_FOLDER = fileURLToPath(new URL("../../", import.meta.url));
export const BENCH_FOLDER = join(ROOT_FOLDER, "bench");
export const PEERS_FOLDER = join(BENCH_FOLDER, "peers");
export const OCCAM_COMMAND = join(ROOT_FOLDER, "packages/cli/bin/occam.js");
