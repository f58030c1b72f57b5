import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { readBuiltPage } from "../page/built-page.ts";
import { type PageServer, servePage } from "../page/page-server.ts";

/** Where `npm run build` puts the studio's page, beside the compiled command. */
const PAGE = fileURLToPath(new URL("../studio", import.meta.url));

/** Serves the studio on this computer, to whoever has the address with the token that this very start made. */
export async function studioCommand(port: number): Promise<PageServer> {
  return servePage(await readBuiltPage(PAGE), port, randomBytes(32).toString("base64url"));
}
