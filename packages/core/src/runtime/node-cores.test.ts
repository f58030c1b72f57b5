import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { input, matMul } from "../graph/ops/index.ts";
import { encode } from "../onnx/encode.ts";
import { nodeRuntime } from "./node.ts";
import { coreCount, physicalCores } from "./node-cores.ts";

const processor = (number: number, socket: number, core: number) =>
  `processor\t: ${number}\nvendor_id\t: X\nphysical id\t: ${socket}\ncore id\t\t: ${core}\ncpu cores\t: 2`;

test("two threads of a core count once, equal cores of two sockets twice", () => {
  const twoThreads = [processor(0, 0, 0), processor(1, 0, 1), processor(2, 0, 0), processor(3, 0, 1)];
  expect(physicalCores(`${twoThreads.join("\n\n")}\n\n`)).toBe(2);
  expect(physicalCores([processor(0, 0, 0), processor(1, 1, 0)].join("\n\n"))).toBe(2);
});

test("a text that names no cores, as on ARM, counts none: then every processor is a core", () => {
  expect(physicalCores("processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\n")).toBe(0);
  expect(physicalCores("")).toBe(0);
});

test.skipIf(process.platform === "win32")("there is at least one core, and no more than processors", () => {
  expect(coreCount()).toBeGreaterThanOrEqual(1);
  expect(coreCount()).toBeLessThanOrEqual(availableParallelism());
});

test.skipIf(process.platform !== "linux")("a session of 0 threads has one for each core", async () => {
  const x = input("x", "float32", [2, 2]);
  const bytes = encode({ name: "square", inputs: [x], outputs: [["y", matMul(x, x)]] });
  const runtime = nodeRuntime();
  // The thread that calls is one of them.
  const single = await runtime.load(bytes, { threads: 1 });
  const before = readdirSync("/proc/self/task").length;
  const all = await runtime.load(bytes, { threads: 0 });
  expect(readdirSync("/proc/self/task").length - before).toBe(coreCount() - 1);
  await Promise.all([single.release(), all.release()]);
  await runtime.close();
});
