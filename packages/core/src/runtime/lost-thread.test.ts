import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "./node.ts";
import { printed } from "./own-node.fixture.ts";
import { lineOf } from "./refusal.fixture.ts";
import type { Held } from "./runtime.ts";
import { same, start, steps, times } from "./steps.fixture.ts";

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

/** A runtime whose threads have run the program. */
async function opened(threads: number) {
  const runtime = nodeRuntime({ engine: "compiled", threads });
  const session = await runtime.load(steps, { replicas: "R" });
  const held = await runtime.hold(start);
  const begin = (from: Held, n: number) => session.begin({ x: from, k: same, count: times(n) }, { hold: ["next"] });
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
    const before = join(folder, "before.mjs");
    // Threads run what the process was told to import first.
    writeFileSync(
      before,
      'import { isMainThread } from "node:worker_threads"; if (!isMainThread) throw new Error("not here\\nat all");',
    );
    const script = `
      const runtime = nodeRuntime({ engine: "${engine}" });
      const model = sequential({ inputShape: [2], layers: [dense({ units: 1 })] });
      const [x, y] = [Array.from({ length: 64 }, (_, i) => [i, 1]), Array.from({ length: 64 }, (_, i) => i)];
      await fit(model, { x, y }, { runtime, loss: "meanSquaredError" }).catch(({ message }) => print(message));
      await runtime.close();`;
    const subject = engine === "compiled" ? "A compiled program" : "ONNX Runtime";
    expect(printed(script, ["--import", before])).toBe(
      `${subject} could not do its work: its thread ended (not here), the next call starts another. (OCCAM_RUNTIME)\n`,
    );
  });
});
