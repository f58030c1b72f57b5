import { describe, expect, it } from "vitest";
import createWabt from "wabt";
import { encodeModule } from "./encode.ts";
import { engine } from "./engine.ts";
import {
  after,
  type Bound,
  block,
  br,
  brIf,
  call,
  drop,
  f32,
  f32x4,
  f64x2,
  forRange,
  get,
  i8x16,
  i32,
  i32x4,
  i64,
  i64x2,
  importedFunction,
  label,
  local,
  loop,
  printFunction,
  printModule,
  type Statement,
  select,
  set,
  tee,
  usesRelaxed,
  v128,
  type WasmFunction,
  wasmFunction,
  wasmModule,
  when,
} from "./index.ts";
import { instantiate, isValid } from "./instantiate.fixture.ts";

const x = local("x", "i32");
const y = local("y", "i32");
const i = local("i", "i32");
const sum = local("sum", "i32");

const only = (main: WasmFunction) => instantiate(wasmModule({ exports: { main } }));

describe("control", () => {
  const turnsOf = (from: Bound, to: Bound, step: number) =>
    only(
      wasmFunction({
        name: "turns",
        parameters: [x, y],
        body: [
          set(sum, i32.const(0)),
          forRange(i, from, to, step, [set(sum, i32.add(i32.mul(get(sum), i32.const(10)), get(i)))]),
        ],
        result: get(sum),
      }),
    );

  it.each([
    [0, 4, 1, 123],
    [1, 8, 3, 147],
    [2, 3, 5, 2],
    [5, 5, 1, 0],
    [9, 5, 1, 0],
    [-1, 2, 2, -9],
  ])(
    "from %d below %d by %d, with numbers or with expressions, the turns are the digits of %d",
    (from, to, step, turns) => {
      expect(turnsOf(from, to, step).call("main", 0, 0)).toBe(turns);
      expect(turnsOf(get(x), get(y), step).call("main", from, to)).toBe(turns);
      expect(turnsOf(get(x), to, step).call("main", from, 0)).toBe(turns);
      expect(turnsOf(from, get(y), step).call("main", 0, to)).toBe(turns);
    },
  );

  it("the end of a range is computed once", () => {
    const main = wasmFunction({
      name: "main",
      parameters: [x],
      body: [forRange(i, 0, get(x), 1, [set(x, i32.const(0)), set(sum, i32.add(get(sum), i32.const(1)))])],
      result: get(sum),
    });
    expect(only(main).call("main", 7)).toBe(7);
  });

  it("blocks are left and loops begun again from within others", () => {
    const [out, again] = [label("out"), label("again")];
    const main = wasmFunction({
      name: "main",
      parameters: [x],
      body: [
        block(out, [
          loop(again, [
            brIf(out, i32.ge_s(get(i), get(x))),
            when(
              i32.rem_s(tee(i, i32.add(get(i), i32.const(1))), i32.const(2)),
              [set(sum, i32.add(get(sum), get(i))), br(again)],
              [set(sum, i32.sub(get(sum), i32.const(1))), br(again)],
            ),
          ]),
        ]),
      ],
      result: get(sum),
    });
    // 1 - 1 + 3 - 1 + 5 - 1
    expect(only(main).call("main", 6)).toBe(6);
  });

  it("functions of the module, functions of JavaScript and selects mix in expressions", () => {
    const twice = wasmFunction({ name: "twice", parameters: [x], result: i32.mul(get(x), i32.const(2)) });
    const note = importedFunction({ module: "page", name: "note", parameterTypes: ["i32"], resultType: undefined });
    const main = wasmFunction({
      name: "main",
      parameters: [x, y],
      body: [call(note, get(y)), drop(call(twice, get(y)))],
      result: after([set(y, call(twice, get(y)))], select(get(y), get(x), i32.lt_s(get(x), i32.const(0)))),
    });
    const notes: number[] = [];
    const running = instantiate(wasmModule({ exports: { main } }), { page: { note: (n: number) => notes.push(n) } });
    expect([running.call("main", -1, 21), running.call("main", 5, 21)]).toEqual([42, 5]);
    expect(notes).toEqual([21, 21]);
  });
});

describe("constants", () => {
  it("take words of either sign, one lane for all or each", () => {
    const bytes = (value: Parameters<typeof v128.store>[1]) => {
      const main = wasmFunction({ name: "main", parameters: [], body: [v128.store(i32.const(0), value)] });
      const running = instantiate(wasmModule({ exports: { main }, memory: { minPages: 1, exportedAs: "memory" } }));
      running.call("main");
      return running.bytes.slice(0, 16).buffer;
    };
    expect([...new Int32Array(bytes(i32x4.const(1, -1, 2 ** 32 - 1, -(2 ** 31))))]).toEqual([1, -1, -1, -(2 ** 31)]);
    expect([...new Float32Array(bytes(f32x4.const(0.1)))]).toEqual(Array(4).fill(Math.fround(0.1)));
    expect([...new Float64Array(bytes(f64x2.const(0.1, -Infinity)))]).toEqual([0.1, -Infinity]);
    expect([...new BigInt64Array(bytes(i64x2.const(-5n)))]).toEqual([-5n, -5n]);
    const [a, b] = [i32x4.const(0, 1, 2, 3), i32x4.const(4, 5, 6, 7)];
    expect([...new Int32Array(bytes(i32x4.shuffle(a, b, [7, 0, 4, 3])))]).toEqual([7, 0, 4, 3]);
  });
});

