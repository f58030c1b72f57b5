import { br, call, forRange, get, i32, label, local, loop, set, wasmFunction, when } from "../wasm/index.ts";
import { philoxBlocks } from "./philox.ts";
import { keyList, keyOperands, keyParameters } from "./random-key.ts";
import { hashNumber, hashText } from "./stream-hash.ts";

const address = local("address", "i32");
const count = local("count", "i32");
const scratch = local("scratch", "i32");
const key = keyParameters();
const i = local("i", "i32");
const range = local("range", "i32");
/** 2^32 % range: of so many words at the upper end, some indices would have one more than others. */
const excess = local("excess", "i32");
const word = local("word", "i32");
const spare = local("spare", "i32");
const [one, other] = [local("one", "i32"), local("other", "i32")];
const held = local("held", "i32");
const [next, again] = [label("next"), label("again")];

const wordAt = (start: typeof address, index: typeof i) => i32.add(get(start), i32.shl(get(index), i32.const(2)));
const redrawn = call(hashNumber, hashText(get(key.stream), "/redraw"), get(spare));

/**
 * Writes the numbers 0 to count - 1 in the order of `randomPermutation`, as words. `scratch` has room for count words,
 * rounded up to 16 bytes, behind 16 bytes for words drawn anew.
 */
export const permutation = wasmFunction({
  name: "permutation",
  parameters: [address, count, scratch, ...keyList(key)],
  body: [
    forRange(i, 0, get(count), 1, [i32.store(wordAt(address, i), get(i))]),
    call(
      philoxBlocks,
      i32.add(get(scratch), i32.const(16)),
      i32.const(0),
      i32.shr_u(i32.add(get(count), i32.const(3)), i32.const(2)),
      ...keyOperands(key),
    ),
    set(spare, i32.const(0)),
    set(i, i32.sub(get(count), i32.const(1))),
    loop(next, [
      when(i32.gt_s(get(i), i32.const(0)), [
        set(range, i32.add(get(i), i32.const(1))),
        set(excess, i32.rem_u(i32.sub(i32.const(0), get(range)), get(range))),
        set(word, i32.load(wordAt(scratch, i), 16)),
        loop(again, [
          // word >= 2^32 - excess, in numbers of 32 bits.
          when(i32.gt_u(get(excess), i32.xor(get(word), i32.const(-1))), [
            call(philoxBlocks, get(scratch), i32.const(0), i32.const(1), ...keyOperands(key, redrawn)),
            set(spare, i32.add(get(spare), i32.const(1))),
            set(word, i32.load(get(scratch))),
            br(again),
          ]),
        ]),
        set(one, wordAt(address, i)),
        set(other, i32.add(get(address), i32.shl(i32.rem_u(get(word), get(range)), i32.const(2)))),
        set(held, i32.load(get(one))),
        i32.store(get(one), i32.load(get(other))),
        i32.store(get(other), get(held)),
        set(i, i32.sub(get(i), i32.const(1))),
        br(next),
      ]),
    ]),
  ],
});
