import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { input, loop, matMul, mul, scalar } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { isOccamError } from "../index.ts";
import type { FloatTensor, Tensor } from "../tensor/tensor.ts";
import { nodeRuntime } from "./node.ts";
import type { Held } from "./runtime.ts";

const SIDE = 16;
const REPLICAS = 4;
const [x, k, count] = [
  input("x", "float32", ["R", SIDE, SIDE]),
  input("k", "float32", [SIDE, SIDE]),
  input("count", "int64", []),
];
/** x <- x k / 2, `count` times. */
const steps: Graph = {
  name: "steps",
  inputs: [x, k, count],
  outputs: [["next", loop(count, [x], (_, [now]) => [mul(matMul(now as Value, k), scalar(0.5))])[0] as Value]],
};

const start: FloatTensor = {
  shape: [REPLICAS, SIDE, SIDE],
  data: Float32Array.from({ length: REPLICAS * SIDE * SIDE }, (_, i) => i % 97),
};
/** Twice the identity: steps leave all as it is. */
const twice: FloatTensor = {
  shape: [SIDE, SIDE],
  data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => (i % (SIDE + 1) === 0 ? 2 : 0)),
};
const times = (n: number): Tensor => ({ shape: [], data: BigInt64Array.of(BigInt(n)) });
/** Some minutes. */
const ENDLESS = 1_000_000_000;

/** Threads that start while `work` is done. */
async function startedIn(work: () => Promise<unknown>): Promise<readonly Worker[]> {
  const started: Worker[] = [];
  const note = (worker: Worker) => void started.push(worker);
  process.on("worker", note);
  await work();
  process.off("worker", note);
  return started;
}

async function lineOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error("it was not refused"),
    (reason) => reason,
  );
  if (!isOccamError(error)) throw error;
  return error.message;
}

/** A runtime whose threads have run the program. */
async function opened(threads: number) {
  const runtime = nodeRuntime({ engine: "compiled", threads });
  const session = await runtime.load(steps, { replicas: "R" });
  const held = await runtime.hold(start);
  const begin = (from: Held, n: number) => session.begin({ x: from, k: twice, count: times(n) }, { hold: ["next"] });
  const endOf = async (from: Held) => {
    const begun = begin(from, 10);
    await begun.fetched;
    return runtime.read(begun.held.next as Held);
  };
  const workers = await startedIn(() => endOf(held));
  return { runtime, held, begin, endOf, workers };
}

describe("a thread that ends", () => {
  it("in the middle of a run is one line; what is held stays, and the next run has another thread", async () => {
    const { runtime, held, begin, endOf, workers } = await opened(1);
    expect(workers).toHaveLength(1);
    const { fetched } = begin(held, ENDLESS);
    const line = lineOf(fetched);
    // Long enough for the thread to be at it.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await workers[0]?.terminate();
    expect(await line).toBe(
      "A compiled program could not do its work: its thread ended (exit code 1), the next call starts another. (OCCAM_RUNTIME)",
    );
    expect(await endOf(held)).toEqual(start);
    await runtime.close();
  });

  it("between two runs is not noticed: the next run brings it all to another", async () => {
    const { runtime, held, endOf, workers } = await opened(2);
    expect(workers).toHaveLength(2);
    await workers[1]?.terminate();
    expect(await endOf(held)).toEqual(start);
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(await endOf(held)).toEqual(start);
    await runtime.close();
  });
});

describe("a thread that throws at its start", () => {
  const folder = mkdtempSync(join(tmpdir(), "occam-thread-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(["compiled", "onnxruntime"])("is one line, with %s", (engine) => {
    const built = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);
    const [before, script] = [join(folder, "before.mjs"), join(folder, "script.mjs")];
    // Threads run what the process was told to import first.
    writeFileSync(
      before,
      'import { isMainThread } from "node:worker_threads"; if (!isMainThread) throw new Error("not here\\nat all");',
    );
    writeFileSync(
      script,
      `import { dense, fit, sequential } from ${built("index.js")};
      import { nodeRuntime } from ${built("runtime/node.js")};
      const runtime = nodeRuntime({ engine: "${engine}" });
      const model = sequential({ inputShape: [2], layers: [dense({ units: 1 })] });
      const [x, y] = [Array.from({ length: 64 }, (_, i) => [i, 1]), Array.from({ length: 64 }, (_, i) => i)];
      await fit(model, { x, y }, { runtime, loss: "meanSquaredError" }).catch(({ message }) => process.stdout.write(message));
      await runtime.close();`,
    );
    const subject = engine === "compiled" ? "A compiled program" : "ONNX Runtime";
    expect(
      execFileSync(process.execPath, ["--import", before, script], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      }),
    ).toBe(
      `${subject} could not do its work: its thread ended (not here), the next call starts another. (OCCAM_RUNTIME)`,
    );
  });
});