describe("memory of JavaScript", () => {
  it("is read and written under its name", () => {
    if (engine === undefined) throw new Error("no WebAssembly");
    const main = wasmFunction({
      name: "main",
      parameters: [x],
      body: [i32.store(i32.const(8), i32.load(get(x)))],
    });
    const from = { module: "page", name: "heap" };
    const heap = new engine.Memory({ initial: 1, maximum: 2 });
    const module = wasmModule({ exports: { main }, memory: { minPages: 1, maxPages: 2, from } });
    new Int32Array(heap.buffer)[5] = 77;
    instantiate(module, { page: { heap } }).call("main", 20);
    expect(new Int32Array(heap.buffer)[2]).toBe(77);
  });
});

describe("text", () => {
  it("shows a function as other tools write it, with a name for each thing", () => {
    const [row, other] = [local("row", "v128"), local("row", "v128")];
    const body: readonly Statement[] = [
      forRange(i, 0, get(x), 4, [
        set(row, f32x4.mul(v128.load(get(i), 16), f32x4.const(0.5))),
        set(
          other,
          i8x16.shuffle(
            get(row),
            get(row),
            Array.from({ length: 16 }, (_, at) => at ^ 4),
          ),
        ),
        v128.store(get(i), f32x4.add(get(row), get(other))),
      ]),
    ];
    expect(
      printFunction(wasmFunction({ name: "halves of dense0", parameters: [x], body, result: f32.const(-0) })),
    ).toMatchInlineSnapshot(`
      "(func $halves_of_dense0 (param $x i32) (result f32)
        (local $i.end i32)
        (local $i i32)
        (local $row v128)
        (local $row.1 v128)
        (local.set $i.end (local.get $x))
        (local.set $i (i32.const 0))
        (if
          (i32.lt_s (local.get $i) (local.get $i.end))
          (then
            (loop $i
              (local.set $row (f32x4.mul (v128.load offset=16 (local.get $i)) (v128.const f32x4 0.5 0.5 0.5 0.5)))
              (local.set $row.1
                (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $row) (local.get $row)))
              (v128.store (local.get $i) (f32x4.add (local.get $row) (local.get $row.1)))
              (br_if $i (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 4))) (local.get $i.end))))))
        (f32.const -0))"
    `);
  });

  it("of a whole module is read by an independent tool as the bytes that we write", async () => {
    const wabt = await createWabt();
    const note = importedFunction({ module: "page", name: "note", parameterTypes: ["i64"], resultType: "f64" });
    const other = importedFunction({ module: "page", name: "note", parameterTypes: [], resultType: undefined });
    const main = wasmFunction({ name: "main", parameters: [x], body: [call(other), drop(call(note, i64.const(-1n)))] });
    const module = wasmModule({
      exports: { main, again: main },
      memory: { minPages: 3, maxPages: 300, from: { module: "page", name: 'the "heap"' }, exportedAs: "é" },
      data: [{ offset: 2 ** 31 + 5, bytes: Uint8Array.from([0, 34, 65, 255]) }],
    });
    const { buffer } = wabt.parseWat("printed.wat", printModule(module)).toBinary({});
    const bytes = encodeModule(module);
    expect([...bytes.subarray(0, buffer.length)]).toEqual([...buffer]);
    expect(isValid(module)).toBe(true);
  });
});

it("a module knows of relaxed instructions in any of its functions", () => {
  const [v] = [local("v", "v128")];
  const inner = wasmFunction({ name: "inner", parameters: [v], result: f32x4.relaxed_madd(get(v), get(v), get(v)) });
  const outer = wasmFunction({ name: "outer", parameters: [], body: [drop(call(inner, f32x4.const(1)))] });
  const plain = wasmFunction({ name: "plain", parameters: [], body: [drop(f32x4.const(1))] });
  expect(usesRelaxed(wasmModule({ exports: { outer } }))).toBe(true);
  expect(usesRelaxed(wasmModule({ exports: { plain } }))).toBe(false);
});

it("a function of 200,000 instructions is a module as any other", () => {
  const step = set(sum, i32.add(i32.mul(get(sum), i32.const(3)), i32.const(1)));
  const main = wasmFunction({
    name: "main",
    parameters: [],
    body: Array<Statement>(33_333).fill(step),
    result: get(sum),
  });
  let expected = 0;
  for (let turn = 0; turn < 33_333; turn++) expected = (Math.imul(expected, 3) + 1) | 0;
  expect(isValid(wasmModule({ exports: { main } }))).toBe(true);
  expect(only(main).call("main")).toBe(expected);
});

it("wrong operands are errors of the types", () => {
  // @ts-expect-error a number where a vector is wanted
  f32x4.add(i32.const(1), f32x4.const(1));
  // @ts-expect-error too few operands
  i32.add(i32.const(1));
  // @ts-expect-error an address of 64 bits
  v128.load(i64.const(0n));
  // @ts-expect-error a store is a statement
  set(x, i32.store(i32.const(0), i32.const(0)));
  const f = wasmFunction({ name: "f", parameters: [x, local("v", "v128")], result: get(x) });
  // @ts-expect-error the second parameter is a vector
  call(f, i32.const(0), i32.const(1));
  // @ts-expect-error the result is a word
  set(local("d", "f64"), call(f, i32.const(0), f32x4.const(1)));
  // @ts-expect-error a variable of another type
  set(x, f32.const(0));
  expect(f.resultType).toBe("i32");
});
