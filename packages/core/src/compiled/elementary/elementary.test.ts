import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { call, forRange, get, local, v128, wasmFunction, wasmModule } from "../wasm/index.ts";
import { instantiate } from "../wasm/instantiate.fixture.ts";
import type { Elementary } from "./elementary.ts";
import { ELEMENTARY } from "./index.ts";

interface Promised {
  readonly meaning: (x: number) => number;
  /** Units in the last place of the float32 next to the exact value: what the docstring says. */
  readonly ulps: number;
  /** The beginning of the SHA-256 of its results at 65,536 numbers. */
  readonly bits: string;
}

const PROMISES: Readonly<Record<keyof typeof ELEMENTARY, Promised>> = {
  exp: { meaning: Math.exp, ulps: 0.9, bits: "e1b0df13885c8727" },
  log: { meaning: Math.log, ulps: 1, bits: "84179047c126986c" },
  expm1: { meaning: Math.expm1, ulps: 1.7, bits: "12e99c45f47d2afc" },
  log1p: { meaning: Math.log1p, ulps: 1, bits: "09c320e28928efe6" },
  softplus: {
    meaning: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    ulps: 2.3,
    bits: "5473417c6243cf86",
  },
  erf: { meaning: erf64, ulps: 1.7, bits: "b3179533d1e33c1b" },
  tanh: { meaning: Math.tanh, ulps: 1.1, bits: "992d3ded9d4b633e" },
  sigmoid: { meaning: (x) => 1 / (1 + Math.exp(-x)), ulps: 2, bits: "990991eecb77d0d2" },
};

/** In float64: Maclaurin's series, and Lentz's way through the continued fraction of erfc. Abramowitz & Stegun 7.1.5, 7.1.14. */
function erf64(x: number): number {
  const size = Math.abs(x);
  if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  if (size > 2) return Math.sign(x) * (1 - erfc(size));
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
function erfc(x: number): number {
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}

/** Every number (`npm run test:elementary`, an hour), or one in so many: two million of every exponent. */
const STRIDE = process.env.OCCAM_ELEMENTARY === "all" ? 1 : 2039;

const CHUNK = 65_536;
const [at, from] = [local("at", "i32"), local("from", "i32")];

/** The function over a chunk of numbers, in place. */
function overMemory(apply: Elementary["inline"]): (x: Float32Array) => Float32Array {
  const main = wasmFunction({
    name: "main",
    parameters: [from],
    body: [forRange(at, get(from), CHUNK * 4, 16, [v128.store(get(at), apply(v128.load(get(at))))])],
  });
  const running = instantiate(wasmModule({ exports: { main }, memory: { minPages: 4, exportedAs: "memory" } }));
  const numbers = new Float32Array(running.bytes.buffer);
  return (x) => {
    numbers.set(x);
    running.call("main", 0);
    return numbers.subarray(0, x.length);
  };
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The distance from y to the next float32 away from 0. */
function ulpOf(y: number): number {
  const size = Math.abs(y);
  if (size >= 2 ** 127) return 2 ** 104;
  return size < 2 ** -126 ? 2 ** -149 : 2 ** (exponentOf(size) - 23);
}
function exponentOf(size: number): number {
  // Rounded down, so that a value just below a power of two has the smaller unit.
  float[0] = size;
  const rounded = (word[0] as number) >>> 23;
  return (float[0] > size && ((word[0] as number) & 0x7fffff) === 0 ? rounded - 1 : rounded) - 127;
}

/** Infinity where one is a special value and the other another. */
function error(received: number, exact: number): number {
  const nearest = Math.fround(exact);
  if (Object.is(received, nearest) && !Number.isFinite(nearest)) return 0;
  const isOtherZero = nearest === 0 && received === 0 && !Object.is(received, nearest);
  if (Number.isNaN(received) || Number.isNaN(exact) || isOtherZero) return Infinity;
  const bounded = Number.isFinite(received) ? received : Math.sign(received) * 2 ** 128;
  return Math.abs(bounded - exact) / ulpOf(exact);
}

/** The largest error over float32 numbers whose bits are first, first + stride, ... */
function worst(run: (x: Float32Array) => Float32Array, { meaning }: Promised, stride: number, first = 0) {
  const x = new Float32Array(CHUNK);
  const bits = new Uint32Array(x.buffer);
  let found = { error: 0, x: 0 };
  for (let start = first; start < 2 ** 32; start += stride * CHUNK) {
    for (let i = 0; i < CHUNK; i++) bits[i] = start + i * stride;
    const y = run(x);
    for (let i = 0; i < CHUNK; i++) {
      const off = error(y[i] as number, meaning(x[i] as number));
      if (!(off <= found.error)) found = { error: off, x: x[i] as number };
    }
  }
  return found;
}

describe.each(Object.values(ELEMENTARY))("$name", (elementary) => {
  const promise = PROMISES[elementary.name as keyof typeof ELEMENTARY];
  const run = overMemory((x) => call(elementary.run, x));

  it("is as near to its meaning in float64 as it says, over float32 numbers of every size", () => {
    const found = worst(run, promise, STRIDE);
    expect(found.error, `at ${found.x}`).toBeLessThanOrEqual(promise.ulps);
  }, 3_600_000);

  it("has the zeros, infinities and NaN of its meaning", () => {
    const x = new Float32Array([
      0,
      -0,
      Infinity,
      -Infinity,
      Number.NaN,
      2 ** -149,
      -(2 ** -149),
      1,
      -1,
      2 ** 127,
      -(2 ** 127),
    ]);
    const rounded = Array.from(x, (each) => Math.fround(promise.meaning(each)));
    const y = [...run(x)];
    for (const [i, value] of rounded.entries())
      if (!Number.isFinite(value) || value === 0 || Math.abs(value) === 1) expect(y[i], `of ${x[i]}`).toBe(value);
  });

  it("gives in place what it gives when called", () => {
    const x = new Float32Array(Uint32Array.from({ length: CHUNK }, (_, i) => i * 65_537).buffer);
    const called = new Uint32Array(run(x).slice().buffer);
    const inPlace = overMemory(elementary.inline)(x);
    expect(called.every((bits, i) => bits === new Uint32Array(inPlace.buffer)[i])).toBe(true);
  });

  it("gives the bits that it gave on the machine where this was written", () => {
    const y = run(new Float32Array(Uint32Array.from({ length: CHUNK }, (_, i) => i * 65_537).buffer));
    // WebAssembly leaves the sign of a NaN to the engine.
    const known = y.map((each) => (Number.isNaN(each) ? 0 : each));
    expect(createHash("sha256").update(known).digest("hex").slice(0, 16)).toBe(promise.bits);
  });
});
