import fs from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { test } from "vitest";
import { readTable } from "./read-table.ts";

test("fuzz", async () => {
  const i = await DuckDBInstance.create();
  const c = await i.connect();
  await c.run(
    `copy (select i a, 'cat'||(i%7) b, i*0.5 c, [i] d, date '2024-01-01' e from range(500) t(i)) to '/tmp/duck/d/fz.parquet'`,
  );
  const good = fs.readFileSync("/tmp/duck/d/fz.parquet");
  let seed = 7;
  const rnd = () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const seen = new Map<string, number>();
  let ok = 0;
  let slow = 0;
  for (let k = 0; k < 1500; k++) {
    const b = Buffer.from(good);
    const n = 1 + Math.floor(rnd() * 4);
    for (let j = 0; j < n; j++)
      b[rnd() < 0.5 ? Math.floor(rnd() * b.length) : b.length - 1 - Math.floor(rnd() * 900)] = Math.floor(rnd() * 256);
    fs.writeFileSync("/tmp/duck/d/fz1.parquet", rnd() < 0.1 ? b.subarray(0, Math.floor(rnd() * b.length)) : b);
    const t = performance.now();
    try {
      await readTable("/tmp/duck/d/fz1.parquet");
      ok++;
    } catch (e: any) {
      if (e.code !== "OCCAM_INPUT" || e.message.includes("\n")) console.log("BAD", e);
      const m = e.message.replace(/\d+/g, "#").slice(0, 130);
      seen.set(m, (seen.get(m) ?? 0) + 1);
    }
    slow = Math.max(slow, performance.now() - t);
  }
  console.log({ ok, slow });
  console.log(
    [...seen]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 25)
      .map((x) => x[1] + " " + x[0])
      .join("\n"),
    process.memoryUsage().rss / 1e6,
  );
}, 500000);
