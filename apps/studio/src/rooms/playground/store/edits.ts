/** States from states: what the page's controls do. */
import type { DataSet } from "../../../engine/data-sets/index.ts";
import { trainCountOf } from "../../../engine/divide.ts";
import { REGULARIZERS } from "../../../engine/regularizers.ts";
import {
  type DataChoice,
  FIRST_STATE,
  OWN,
  type PlaygroundState,
  type Strengths,
  TABLE,
} from "../../../engine/state.ts";

/** The fields of one section, as far as they change. */
export function withData(state: PlaygroundState, data: Partial<DataChoice>): PlaygroundState {
  return { ...state, data: { ...state.data, ...data } };
}

/** Another data set, with as many examples; after points of one's own as many as at the first opening. */
export function withSet(state: PlaygroundState, { name, noise }: Pick<DataSet, "name" | "noise">): PlaygroundState {
  const { set } = state.data;
  const { size, share } = set === OWN || set === TABLE ? FIRST_STATE.data : state.data;
  return withData(state, { set: name, noise, points: [], size, share });
}

/** Of a table so many examples at most, and so many of them to train on. */
const MOST_EXAMPLES = 2000;
const TABLE_SHARE = 0.7;

/** A table in place of other examples; another table keeps the share. */
export function withTable(state: PlaygroundState): PlaygroundState {
  const share = state.data.set === TABLE ? state.data.share : TABLE_SHARE;
  return withData(state, { set: TABLE, size: MOST_EXAMPLES, share, points: [], useless: 0 });
}

export function withNetwork(state: PlaygroundState, network: Partial<PlaygroundState["network"]>): PlaygroundState {
  return { ...state, network: { ...state.network, ...network } };
}

export function withLearning(state: PlaygroundState, learning: Partial<PlaygroundState["learning"]>): PlaygroundState {
  return { ...state, learning: { ...state.learning, ...learning } };
}

/** Examples of both parts, as `sampleOf` divides them. */
export function countsOf({ size, share, points, set }: DataChoice): {
  readonly train: number;
  readonly validation: number;
} {
  const all = set === OWN ? points.length : size;
  const train = trainCountOf(all, share);
  return { train, validation: all - train };
}

/** So many examples in each part. */
export function withCounts(state: PlaygroundState, train: number, validation: number): PlaygroundState {
  const size = train + validation;
  // Five digits are enough for as many examples as there may be, and short in a link.
  return withData(state, { size, share: Number((train / size).toFixed(5)) });
}

export function withStrength(state: PlaygroundState, panel: number, name: string, value: number): PlaygroundState {
  return withPanel(state, panel, { ...state.panels[panel], [name]: value });
}

/** Turns a regularizer of a panel on, at the strength to begin with, or takes it out. */
export function toggled(state: PlaygroundState, panel: number, name: string): PlaygroundState {
  const own: Strengths = state.panels[panel] ?? {};
  const start = REGULARIZERS.find((record) => record.name === name)?.start ?? 0;
  const { [name]: before, ...others } = own;
  return withPanel(state, panel, before === undefined ? inOrder({ ...own, [name]: start }) : others);
}

/** In the order of the records, so that equal panels are written equally. */
function inOrder(strengths: Strengths): Strengths {
  return Object.fromEntries(
    REGULARIZERS.flatMap(({ name }) => (strengths[name] === undefined ? [] : [[name, strengths[name]]])),
  );
}

function withPanel(state: PlaygroundState, panel: number, strengths: Strengths): PlaygroundState {
  return { ...state, panels: state.panels.map((each, i) => (i === panel ? strengths : each)) };
}
