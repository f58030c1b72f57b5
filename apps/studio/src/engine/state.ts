/** What a playground is, as one record that a link can hold: all of it is checked before any of it is used. */
import * as v from "valibot";
import { DATA_SETS } from "./data-sets/index.ts";
import { REGULARIZERS } from "./regularizers.ts";

/** Points that were drawn by hand, in place of a problem. */
export const OWN = "own";

/** A table that the user gave to the page: no state and no link holds its rows. */
export const TABLE = "table";

const number = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high));
const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));

const POINT = v.strictTuple([number(-3, 3), number(-3, 3), v.picklist([0, 1])]);

const DATA = v.pipe(
  v.strictObject({
    set: v.picklist([...DATA_SETS.map(({ name }) => name), OWN, TABLE]),
    noise: number(0, 1),
    /** Examples of both parts together; of a table at most. */
    size: whole(10, 2000),
    /** Of them, the share to train on. */
    share: number(0.0005, 0.9995),
    seed: whole(0, 999_999),
    /** Further inputs, of noise alone, which say nothing of the target. */
    useless: whole(0, 10),
    /** x1, x2, and 1 for class A. */
    points: v.pipe(v.array(POINT), v.maxLength(400)),
  }),
  v.check(({ set, points }) => (set === OWN ? points.length >= 4 : points.length === 0)),
);

const NETWORK = v.strictObject({
  /** Units of each hidden layer. */
  hidden: v.pipe(v.array(whole(1, 32)), v.maxLength(6)),
  activation: v.picklist(["tanh", "relu", "sigmoid", "elu", "linear"]),
});

const LEARNING = v.strictObject({
  optimizer: v.picklist(["adam", "sgd", "momentum", "rmsprop"]),
  learningRate: number(1e-5, 10),
  batchSize: whole(1, 512),
  /** Of initial weights, shuffles and masks. */
  seed: whole(0, 999_999),
});

/** Strengths of regularizers by their names; one that is left out is off, and one that is 0 too, but keeps its place. */
const STRENGTHS = v.strictObject(
  Object.fromEntries(
    REGULARIZERS.map(({ name, low, high }) => [name, v.optional(v.union([number(low, high), v.literal(0)]))]),
  ),
);

const STATE = v.strictObject({
  version: v.literal(1),
  data: DATA,
  network: NETWORK,
  learning: LEARNING,
  /** Networks on one clock, which differ in their regularizers alone. */
  panels: v.pipe(v.array(STRENGTHS), v.minLength(1), v.maxLength(4)),
});

export type PlaygroundState = v.InferOutput<typeof STATE>;
export type DataChoice = PlaygroundState["data"];
export type Strengths = PlaygroundState["panels"][number];

/** What of a state is not as it must be. */
export interface Refusal {
  readonly code: "version" | "key" | "twice" | "form" | "value" | "length";
  /** Where: a key of a link, or a path such as "network.hidden.0". */
  readonly at: string;
  /** What stands there, cut short. */
  readonly received: string;
  /** What may stand there, where that is short: "<=32". */
  readonly expected?: string;
}

export type Checked = { readonly state: PlaygroundState } | { readonly refusal: Refusal };

/** A state, of nothing but what a state may hold; or the first thing that is wrong. */
export function checkState(value: unknown): Checked {
  const found = v.safeParse(STATE, value, { abortEarly: true });
  if (found.success) return { state: found.output };
  const [issue] = found.issues;
  const expected = issue.expected ?? undefined;
  const isKey = issue.type === "strict_object" && issue.expected === "never";
  return {
    refusal: {
      code: isKey ? "key" : "value",
      at: v.getDotPath(issue) ?? "",
      received: issue.received.slice(0, MOST_TEXT),
      ...(expected !== undefined && expected.length <= MOST_TEXT && { expected }),
    },
  };
}

export const MOST_TEXT = 40;

/**
 * Whether a training goes on under another state: only then are weights, examples and epochs still theirs. With batches of another size an epoch
 * would be another number of steps, and what was told of epochs so far of none.
 */
export function isSameTraining(before: PlaygroundState, after: PlaygroundState): boolean {
  const lasting = ({ data, network, learning: { seed, optimizer, batchSize }, panels }: PlaygroundState) =>
    JSON.stringify([data, network, seed, optimizer, batchSize, panels.length]);
  return lasting(before) === lasting(after);
}

/** The page at its first opening: two moons, none, L1, L2 and dropout. */
export const FIRST_STATE: PlaygroundState = {
  version: 1,
  data: { set: "moons", noise: 0.4, size: 460, share: 0.13, seed: 1, useless: 0, points: [] },
  network: { hidden: [12, 8], activation: "tanh" },
  learning: { optimizer: "adam", learningRate: 0.01, batchSize: 20, seed: 1 },
  panels: [{}, { l1: 0.0063 }, { l2: 0.01 }, { dropout: 0.1 }],
};
