import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { codeOf } from "../table/error-code.ts";
import { inputError } from "../table/input-error.ts";

export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly contentSecurityPolicy: string;
}

/** All files of a page by the addresses they answer, as a request writes them. */
export type BuiltPage = ReadonlyMap<string, PageFile>;

/**
 * The page that a build left in `folder`, whole: read once, so that no address ever becomes a path.
 * @throws input error where there is no page, or one without a policy.
 */
export async function readBuiltPage(folder: string): Promise<BuiltPage> {
  const bodies = await bodiesIn(folder);
  const home = bodies.get("/index.html");
  if (home === undefined) {
    throw inputError(
      `the studio's page is not in ${folder}: in the source of occam, \`npm run build\` makes it; elsewhere, install occam again.`,
    );
  }
  const homePolicy = policyOf(home);
  if (homePolicy === undefined) throw inputError(`${folder}/index.html is no page of occam: it states no policy.`);
  return new Map(
    [...bodies, ["/", home] as const].map(([address, body]) => [address, fileOf(address, body, homePolicy)]),
  );
}

function fileOf(address: string, body: Buffer, homePolicy: string): PageFile {
  const extension = address === "/" ? ".html" : extname(address);
  // A page states its own. A worker has the policy that its script came with: the home's.
  const policy = (extension === ".html" ? policyOf(body) : undefined) ?? homePolicy;
  return {
    body,
    contentType: TYPES[extension] ?? "application/octet-stream",
    cacheControl: address.startsWith("/assets/") ? HASHED : "no-cache",
    contentSecurityPolicy: `${policy}; frame-ancestors 'none'`,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The build names what lies in assets/ by what it holds. */
const HASHED = "private, max-age=31536000, immutable";

async function bodiesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const bodies = files.map(
    async (file) => [`/${relative(folder, file).split(sep).join("/")}`, await readFile(file)] as const,
  );
  return new Map(await Promise.all(bodies));
}

/** What a page's own `<meta>` allows, so that a header says the same and more. */
function policyOf(body: Buffer): string | undefined {
  const meta = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(body.toString());
  return meta?.[1]?.replaceAll("&#39;", "'");
}
