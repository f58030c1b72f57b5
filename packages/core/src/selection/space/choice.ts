import { describe, optionError } from "../../errors.ts";
import { type Domain, type DomainKind, evenCell, evenLevel, type HyperparameterValue } from "./domain.ts";

/** More choices than this are a mistake, or a range. */
const CHOICE_LIMIT = 1000;

/**
 * One of the values, all equally likely and none nearer to another: texts, finite numbers, flags, or lists of these.
 * @throws RangeError with code OCCAM_OPTION, naming `where`, unless there are 2 to 1000 different values.
 */
export function choice(given: readonly HyperparameterValue[], where = "choice"): Domain {
  if (!Array.isArray(given) || given.length < 2 || given.length > CHOICE_LIMIT) {
    throw optionError({
      where: `${where}.values`,
      expected: `a list of 2 to ${CHOICE_LIMIT} values`,
      received: Array.isArray(given) ? `${given.length}` : describe(given),
      fix: "a single value is a constant",
    });
  }
  const names = given.map((value: unknown, i) => valueName(`${where}.values[${i}]`, value));
  const repeated = names.findIndex((name, i) => names.indexOf(name) < i);
  if (repeated >= 0) {
    throw optionError({
      where: `${where}.values`,
      expected: "different values",
      received: `${names[repeated]} twice`,
    });
  }
  const values = names.map(valueOfName);
  return {
    kind: "choice",
    json: { kind: "choice", values },
    ordered: false,
    levelCount: values.length,
    at: (u) => values[evenLevel(u, values.length)] as HyperparameterValue,
    cell: (value) => evenCell(isValue(value) ? names.indexOf(JSON.stringify(value)) : -1, values.length),
  };
}

/** The JSON of a value that a hyperparameter may have. */
export function valueName(where: string, value: unknown): string {
  if (isValue(value)) return JSON.stringify(value);
  throw optionError({
    where,
    expected: "a text, a finite number, true, false or a list of these",
    received: describe(value),
  });
}

/** The value that a name is the JSON of: a copy, without a minus before 0. */
export function valueOfName(name: string): HyperparameterValue {
  // `valueName` wrote it.
  return JSON.parse(name) as HyperparameterValue;
}

function isValue(value: unknown, depth = 0): value is HyperparameterValue {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string" || typeof value === "boolean") return true;
  return Array.isArray(value) && depth < 4 && value.every((item) => isValue(item, depth + 1));
}

export const choiceKind: DomainKind = {
  kind: "choice",
  keys: ["values"],
  // `choice` checks the values, whatever their type.
  parse: ({ values }, where) => choice(values as readonly HyperparameterValue[], where),
};
