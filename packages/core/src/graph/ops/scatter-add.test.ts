import { afterAll, expect, it } from "vitest";
import { encode } from "../../onnx/encode.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { constant, input, scatterAdd } from "./index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

it("no update of equal indices is lost on several threads", async () => {
  const [count, places] = [1_000_000, 64];
  const [indices, updates] = [input("indices", "int64", [count]), input("updates", "float32", [count])];
  const sums = scatterAdd(constant(new Float32Array(places), [places], "float32"), indices, updates, 0);
  const graph = { name: "sums", inputs: [indices, updates], outputs: [["sums", sums]] as const };
  const session = await runtime.load(encode(graph), { threads: 4 });
  const feeds = {
    indices: { shape: [count], data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i % places)) },
    updates: { shape: [count], data: new Float32Array(count).fill(1) },
  };
  for (let run = 0; run < 20; run++) {
    const { fetched } = await session.run(feeds, { fetch: ["sums"] });
    expect(new Set(fetched.sums?.data as Float32Array)).toEqual(new Set([count / places]));
  }
  await session.release();
});
