/** What is wrong with a state, or with the link that holds one, in a sentence. */
import type { Refusal } from "../../engine/state.ts";

export function refusedText({ code, at, received, expected }: Refusal): string {
  const there = "Nothing of it is used.";
  switch (code) {
    case "length":
      return `The link is ${received} characters long; ${expected ?? ""} are read. ${there}`;
    case "version":
      return `The link is of version “${received}”; this page reads version ${expected ?? ""}. ${there}`;
    case "key":
      return `The link says “${received || at}”, which this playground does not know. ${there}`;
    case "twice":
      return `The link says “${at}” twice. ${there}`;
    case "form":
      return `The link says “${received}” for “${at}”, which cannot be read. ${there}`;
    case "value":
      return `“${at}” is “${received}”${expected === undefined ? ", which it cannot be" : `; it has to be ${expected}`}. ${there}`;
  }
}
