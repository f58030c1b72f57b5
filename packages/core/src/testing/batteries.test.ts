import { expect, it } from "vitest";
import * as optimizers from "../optimizers/index.ts";
import * as regularizers from "../regularizers/index.ts";
import * as batteries from "./batteries.ts";

const made = Object.values(batteries).flatMap((list) =>
  list.map((each: unknown) => ((typeof each === "function" ? each(0.1) : each) as { readonly name: string }).name),
);

/** Not a thing of their own: conversions of other libraries' strengths, and a wrapper. */
const isOther = (name: string) => name.startsWith("from") || name === "scheduled";

it.each([...Object.keys(regularizers).filter((name) => !isOther(name)), ...Object.keys(optimizers)])(
  "%s is in a battery",
  (name) => {
    const own = name.replace(/Schedule$/, "").toLowerCase();
    // "warmUp, cosine"
    expect(made.map((each) => each.split(",")[0]?.toLowerCase())).toContain(own);
  },
);
