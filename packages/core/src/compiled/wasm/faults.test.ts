import { describe, expect, it } from "vitest";
import {
  br,
  drop,
  encodeModule,
  f32x4,
  forRange,
  get,
  i32,
  label,
  local,
  type Statement,
  wasmFunction,
  wasmModule,
} from "./index.ts";

const [x, i] = [local("x", "i32"), local("i", "i32")];

describe("what no module can be", () => {
  const module = (body: readonly Statement[]) =>
    wasmModule({ exports: { f: wasmFunction({ name: "f", parameters: [], body }) } });

  it.each([
    ["a variable that is never set", () => encodeModule(module([drop(get(x))])), "f: x is read and never set."],
    [
      "a branch out of nothing",
      () => encodeModule(module([br(label("out"))])),
      'f: a branch to "out", which stands around no such branch.',
    ],
    [
      "a lane too far",
      () => f32x4.extract_lane(f32x4.const(0), 4),
      "f32x4.extract_lane: lane is 4, which is no whole number from 0 to 3.",
    ],
    [
      "an offset below 0",
      () => i32.load(i32.const(0), -1),
      "i32.load: offset is -1, which is no whole number from 0 to 4294967295.",
    ],
    [
      "a word of 33 bits",
      () => i32.const(2 ** 32),
      "i32.const is 4294967296, which is no whole number from -2147483648 to 4294967295.",
    ],
    ["half a vector", () => f32x4.const(1, 2), "v128.const f32x4 takes 4 numbers, not 2."],
    ["a range without end", () => forRange(i, 0, 4, 0, []), "forRange: the step is 0, which does not end."],
    [
      "two exports of one name",
      () =>
        wasmModule({
          exports: { heap: wasmFunction({ name: "f", parameters: [] }) },
          memory: { minPages: 1, exportedAs: "heap" },
        }),
      '"heap" is the name of two exports.',
    ],
    [
      "more than 4 GiB",
      () => wasmModule({ exports: {}, memory: { minPages: 65_537 } }),
      "Memory of 65537 to 65536 pages is not possible: the limit is 65536.",
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});
