import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
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
