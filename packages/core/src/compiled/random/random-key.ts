import { keyWords, type RandomKey } from "../../tensor/random.ts";
import { type Expr, get, local } from "../wasm/index.ts";

/** The parameters of a function that draws: a RandomKey in five words. */
export function keyParameters() {
  return {
    seedLow: local("seedLow", "i32"),
    seedHigh: local("seedHigh", "i32"),
    stream: local("stream", "i32"),
    positionLow: local("positionLow", "i32"),
    positionHigh: local("positionHigh", "i32"),
  } as const;
}

export type KeyParameters = ReturnType<typeof keyParameters>;

type Five<T> = readonly [seedLow: T, seedHigh: T, stream: T, positionLow: T, positionHigh: T];

/** In the order in which functions take them. */
export function keyList<T>(key: { readonly [N in keyof KeyParameters]: T }): Five<T> {
  return [key.seedLow, key.seedHigh, key.stream, key.positionLow, key.positionHigh];
}

/** The operands of a call that draws for another stream than this function's own. */
export function keyOperands(key: KeyParameters, stream: Expr<"i32"> = get(key.stream)): Five<Expr<"i32">> {
  const { seedLow, seedHigh, positionLow, positionHigh } = key;
  return [get(seedLow), get(seedHigh), stream, get(positionLow), get(positionHigh)];
}

/** What JavaScript passes for a key. */
export function keyArguments(key: RandomKey): Five<number> {
  return keyList(keyWords(key));
}
