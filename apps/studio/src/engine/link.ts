/** A state as the end of a link, short and readable: version 1, and what differs from the first state. */
import { type Checked, checkState, FIRST_STATE, MOST_TEXT, type PlaygroundState, type Refusal } from "./state.ts";

/** How a value is written; undefined for a text that is none. */
interface Codec {
  readonly write: (value: never) => string;
  readonly read: (text: string) => unknown;
}

const WORD: Codec = { write: (word: string) => word, read: (text) => text };

/** Nothing that is no finite number looks like this. */
const NUMBER_TEXT = /^-?\d{1,15}(\.\d{1,25})?(e-?\d{1,2})?$/;

const NUMBER: Codec = {
  write: (number: number) => String(number),
  read: (text) => (NUMBER_TEXT.test(text) ? Number(text) : undefined),
};

/** 12-8 */
const NUMBERS: Codec = {
  write: (numbers: readonly number[]) => numbers.join("-"),
  read: (text) => {
    const numbers = text === "" ? [] : text.split("-").map(NUMBER.read);
    return numbers.includes(undefined) ? undefined : numbers;
  },
};

/** none,l1:0.0063,l1:0.01+dropout:0.1 */
const PANELS: Codec = {
  write: (panels: PlaygroundState["panels"]) => panels.map(writtenPanel).join(","),
  read: (text) => {
    const panels = text.split(",").map(readPanel);
    return panels.includes(undefined) ? undefined : panels;
  },
};

const NONE = "none";

function writtenPanel(strengths: Readonly<Record<string, number | undefined>>): string {
  const entries = Object.entries(strengths).filter(([, strength]) => strength !== undefined);
  return entries.length === 0 ? NONE : entries.map(([name, strength]) => `${name}:${strength}`).join("+");
}

function readPanel(text: string): object | undefined {
  if (text === NONE) return {};
  const entries = text.split("+").map((each) => {
    const [name = "", strength = "", ...more] = each.split(":");
    return [name, more.length > 0 ? undefined : NUMBER.read(strength)] as const;
  });
  const isDoubled = new Set(entries.map(([name]) => name)).size < entries.length;
  if (isDoubled || entries.some(([, strength]) => strength === undefined)) return undefined;
  // Names are checked with the whole state; entries take any of them, __proto__ too, as its own key.
  return Object.fromEntries(entries);
}

/** Five characters a point: its class, and both coordinates in thousandths. */
const POINTS: Codec = {
  write: (points: PlaygroundState["data"]["points"]) => points.map(writtenPoint).join(""),
  read: (text) => (text.length % 5 === 0 ? (text.match(/.{5}/gs) ?? []).map(readPoint) : undefined),
};

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Coordinates go from -4.096 to 4.095: beyond what a state takes, which says so. */
const COORDINATES = 8192;

function writtenPoint([x1, x2, isA]: readonly [number, number, number]): string {
  const placeOf = (x: number) => Math.round(x * 1000) + COORDINATES / 2;
  const code = (isA * COORDINATES + placeOf(x1)) * COORDINATES + placeOf(x2);
  return Array.from({ length: 5 }, (_, i) => DIGITS[Math.floor(code / 64 ** (4 - i)) % 64]).join("");
}

function readPoint(text: string): readonly unknown[] {
  const code = Array.from(text, (digit) => DIGITS.indexOf(digit)).reduce((sum, digit) => 64 * sum + digit, 0);
  const at = (place: number) => ((place % COORDINATES) - COORDINATES / 2) / 1000;
  return text.match(/^[\w-]+$/)
    ? [at(Math.floor(code / COORDINATES)), at(code), Math.floor(code / COORDINATES ** 2)]
    : [];
}

interface LinkField extends Codec {
  readonly key: string;
  /** Where in a state. */
  readonly section?: "data" | "network" | "learning";
  readonly name: string;
}

const FIELDS: readonly LinkField[] = [
  { key: "data", section: "data", name: "set", ...WORD },
  { key: "noise", section: "data", name: "noise", ...NUMBER },
  { key: "n", section: "data", name: "size", ...NUMBER },
  { key: "share", section: "data", name: "share", ...NUMBER },
  { key: "draw", section: "data", name: "seed", ...NUMBER },
  { key: "useless", section: "data", name: "useless", ...NUMBER },
  { key: "points", section: "data", name: "points", ...POINTS },
  { key: "hidden", section: "network", name: "hidden", ...NUMBERS },
  { key: "units", section: "network", name: "activation", ...WORD },
  { key: "optimizer", section: "learning", name: "optimizer", ...WORD },
  { key: "rate", section: "learning", name: "learningRate", ...NUMBER },
  { key: "batch", section: "learning", name: "batchSize", ...NUMBER },
  { key: "seed", section: "learning", name: "seed", ...NUMBER },
  { key: "panels", name: "panels", ...PANELS },
];

const VERSION = "1";
const MOST_CHARACTERS = 4000;

/** "" for the first state, else such as "1&data=xor&panels=none,l1:0.01". */
export function writeLink(state: PlaygroundState): string {
  const parts = FIELDS.flatMap((field) => {
    const [own, first] = [state, FIRST_STATE].map((each) => writtenField(field, each));
    return own === first ? [] : [`${field.key}=${own}`];
  });
  return parts.length === 0 ? "" : [VERSION, ...parts].join("&");
}

function writtenField({ section, name, write }: LinkField, state: PlaygroundState): string {
  const place = (section === undefined ? state : state[section]) as Readonly<Record<string, unknown>>;
  // A field's codec is that of its value.
  return write(place[name] as never);
}

/** The state that the end of a link says, or the first thing in it that is wrong: nothing of a bad link is used. */
export function readLink(written: string): Checked {
  if (written === "") return { state: FIRST_STATE };
  if (written.length > MOST_CHARACTERS) return refused("length", "", `${written.length}`, `<=${MOST_CHARACTERS}`);
  const text = decoded(written);
  const [version = "", ...parts] = text.split("&");
  if (version !== VERSION) return refused("version", "", version, VERSION);
  const draft: Record<string, unknown> & Record<"data" | "network" | "learning", Record<string, unknown>> = {
    ...FIRST_STATE,
    data: { ...FIRST_STATE.data },
    network: { ...FIRST_STATE.network },
    learning: { ...FIRST_STATE.learning },
  };
  const seen = new Set<string>();
  for (const part of parts) {
    const [key = "", ...rest] = part.split("=");
    const field = FIELDS.find((each) => each.key === key);
    if (field === undefined) return refused("key", key, key);
    if (seen.has(key)) return refused("twice", key, part);
    seen.add(key);
    const written = rest.join("=");
    const value = field.read(written);
    if (value === undefined) return refused("form", key, written);
    (field.section === undefined ? draft : draft[field.section])[field.name] = value;
  }
  return checkState(draft);
}

/** Programs that pass links on write some characters as their codes. */
function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function refused(code: Refusal["code"], at: string, received: string, expected?: string): Checked {
  const cut = (text: string) => text.slice(0, MOST_TEXT);
  return { refusal: { code, at: cut(at), received: cut(received), ...(expected !== undefined && { expected }) } };
}
