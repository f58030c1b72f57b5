/** Names of streams that go on from a name known before: FNV-1a is taken up where it stopped. */
import { FNV_PRIME } from "../../tensor/random.ts";
import { br, brIf, type Expr, get, i32, label, local, loop, set, wasmFunction, when } from "../wasm/index.ts";

/** The hash of a name followed by a text. */
export function hashText(hash: Expr<"i32">, text: string): Expr<"i32"> {
  return Array.from({ length: text.length }, (_, i) => i32.const(text.charCodeAt(i))).reduce(hashUnit, hash);
}

function hashUnit(hash: Expr<"i32">, unit: Expr<"i32">): Expr<"i32"> {
  return i32.mul(i32.xor(hash, unit), i32.const(FNV_PRIME));
}

const hash = local("hash", "i32");
const number = local("number", "i32");
const power = local("power", "i32");
const ten = i32.const(10);
const [grow, next] = [label("grow"), label("next")];

/** The hash of a name followed by a whole number below 10^9, in decimal digits. */
export const hashNumber = wasmFunction({
  name: "hashNumber",
  parameters: [hash, number],
  body: [
    // The first digit's power of ten.
    set(power, i32.const(1)),
    loop(grow, [
      when(i32.ge_u(i32.div_u(get(number), get(power)), ten), [set(power, i32.mul(get(power), ten)), br(grow)]),
    ]),
    loop(next, [
      set(hash, hashUnit(get(hash), i32.add(i32.rem_u(i32.div_u(get(number), get(power)), ten), i32.const(0x30)))),
      set(power, i32.div_u(get(power), ten)),
      brIf(next, get(power)),
    ]),
  ],
  result: get(hash),
});
