import type { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { add, cast, input, loop, reduceSum, scalar, sub } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { encode } from "../onnx/encode.ts";
import type { FloatTensor, Tensor } from "../tensor/tensor.ts";
import { nodeRuntime } from "./node.ts";
import { lineOf } from "./refusal.fixture.ts";
import type { Held, Runtime } from "./runtime.ts";
import { count, k, REPLICAS, SIDE, same, start, steps, times, x } from "./steps.fixture.ts";
import { webRuntime } from "./web.ts";

/** The sum of each replica. */
const sums: Graph = {
  name: "sums",
  inputs: [x],
  outputs: [["sum", reduceSum(x, [1, 2])]],
};

/** Its rows add up to nearly 1, so that numbers stay in range. */
const kernel: FloatTensor = {
  shape: [SIDE, SIDE],
  data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => ((i % 13) + 1) / (7 * SIDE)),
};

/** The same in plain TypeScript, each product summed in order. */
function stepped(given: Float32Array, n: number): Float32Array {
  let now = given;
  for (let step = 0; step < n; step++) {
    const from = now;
    now = from.map((own, at) => {
      const [row, column] = [Math.floor(at / SIDE) * SIDE, at % SIDE];
      let sum = 0;
      for (let i = 0; i < SIDE; i++) sum += (from[row + i] as number) * (kernel.data[i * SIDE + column] as number);
      return (sum + own) / 2;
    });
  }
  return now;
}

const runtimes: Readonly<Record<string, Runtime>> = {
  "1 thread": nodeRuntime({ engine: "compiled", threads: 1 }),
  "2 threads": nodeRuntime({ engine: "compiled", threads: 2 }),
  "7 threads": nodeRuntime({ engine: "compiled", threads: 7 }),
  "a page's thread": webRuntime({ engine: "compiled" }),
};
afterAll(() => Promise.all(Object.values(runtimes).map((runtime) => runtime.close())));

describe.each(Object.entries(runtimes))("with %s", (_, runtime) => {
  it("runs that are begun at once come one after the other, and memory that is given back early is not taken too early", async () => {
    const session = await runtime.load(steps, { replicas: "R" });
    const look = await runtime.load(sums, { replicas: "R" });
    const held = { k: await runtime.hold(kernel) };
    let state: Held = await runtime.hold(start);
    const found: Promise<Readonly<Record<string, Tensor>>>[] = [];
    for (let i = 0; i < 20; i++) {
      const begun = session.begin({ ...held, x: state, count: times(10) }, { hold: ["next"] });
      runtime.free([state]);
      state = begun.held.next as Held;
      found.push(begun.fetched, look.begin({ x: state }, { fetch: ["sum"] }).fetched);
    }
    const end = (await runtime.read(state)) as FloatTensor;
    const answers = await Promise.all(found);
    const expected = stepped(start.data, 200);
    end.data.forEach((number, i) => {
      expect(number).toBeCloseTo(expected[i] as number, 5);
    });
    const firstSum = stepped(start.data, 10)
      .subarray(0, SIDE * SIDE)
      .reduce((sum, number) => sum + number);
    expect(answers[1]?.sum?.data[0]).toBeCloseTo(firstSum, 3);
    runtime.free([state, held.k]);
    await Promise.all([session.release(), look.release()]);
  });

  it("what other shares, no shares or ONNX Runtime read of a run is what it wrote, and the other way round", async () => {
    const session = await runtime.load(steps, { replicas: "R" });
    const whole = await runtime.load(steps);
    const onnx = nodeRuntime({ engine: "onnxruntime" });
    const before = await runtime.hold(start);
    const shared = session.begin({ x: before, k: kernel, count: times(300) }, { hold: ["next"] });
    const unshared = whole.begin({ x: shared.held.next as Held, k: kernel, count: times(2) }, { hold: ["next"] });
    const again = session.begin({ x: unshared.held.next as Held, k: kernel, count: times(3) }, { fetch: ["next"] });
    const other = await onnx.load(steps);
    const { fetched } = await other.run({ x: start, k: kernel, count: times(305) }, { fetch: ["next"] });
    const ours = (await again.fetched).next as FloatTensor;
    await Promise.all([shared.fetched, unshared.fetched]);
    ours.data.forEach((number, i) => {
      expect(number).toBeCloseTo((fetched.next as FloatTensor).data[i] as number, 5);
    });
    await Promise.all([session.release(), whole.release(), onnx.close()]);
  });

  it.each<[string, Record<string, Tensor>, string[], string]>([
    ["an input that is missing", { x: start, count: times(1) }, ["next"], "the input 'k' is missing"],
    [
      "an input of another shape",
      { x: start, k: { shape: [2, 2], data: new Float32Array(4) }, count: times(1) },
      ["next"],
      "the input 'k' has the shape [2, 2] where [16, 16] is expected",
    ],
    [
      "an output that is not there",
      { x: start, k: kernel, count: times(1) },
      ["nowhere"],
      "there is no output 'nowhere'",
    ],
  ])("%s is said in one line", async (__, inputs, fetch, words) => {
    const session = await runtime.load(steps, { replicas: "R" });
    expect(await lineOf(session.run(inputs, { fetch }))).toBe(
      `A compiled program could not do its work: ${words}. (OCCAM_RUNTIME)`,
    );
    await session.release();
  });
});

