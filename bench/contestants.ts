/** Who takes part: how each is started, and how one knows whether it is there. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hasChromium } from "@occam/scripts/chromium-page";
import { BENCH_FOLDER, PEERS_FOLDER } from "./folders.ts";

export interface ContestantSpec {
  readonly name: string;
  /** The command that starts it; undefined where it is not installed. */
  readonly command: () => readonly [string, ...string[]] | undefined;
  /** How one gets it. */
  readonly install?: string;
  /** It computes something else, so that only its time can be compared. */
  readonly isOther?: true;
}

const own = (file: string, ...args: string[]) =>
  [process.execPath, join(BENCH_FOLDER, "dist/contestants", file), ...args] as const;

const peer = (name: string, packageName: string, file: string, ...args: string[]): ContestantSpec => ({
  name,
  install: "npm run bench:peers",
  command: () =>
    existsSync(join(PEERS_FOLDER, "node_modules", packageName))
      ? [process.execPath, join(PEERS_FOLDER, file), ...args]
      : undefined,
});

export const APT_LINE = "apt-get install python3-torch python3-sklearn libopenblas0-pthread";

/** Contestants by the names that rows use. The first of a row is the one that the others are compared with. */
export const CONTESTANTS = {
  occam: { name: "occam", command: () => own("occam.js") },
  occamOnnx: { name: "occam in ONNX Runtime", command: () => own("occam.js", "nodeOnnx") },
  occamInTurn: { name: "occam one by one", command: () => own("occam.js", "node", "in turn") },
  occamWeb: { name: "occam in WebAssembly, 1 thread", command: () => own("occam.js", "web") },
  occamWebOnnx: { name: "occam in onnxruntime-web, 1 thread", command: () => own("occam.js", "webOnnx") },
  occamWebInTurn: { name: "occam in WebAssembly, one by one", command: () => own("occam.js", "web", "in turn") },
  occamWebThreads: {
    name: "occam in Chromium, 2 threads",
    install: "apt-get install chromium",
    command: () => (hasChromium ? own("occam-browser.js") : undefined),
  },
  limit: { name: "products only", command: () => own("limit.js"), isOther: true },
  torch: {
    name: "PyTorch",
    install: APT_LINE,
    command: () => {
      const python = pythonWith("torch");
      return python === undefined ? undefined : [python, join(PEERS_FOLDER, "torch_peer.py")];
    },
  },
  tfjs: peer("TensorFlow.js wasm", "@tensorflow/tfjs-backend-wasm", "tfjs.js"),
  jax: peer("jax-js wasm", "@jax-js/jax", "jax.js", "1"),
  jaxThreads: peer("jax-js wasm, 2 threads", "@jax-js/jax", "jax.js", "2"),
  brain: { ...peer("brain.js", "brain.js", "brain.js"), isOther: true },
} as const satisfies Record<string, ContestantSpec>;

export type ContestantName = keyof typeof CONTESTANTS;

/** The first Python that can import a module: Debian's packages belong to /usr/bin/python3. */
export function pythonWith(module: string): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", `import ${module}`], { env: peerEnvironment(), stdio: "ignore" }).status === 0,
  );
}

/**
 * The environment without settings that tie OpenBLAS to an older kind of processor or keep threads from being used: each
 * contestant chooses its kernels by the processor that is there.
 */
export function peerEnvironment(): NodeJS.ProcessEnv {
  const dropped = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.includes(name)));
}
