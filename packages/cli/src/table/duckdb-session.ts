import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Opens DuckDB in memory, lets `use` read the one file at `path` (absolute), and closes it.
 * The session cannot reach another file, write, load an extension, or have its settings changed back.
 */
export async function withDuckDb<T>(path: string, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  // Lazily: loading the native library takes a while, and most tables are text.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    threads: "2",
    memory_limit: "2GB",
    temp_directory: "",
  });
  try {
    const connection = await instance.connect();
    try {
      await connection.run(`SET allowed_paths = [${sqlText(path)}]`);
      await connection.run("SET enable_external_access = false");
      await connection.run("SET lock_configuration = true");
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** A string literal of SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
