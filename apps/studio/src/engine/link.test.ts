import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DATA_SETS } from "./data-sets/index.ts";
import { readLink, writeLink } from "./link.ts";
import { REGULARIZERS } from "./regularizers.ts";
import { checkState, FIRST_STATE, type PlaygroundState } from "./state.ts";

const own: PlaygroundState = {
  ...FIRST_STATE,
  data: {
    ...FIRST_STATE.data,
    set: "own",
    points: [
      [0, 0, 1],
      [-3, 3, 0],
      [2.999, -0.001, 1],
      [1.234, -2.5, 0],
    ],
  },
};

describe("a link", () => {
  it("says nothing of the first state, and of others what differs", () => {
    expect(writeLink(FIRST_STATE)).toBe("");
    expect(
      writeLink({
        ...FIRST_STATE,
        data: { ...FIRST_STATE.data, set: "xor", noise: 0.25 },
        network: { hidden: [4, 2], activation: "relu" },
        panels: [{}, { l1: 0.0001, dropout: 0.2 }],
      }),
    ).toBe("1&data=xor&noise=0.25&hidden=4-2&units=relu&panels=none,l1:0.0001+dropout:0.2");
    expect(writeLink({ ...FIRST_STATE, data: { ...FIRST_STATE.data, set: "table" } })).toBe("1&data=table");
    expect(readLink("1&data=table")).toMatchObject({ state: { data: { set: "table", points: [] } } });
    expect(writeLink(own)).toMatch(/^1&data=own&points=[\w-]{20}$/);
  });

  const thousandth = (low: number, high: number) =>
    fc.integer({ min: low * 1000, max: high * 1000 }).map((each) => each / 1000);
  const strengths = fc
    .record(
      Object.fromEntries(
        REGULARIZERS.map(({ name, low, high }) => [name, fc.double({ min: low, max: high, noNaN: true })]),
      ),
      { requiredKeys: [] },
    )
    .map((each) => ({ ...each }));
  const points = fc.array(fc.tuple(thousandth(-3, 3), thousandth(-3, 3), fc.constantFrom<0 | 1>(0, 1)), {
    minLength: 4,
    maxLength: 40,
  });
  const states: fc.Arbitrary<PlaygroundState> = fc.record({
    version: fc.constant<1>(1),
    data: fc.oneof(
      fc.record({
        set: fc.constantFrom(...DATA_SETS.map(({ name }) => name)),
        noise: thousandth(0, 1),
        size: fc.integer({ min: 10, max: 2000 }),
        share: thousandth(0.02, 0.98),
        seed: fc.nat(999_999),
        useless: fc.nat(10),
        points: fc.constant<PlaygroundState["data"]["points"]>([]),
      }),
      points.map((points) => ({ ...own.data, points })),
    ),
    network: fc.record({
      hidden: fc.array(fc.integer({ min: 1, max: 32 }), { maxLength: 6 }),
      activation: fc.constantFrom<PlaygroundState["network"]["activation"]>("tanh", "relu", "linear"),
    }),
    learning: fc.record({
      optimizer: fc.constantFrom<PlaygroundState["learning"]["optimizer"]>("adam", "sgd", "momentum", "rmsprop"),
      learningRate: fc.double({ min: 1e-5, max: 10, noNaN: true }),
      batchSize: fc.integer({ min: 1, max: 512 }),
      seed: fc.nat(999_999),
    }),
    panels: fc.array(strengths, { minLength: 1, maxLength: 4 }),
  });

  it("is read as the very state that was written", () => {
    fc.assert(
      fc.property(states, (state) => {
        const link = writeLink(state);
        expect(readLink(link)).toEqual({ state });
        expect(encodeURI(link)).toBe(link);
        // As some programs pass links on.
        expect(readLink(encodeURIComponent(link))).toEqual({ state });
      }),
    );
  });
});

it("a code that is none is read as it is written", () => {
  expect(readLink("1&units=%zz")).toMatchObject({ refusal: { at: "network.activation" } });
});

