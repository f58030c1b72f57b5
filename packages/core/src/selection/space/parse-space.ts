import { describe, optionError } from "../../errors.ts";
import { alwaysKind } from "./always.ts";
import { choiceKind } from "./choice.ts";
import { constantKind } from "./constant.ts";
import type { Domain, DomainJson, DomainKind, Space } from "./domain.ts";
import { floatKind } from "./float.ts";
import { integerKind } from "./integer.ts";
import { requireNames, unknownName } from "./names.ts";
import { optionalKind } from "./optional.ts";

/** Every kind of domain; a new one is a file and a line here. */
export const DOMAIN_KINDS: readonly DomainKind[] = [
  floatKind,
  integerKind,
  choiceKind,
  constantKind,
  optionalKind,
  alwaysKind,
];

/** Names that a space may have: true for one with a value, and names in turn for a part (`optional` or `always`). */
export interface KnownNames {
  readonly [name: string]: true | KnownNames;
}

const DEPTH_LIMIT = 8;
const NAME_LIMIT = 256;

/**
 * A space from JSON, as `spaceToJson` writes it. With `known`, names outside it are refused with the nearest known one.
 * @throws RangeError with code OCCAM_OPTION, naming the place below `where`, on anything but an object of at least one
 *   domain, on an unknown kind, key or name, on a range that is none, and on more than 256 names in a space or 8 spaces
 *   inside each other.
 */
export function parseSpace(json: unknown, where = "space", known?: KnownNames): Space {
  const space = parseLevel(json, where, known, 1);
  if (Object.keys(space).length > 0) return space;
  throw optionError({ where, expected: "at least one name", received: "{}" });
}

function parseLevel(json: unknown, where: string, known: KnownNames | undefined, depth: number): Space {
  const entries = Object.entries(requireObject(where, json, "an object of domains by name"));
  if (depth > DEPTH_LIMIT || entries.length > NAME_LIMIT) {
    const received = depth > DEPTH_LIMIT ? `space ${depth}` : `${entries.length} names`;
    const expected = `at most ${DEPTH_LIMIT} spaces inside each other, of ${NAME_LIMIT} names each,`;
    throw optionError({ where, expected, received });
  }
  requireNames(
    where,
    entries.map(([name]) => name),
  );
  return Object.fromEntries(
    entries.map(([name, domain]) => {
      if (known !== undefined && !Object.hasOwn(known, name)) {
        throw unknownName(where, "a known name", name, Object.keys(known));
      }
      return [name, parseDomain(domain, `${where}.${name}`, known?.[name], depth)];
    }),
  );
}

function parseDomain(json: unknown, where: string, known: true | KnownNames | undefined, depth: number): Domain {
  const given = requireObject(where, json, 'a domain such as {"kind": "float", "low": 0, "high": 1}');
  const kinds = DOMAIN_KINDS.map(({ kind }) => kind);
  const kind = DOMAIN_KINDS.find((each) => each.kind === given.kind);
  if (kind === undefined) {
    if (typeof given.kind === "string") throw unknownName(`${where}.kind`, "a kind of domain", given.kind, kinds);
    throw optionError({
      where: `${where}.kind`,
      expected: `a kind of domain (${kinds.join(", ")})`,
      received: describe(given.kind),
    });
  }
  const odd = Object.keys(given).find((key) => key !== "kind" && !kind.keys.includes(key));
  if (odd !== undefined) throw unknownName(where, `keys of ${kind.kind}`, odd, kind.keys);
  const isPart = kind.keys.includes("space");
  if (known !== undefined && isPart !== (known !== true)) {
    throw optionError({
      where: `${where}.kind`,
      expected: isPart
        ? "a value, not a part with a space of its own,"
        : 'a part ("optional" or "always") with a space of its own',
      received: describe(kind.kind),
    });
  }
  const innerKnown = known === true ? undefined : known;
  return kind.parse(given as DomainJson, where, (inner) => parseLevel(inner, where, innerKnown, depth + 1));
}

function requireObject(where: string, json: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw optionError({ where, expected, received: describe(json) });
}
