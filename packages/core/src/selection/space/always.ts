import { type Domain, type DomainKind, evenCell, type Space } from "./domain.ts";
import { spaceToJson } from "./space-json.ts";

/** A part that is always on, with a space of its own: `always({ alpha: float(...) })` is a regularizer that stays. */
export function always(space: Space): Domain {
  return {
    kind: "always",
    json: { kind: "always", space: spaceToJson(space) },
    ordered: false,
    levelCount: 1,
    at: () => true,
    cell: (value) => evenCell(value === true ? 0 : -1, 1),
    inner: space,
  };
}

export const alwaysKind: DomainKind = {
  kind: "always",
  keys: ["space"],
  parse: ({ space }, _, parseInner) => always(parseInner(space)),
};
