/** `occam studio` as a command: its port, its words, its end. What it serves is in studio-requests.test.ts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { BIN, finished, occam, startOccam, workFolder } from "./occam-process.fixture.ts";
import { type OpenStudio, openStudio } from "./studio-process.fixture.ts";

const inFolder = workFolder();

let studio: OpenStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.stop());

it("a second studio on the port says so in one line, with exit code 2", async () => {
  expect(await occam("studio", "--no-open", "--port", String(studio.port))).toEqual({
    code: 2,
    signal: null,
    stdout: "",
    stderr: `occam: port ${studio.port} is taken, perhaps by a studio that is open already: say --port 0 for a free one, or the number of another.\n`,
  });
});

it.each(["-1", "65536", "1e3", "0x10", "", "x", "80.5"])("the port %j is refused", async (port) => {
  const { code, stdout, stderr } = await occam("studio", "--no-open", "--port", port);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("expected a port from 0 to 65535.");
});

it.runIf(process.platform === "linux")("it listens at 127.0.0.1 and nowhere else", () => {
  expect(listenersAt(studio.port)).toEqual(["0100007F"]);
});

it.runIf(process.platform === "linux")("the browser is opened at the address, unless told not to", async () => {
  const opened = inFolder("opened");
  const path = inFolder("openers");
  mkdirSync(path);
  // Under its own name once it is whole.
  writeFileSync(join(path, "xdg-open"), `#!/bin/sh\necho "$*" > ${opened}.part && /bin/mv ${opened}.part ${opened}\n`);
  chmodSync(join(path, "xdg-open"), 0o755);
  await startedAt(path, () => setTimeout(500), "--no-open");
  expect(existsSync(opened)).toBe(false);
  const url = await startedAt(path, async () => {
    await vi.waitFor(() => expect(existsSync(opened)).toBe(true), 10_000);
  });
  expect(readFileSync(opened, "utf8")).toBe(url);
});

it("where no browser can be opened, the address is there all the same", async () => {
  const url = await startedAt(inFolder("nothing-here"), async (url) => {
    expect((await fetch(url.trim(), { redirect: "manual" })).status).toBe(303);
  });
  expect(url).toMatch(/^http:/);
});

it("Ctrl-C ends it with exit code 130, while a browser is connected", async () => {
  const child = startOccam("studio", "--port", "0", "--no-open");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(String(line)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
  await once(child.stderr, "data");
  // A request that never ends.
  const socket = connect(Number(new URL(String(line)).port), "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  socket.write("GET / HTTP/1.1\r\n");
  const ended = finished(child);
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([130, "\noccam: interrupted.\n"]);
});

it("where the page was not built, it says how to get it", async () => {
  const bin = withoutPage();
  const child = spawn(process.execPath, [bin, "studio", "--no-open", "--port", "0"]);
  const { code, stdout, stderr } = await finished(child);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^occam: the studio's page is not in \/.*dist\/studio: .*`npm run build`[^\n]*\n$/);
});

/** Who listens at a port, as the system writes it: addresses in reversed hex. */
function listenersAt(port: number): readonly string[] {
  const isListening = "0A";
  const sockets = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    readFileSync(file, "utf8").split("\n").slice(1),
  );
  const fields = sockets.map((socket) => socket.trim().split(/\s+/));
  return fields.flatMap(([, local = "", , state]) => {
    const [address = "", hex = ""] = local.split(":");
    return state === isListening && Number.parseInt(hex, 16) === port ? [address] : [];
  });
}

/** The address that it prints where this is all that PATH holds; it is ended after `meanwhile`. */
async function startedAt(
  path: string,
  meanwhile: (url: string) => Promise<void>,
  ...more: readonly string[]
): Promise<string> {
  const child = spawn(process.execPath, [BIN, "studio", "--port", "0", ...more], { env: { PATH: path } });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  await once(child.stderr, "data");
  try {
    await meanwhile(String(line));
    return String(line);
  } finally {
    const ended = finished(child);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  }
}

/** The command as it is, but for the page. */
function withoutPage(): string {
  const cli = join(dirname(BIN), "..");
  const copy = inFolder("without-page");
  const page = join(cli, "dist", "studio");
  cpSync(join(cli, "bin"), join(copy, "bin"), { recursive: true });
  cpSync(join(cli, "package.json"), join(copy, "package.json"));
  cpSync(join(cli, "dist"), join(copy, "dist"), { recursive: true, filter: (file) => file !== page });
  symlinkSync(join(cli, "../../node_modules"), join(copy, "node_modules"));
  return join(copy, "bin", "occam.js");
}
