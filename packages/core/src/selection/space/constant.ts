import { valueName, valueOfName } from "./choice.ts";
import { type Domain, type DomainKind, evenCell, type HyperparameterValue } from "./domain.ts";

/**
 * Always the same value: nothing to search, but part of every trial's values.
 * @throws RangeError with code OCCAM_OPTION, naming `where`, unless the value is a text, a finite number, a flag or a
 *   list of these.
 */
export function constant(given: HyperparameterValue, where = "constant"): Domain {
  const name = valueName(`${where}.value`, given);
  const value = valueOfName(name);
  return {
    kind: "constant",
    json: { kind: "constant", value },
    ordered: false,
    levelCount: 1,
    at: () => value,
    cell: (other) => evenCell(JSON.stringify(other) === name ? 0 : -1, 1),
  };
}

export const constantKind: DomainKind = {
  kind: "constant",
  keys: ["value"],
  // `constant` checks the value, whatever its type.
  parse: ({ value }, where) => constant(value as HyperparameterValue, where),
};
