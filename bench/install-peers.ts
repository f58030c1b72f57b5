/** `npm run bench:peers`: installs the peers that come from npm into bench/peers, and says how to get those of Python. */
import { spawnSync } from "node:child_process";
import { APT_LINE, pythonWith } from "./contestants.ts";
import { PEERS_FOLDER } from "./folders.ts";

const { status } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
  cwd: PEERS_FOLDER,
  stdio: "inherit",
});
const missing = ["torch", "sklearn"].filter((module) => pythonWith(module) === undefined);
if (missing.length > 0) console.log(`No python3 here has ${missing.join(" and ")}. On Debian: ${APT_LINE}`);
process.exitCode = status ?? 1;