it("little work is done in the thread that asks, which starts no other for it; a loop goes to others", async () => {
  const runtime = nodeRuntime({ engine: "compiled", threads: 2 });
  const started: Worker[] = [];
  const note = (worker: Worker) => void started.push(worker);
  process.on("worker", note);
  const look = await runtime.load(sums, { replicas: "R" });
  await look.run({ x: start }, { fetch: ["sum"] });
  expect(started).toHaveLength(0);
  const session = await runtime.load(steps, { replicas: "R" });
  await session.run({ x: start, k: same, count: times(1) }, { fetch: ["next"] });
  expect(started).toHaveLength(2);
  process.off("worker", note);
  await runtime.close();
});

it("a run that reads other replicas' numbers too waits for all threads that write them", async () => {
  const runtime = nodeRuntime({ engine: "compiled", threads: 2 });
  const all = input("all", "float32", ["Q", SIDE, SIDE]);
  const added: Graph = {
    name: "own and all",
    inputs: [x, all, k, count],
    outputs: [
      ["next", loop(count, [add(x, reduceSum(all, [0]))], (_, [now]) => [add(now as Value, scalar(1))])[0] as Value],
    ],
  };
  const session = await runtime.load(steps, { replicas: "R" });
  const ofAll = await runtime.load(added, { replicas: "R" });
  const held = await runtime.hold(start);
  // Steps leave all as it is, so that what was not yet written stands out.
  const begin = (all: Held) => ofAll.begin({ x: held, all, k: same, count: times(1) }, { fetch: ["next"] });
  // Programs are made, so that nothing comes between the two.
  await begin(held).fetched;
  // The first thread has two replicas, the second three: the first is ready long before.
  const writing = session.begin({ x: held, k: same, count: times(50_000) }, { hold: ["next"] });
  const reading = begin(writing.held.next as Held);
  const written = (await runtime.read(writing.held.next as Held)) as FloatTensor;
  await writing.fetched;
  const found = (await reading.fetched).next as FloatTensor;
  found.data.forEach((number, at) => {
    const place = at % (SIDE * SIDE);
    const sum = Array.from({ length: REPLICAS }, (_, r) => written.data[r * SIDE * SIDE + place] as number);
    expect(number).toBeCloseTo(1 + (start.data[at] as number) + sum.reduce((a, b) => a + b), 4);
  });
  await runtime.close();
});