describe("a link that was tampered with is refused with what is wrong", () => {
  it.each([
    ["2&data=xor", { code: "version", at: "", received: "2", expected: "1" }],
    ["data=xor", { code: "version", at: "", received: "data=xor", expected: "1" }],
    ["1&colour=red", { code: "key", at: "colour", received: "colour" }],
    ["1&constructor=1", { code: "key", at: "constructor", received: "constructor" }],
    ["1&__proto__=1", { code: "key", at: "__proto__", received: "__proto__" }],
    ["1&noise=0.1&noise=0.2", { code: "twice", at: "noise", received: "noise=0.2" }],
    ["1&noise=NaN", { code: "form", at: "noise", received: "NaN" }],
    ["1&noise=1e999", { code: "form", at: "noise", received: "1e999" }],
    ["1&noise=Infinity", { code: "form", at: "noise", received: "Infinity" }],
    ["1&noise=0x10", { code: "form", at: "noise", received: "0x10" }],
    ["1&noise=", { code: "form", at: "noise", received: "" }],
    ["1&noise", { code: "form", at: "noise", received: "" }],
    ["1&noise=0.1=2", { code: "form", at: "noise", received: "0.1=2" }],
    ["1&noise=2", { code: "value", at: "data.noise", received: "2", expected: "<=1" }],
    ["1&n=1e15", { code: "value", at: "data.size", received: "1000000000000000", expected: "<=2000" }],
    ["1&n=20.5", { code: "value", at: "data.size", received: "20.5" }],
    ["1&seed=-1", { code: "value", at: "learning.seed", received: "-1", expected: ">=0" }],
    ["1&rate=0", { code: "value", at: "learning.learningRate", received: "0", expected: ">=0.00001" }],
    ["1&data=constructor", { code: "value", at: "data.set", received: '"constructor"' }],
    ["1&data=own", { code: "value", at: "data", received: "Object" }],
    ["1&points=AAAAA", { code: "value", at: "data.points.0.0", received: "-4.096", expected: ">=-3" }],
    ["1&points=AAAA", { code: "form", at: "points", received: "AAAA" }],
    ["1&data=own&points=%%%%%", { code: "value", at: "data.points.0.0", received: "undefined", expected: "number" }],
    ["1&units=eval", { code: "value", at: "network.activation", received: '"eval"' }],
    ["1&hidden=1000", { code: "value", at: "network.hidden.0", received: "1000", expected: "<=32" }],
    ["1&hidden=4-x", { code: "form", at: "hidden", received: "4-x" }],
    ["1&panels=l3:0.1", { code: "key", at: "panels.0.l3", received: '"l3"' }],
    ["1&panels=__proto__:0.1", { code: "key", at: "panels.0.__proto__", received: '"__proto__"' }],
    ["1&panels=constructor:0.1", { code: "key", at: "panels.0.constructor", received: '"constructor"' }],
    ["1&panels=l1:0.1+l1:0.2", { code: "form", at: "panels", received: "l1:0.1+l1:0.2" }],
    ["1&panels=l1:9", { code: "value", at: "panels.0.l1", received: "9", expected: "<=0.1" }],
    ["1&panels=none,none,none,none,none", { code: "value", at: "panels", received: "5", expected: "<=4" }],
    ["1&panels=", { code: "form", at: "panels", received: "" }],
  ])("%s", (link, refusal) => {
    const found = readLink(link);
    expect(
      "refusal" in found && { ...found.refusal, ...("expected" in refusal ? {} : { expected: undefined }) },
    ).toEqual({
      expected: undefined,
      ...refusal,
    });
  });

  it("by 10,000 layers, and by what is longer than any state", () => {
    const layers = new Array<number>(10_000).fill(4).join("-");
    expect(readLink(`1&hidden=${layers}`)).toEqual({
      refusal: { code: "length", at: "", received: "20008", expected: "<=4000" },
    });
    expect(readLink("1&hidden=4-4-4-4-4-4-4")).toMatchObject({ refusal: { at: "network.hidden", expected: "<=6" } });
  });
});

describe("a state from elsewhere is refused as a link is", () => {
  it.each<[string, (state: Record<string, unknown>) => unknown]>([
    ["constructor", (state) => ({ ...state, constructor: 1 })],
    ["__proto__", (state) => JSON.parse(JSON.stringify({ ...state, "#": 1 }).replace('"#"', '"__proto__"'))],
    ["colour", (state) => ({ ...state, colour: "red" })],
    ["data.toString", (state) => ({ ...state, data: { ...FIRST_STATE.data, toString: 1 } })],
  ])("for its key %s", (at, spoil) => {
    expect(checkState(spoil({ ...FIRST_STATE }))).toMatchObject({ refusal: { code: "key", at } });
  });

  it.each([
    ["nothing", undefined],
    ["a text", "state"],
    ["a list", []],
    ["NaN", { ...FIRST_STATE, data: { ...FIRST_STATE.data, noise: Number.NaN } }],
    ["no panels", { ...FIRST_STATE, panels: [] }],
  ])("for being %s", (_, value) => {
    expect(checkState(value)).toHaveProperty("refusal");
  });

  it("and is a copy of its own where it is taken", () => {
    const found = checkState(FIRST_STATE);
    expect(found).toEqual({ state: FIRST_STATE });
    expect("state" in found && found.state).not.toBe(FIRST_STATE);
  });
});
