import { type Domain, type DomainKind, evenCell, evenLevel, type Space } from "./domain.ts";
import { spaceToJson } from "./space-json.ts";

/**
 * A part that is off or on, equally likely, with a space of its own while it is on: `optional({ alpha: float(...) })`
 * is a regularizer with its strength, `optional({})` a bare switch. In a trial's values it is null or the values of
 * its space.
 */
export function optional(space: Space): Domain {
  return {
    kind: "optional",
    json: { kind: "optional", space: spaceToJson(space) },
    ordered: false,
    levelCount: 2,
    at: (u) => evenLevel(u, 2) === 1,
    cell: (value) => (typeof value === "boolean" ? evenCell(Number(value), 2) : undefined),
    inner: space,
  };
}

export const optionalKind: DomainKind = {
  kind: "optional",
  keys: ["space"],
  parse: ({ space }, _, parseInner) => optional(parseInner(space)),
};