it("a run that is shared out by blocks of examples waits for one that is shared out by replicas", async () => {
  const runtime = nodeRuntime({ engine: "compiled", threads: 7 });
  const plusOne: Graph = {
    name: "plus one",
    inputs: [x, count],
    outputs: [["next", loop(count, [x], (_, [now]) => [add(now as Value, scalar(1))])[0] as Value]],
  };
  const byReplicas = await runtime.load(steps, { replicas: "R" });
  const byExamples = await runtime.load(plusOne, { examples: "R" });
  // 18 or 19 replicas for each thread, but of examples 128 for the first: it would read what the others are still writing.
  const data = Float32Array.from({ length: 129 * SIDE * SIDE }, (_, i) => i % 97);
  const many = { shape: [129, SIDE, SIDE], data };
  const held = await runtime.hold(many);
  const read = (from: Held) => byExamples.begin({ x: from, count: times(1) }, { fetch: ["next"] });
  const expected = data.map((number) => number + 1);
  const write = (n: number) => byReplicas.begin({ x: held, k: same, count: times(n) }, { hold: ["next"] });
  // Programs are made, so that nothing comes between the two.
  await Promise.all([read(held).fetched, write(1).fetched]);
  // Whether a thread is late is chance: often enough one is.
  for (let turn = 0; turn < 20; turn++) {
    const writing = write(300);
    const found = (await read(writing.held.next as Held).fetched).next as FloatTensor;
    await writing.fetched;
    expect(found.data).toEqual(expected);
  }
  await runtime.close();
});

it("a graph that ONNX Runtime runs takes what a compiled run is still writing, and gives what a compiled run reads", async () => {
  const runtime = nodeRuntime({ threads: 2 });
  const compiled = await runtime.load(steps, { replicas: "R" });
  const ofFile = await runtime.load(encode(steps));
  expect([compiled.engine, ofFile.engine]).toEqual(["compiled", "onnxruntime"]);
  const [whole, k2] = [await runtime.hold(start), await runtime.hold(kernel)];
  const first = compiled.begin({ x: whole, k: k2, count: times(5_000) }, { hold: ["next"] });
  const second = ofFile.begin({ x: first.held.next as Held, k: k2, count: times(5) }, { hold: ["next"] });
  const third = ofFile.begin({ x: second.held.next as Held, k: k2, count: times(5) }, { hold: ["next"] });
  // What a file's run gives has a shape when it has ended.
  await Promise.all([first, second, third].map(({ fetched }) => fetched));
  const fourth = compiled.begin({ x: third.held.next as Held, k: k2, count: times(5) }, { hold: ["next"] });
  const fifth = ofFile.begin({ x: fourth.held.next as Held, k: k2, count: times(5) }, { fetch: ["next"] });
  // Asked for already: nothing of it is lost.
  runtime.free([whole, k2, ...[first, second, third, fourth].map(({ held }) => held.next as Held)]);
  const { next } = await fifth.fetched;
  await fourth.fetched;
  const expected = stepped(start.data, 5_020);
  (next as FloatTensor).data.forEach((number, i) => {
    expect(number).toBeCloseTo(expected[i] as number, 4);
  });
  await runtime.close();
});

it("what a graph of ONNX Runtime will give is read by a compiled run that is begun with it, and freed at once", async () => {
  const runtime = nodeRuntime({ threads: 2 });
  // Doubles are ONNX Runtime's.
  const [a, b] = [input("a", "float64", ["N"]), input("b", "float64", ["N"])];
  const asFloats: Graph = {
    name: "as floats",
    inputs: [a, b],
    outputs: [
      ["p", cast(a, "float32")],
      ["q", cast(b, "float32")],
    ],
  };
  const [p, q] = [input("p", "float32", ["N"]), input("q", "float32", ["N"])];
  const difference: Graph = { name: "difference", inputs: [p, q], outputs: [["difference", sub(p, q)]] };
  const [giving, taking] = [await runtime.load(asFloats), await runtime.load(difference)];
  expect([giving.engine, taking.engine]).toEqual(["onnxruntime", "compiled"]);
  const doubles = (...data: number[]) => ({ shape: [data.length], data: Float64Array.from(data) });
  const given = giving.begin({ a: doubles(5, 7), b: doubles(1, 2) }, { hold: ["p", "q"] });
  const taken = taking.begin({ p: given.held.p as Held, q: given.held.q as Held }, { fetch: ["difference"] });
  runtime.free(Object.values(given.held));
  await given.fetched;
  expect((await taken.fetched).difference?.data).toEqual(Float32Array.of(4, 5));
  await runtime.close();
});
