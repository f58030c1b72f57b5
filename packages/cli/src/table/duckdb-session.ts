import type { DuckDBConnection } from "@duckdb/node-api";

export interface DuckDBSession {
  readonly connection: DuckDBConnection;
  /** The file as an SQL string for the `read_` functions, which take names for patterns. */
  readonly source: string;
}

/**
 * Opens DuckDB in memory, lets `use` read the one file at `path` (absolute), and closes it.
 * The session cannot reach another file or the network, load an extension, or have these settings changed back.
 */
export async function withDuckDb<T>(path: string, use: (session: DuckDBSession) => Promise<T>): Promise<T> {
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
      const source = sqlText(path.replace(/[[*?]/g, "[$&]"));
      // The pattern too: DuckDB asks for permission to look for it, then for each file that matches.
      await connection.run(`SET allowed_paths = [${sqlText(path)}, ${source}]`);
      await connection.run("SET enable_external_access = false");
      await connection.run("SET lock_configuration = true");
      return await use({ connection, source });
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
