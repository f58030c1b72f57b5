import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { withDuckDb } from "./duckdb-session.ts";
import { temporaryFile } from "./temporary-file.ts";

test("a session reads its one file and refuses every other way out", async () => {
  const file = await temporaryFile("it's [a]*.csv", "a\n1\n");
  await writeFile(join(dirname(file), "it's abc.csv"), "a\n3\n");
  const other = await temporaryFile("other.csv", "a\n2\n");
  const written = join(dirname(file), "written.csv");
  await withDuckDb(file, async ({ connection, source }) => {
    const rows = await connection.runAndReadAll(`FROM read_csv(${source})`);
    expect(rows.getRows()).toEqual([[1n]]);
    for (const sql of [
      `FROM read_csv('${other}')`,
      `FROM read_csv('${dirname(file)}/*.csv')`,
      "FROM read_text('/etc/passwd')",
      "FROM glob('/etc/*')",
      `COPY (SELECT 1) TO '${written}'`,
      `ATTACH '${written}.db'`,
      "INSTALL httpfs",
      "LOAD httpfs",
      "FROM read_csv('http://127.0.0.1:1/a.csv')",
      "SET enable_external_access = true",
      "SET allowed_paths = ['/etc/passwd']",
      "SET threads = 8",
    ]) {
      await expect(connection.run(sql), sql).rejects.toThrow();
    }
  });
  expect(existsSync(written)).toBe(false);
});
