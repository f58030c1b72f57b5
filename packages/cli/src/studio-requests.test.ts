/** Who gets what of the page that `occam studio` serves, and who does not: real requests to the real command. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenStudio, openStudio, type Reply, reply } from "./studio-process.fixture.ts";

const BUILT = fileURLToPath(new URL("../dist/studio", import.meta.url));

let studio: OpenStudio;
let cookie = "";
beforeAll(async () => {
  studio = await openStudio();
  const { headers } = await launched();
  cookie = (headers["set-cookie"] ?? "").split(";")[0] ?? "";
});
afterAll(() => studio?.stop());

const host = () => `Host: 127.0.0.1:${studio.port}`;
const token = () => new URL(studio.url).searchParams.get("token") ?? "";
const launched = () => reply(studio.port, `GET /?token=${token()} HTTP/1.1`, host());
/** Everything right, but for what is said otherwise. */
const admitted = (target: string, { method = "GET", more = [] as readonly string[] } = {}) =>
  reply(studio.port, `${method} ${target} HTTP/1.1`, host(), `Cookie: ${cookie}`, ...more);

describe("the launch token", () => {
  it("has 256 bits, and is another at every start", async () => {
    expect(token()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const other = await openStudio();
    expect(new URL(other.url).searchParams.get("token")).not.toBe(token());
    await other.stop();
  });

  it("leaves the address and becomes a cookie that no script and no other site can use", async () => {
    const { status, headers, body } = await launched();
    expect([status, headers.location, body]).toEqual([303, "/", ""]);
    expect(headers["set-cookie"]).toBe(`occam-studio-${studio.port}=${token()}; Path=/; HttpOnly; SameSite=Strict`);
    expect(headers["cache-control"]).toBe("no-store");
    expect((await admitted("/")).status).toBe(200);
  });

  it("opens the page beside cookies of other programs on this computer, and by the name localhost", async () => {
    const theirs = `Cookie: theme=dark; ${cookie}; occam-studio-1=x`;
    expect((await reply(studio.port, "GET / HTTP/1.1", host(), theirs)).status).toBe(200);
    const localhost = `Host: localhost:${studio.port}`;
    const origin = `Origin: http://localhost:${studio.port}`;
    expect((await reply(studio.port, "GET / HTTP/1.1", localhost, `Cookie: ${cookie}`, origin)).status).toBe(200);
  });

  const withoutIt = (): Readonly<Record<string, Promise<Reply>>> => {
    const get = (target: string, ...more: readonly string[]) =>
      reply(studio.port, `GET ${target} HTTP/1.1`, host(), ...more);
    const name = cookie.split("=")[0];
    return {
      nothing: get("/"),
      "no token at a file": get("/assets/x.js"),
      "an empty token": get("/?token="),
      "a shorter token": get(`/?token=${token().slice(1)}`),
      "a longer token": get(`/?token=${token()}A`),
      "the token by another name": get(`/?key=${token()}`),
      "the token at another page": get(`/index.html?token=${token()}`),
      "an empty cookie": get("/", "Cookie: "),
      "a cookie of another value": get("/", `Cookie: ${name}=${"A".repeat(43)}`),
      "a cookie of another name": get("/", `Cookie: occam-studio=${token()}`),
      "the token as a cookie's name": get("/", `Cookie: ${token()}`),
    };
  };
  it("without it, every request gets one line and nothing else", async () => {
    for (const [what, request] of Object.entries(withoutIt())) {
      const { status, headers, body } = await request;
      expect([what, status, body]).toEqual([what, 403, "Open the address that `occam studio` printed.\n"]);
      expect(headers["set-cookie"]).toBeUndefined();
    }
  });
});

describe("who asks", () => {
  it.each([
    ["another name for this computer", () => ["Host: evil.example"]],
    ["that name with the port", () => [`Host: evil.example:${studio.port}`]],
    ["a name that begins like ours", () => [`Host: 127.0.0.1:${studio.port}.evil.example`]],
    ["another port", () => ["Host: 127.0.0.1:1"]],
    ["no port", () => ["Host: 127.0.0.1"]],
    ["an address that it did not bind", () => [`Host: 0.0.0.0:${studio.port}`]],
    ["an empty host", () => ["Host:"]],
    ["no host", () => []],
    ["another site", () => [host(), "Origin: https://evil.example"]],
    ["a program on another port", () => [host(), "Origin: http://127.0.0.1:1"]],
    ["a page without an origin", () => [host(), "Origin: null"]],
    ["our address by another scheme", () => [host(), `Origin: https://127.0.0.1:${studio.port}`]],
  ])("%s is refused, token and cookie or not", async (_, lines) => {
    for (const target of ["/", `/?token=${token()}`]) {
      const { status, headers, body } = await reply(
        studio.port,
        `GET ${target} HTTP/1.1`,
        ...lines(),
        `Cookie: ${cookie}`,
      );
      expect([status, body]).toEqual([403, "This studio answers only at its own address.\n"]);
      expect(headers["set-cookie"]).toBeUndefined();
    }
  });

  it("its own page is answered", async () => {
    const own = `Origin: http://127.0.0.1:${studio.port}`;
    expect((await admitted("/", { more: [own] })).status).toBe(200);
  });

  it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])("the method %s is refused", async (method) => {
    const { status, headers } = await admitted("/", { method });
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("HEAD tells what GET would send, and sends nothing", async () => {
    const [head, get] = [await admitted("/", { method: "HEAD" }), await admitted("/")];
    expect([head.status, head.body]).toEqual([200, ""]);
    expect({ ...head.headers, date: "" }).toEqual({ ...get.headers, date: "" });
  });
});

describe("what is asked for", () => {
  it("every file of the build is there, with its type, and what is named by its content is kept", async () => {
    const names = readdirSync(BUILT, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const { status, headers } = await admitted(`/${name}`, { method: "HEAD" });
      const size = readFileSync(join(BUILT, name)).length;
      expect([name, status, Number(headers["content-length"])]).toEqual([name, 200, size]);
      expect([name, headers["content-type"]]).not.toEqual([name, "application/octet-stream"]);
      expect(headers["cache-control"]).toBe(
        name.startsWith("assets") ? "private, max-age=31536000, immutable" : "no-cache",
      );
    }
  });

  it("/ is index.html, byte for byte", async () => {
    const { headers, body } = await admitted("/");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(body).toBe(readFileSync(join(BUILT, "index.html"), "utf8"));
  });

  it.each([
    "/nothing.html",
    "/assets",
    "/assets/",
    "/index.html/",
    "/INDEX.HTML",
    "/?",
    "/index.html?x",
    "//index.html",
    "/./index.html",
    "/index.html#x",
    "/assets/../index.html",
    "/../main.js",
    "/../../package.json",
    "/%2e%2e/main.js",
    "/..%2fmain.js",
    "/%2e%2e%2f%2e%2e%2fpackage.json",
    "/%252e%252e/main.js",
    "/..\\main.js",
    "/..%5cmain.js",
    "/index.html%00",
    "/index%2ehtml",
    "//etc/passwd",
    "/etc/passwd",
    "/C:/Windows/win.ini",
    "/file:///etc/passwd",
    "http://127.0.0.1/index.html",
    "/__proto__",
    "/constructor",
    "*",
  ])("%s is no page", async (target) => {
    const { status, body } = await admitted(target);
    expect([status, body]).toEqual([404, "There is no such page here.\n"]);
  });

  it.each(["/index.html\0", "/a b", "index.html", ""])("%j is no request: it gets no answer", async (target) => {
    const { status, body } = await admitted(target);
    expect([status, body]).toEqual([Number.NaN, ""]);
  });
});

describe("headers", () => {
  const ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
  };

  it.each<[string, number, () => Promise<Reply>]>([
    ["the page", 200, () => admitted("/")],
    ["the course", 200, () => admitted("/course.html")],
    ["the launch", 303, launched],
    ["no token", 403, () => reply(studio.port, "GET / HTTP/1.1", host())],
    ["another host", 403, () => reply(studio.port, "GET / HTTP/1.1", "Host: evil.example")],
    ["another origin", 403, () => admitted("/", { more: ["Origin: https://evil.example"] })],
    ["another method", 405, () => admitted("/", { method: "POST" })],
    ["an unknown page", 404, () => admitted("/x")],
    ["an expectation", 200, () => admitted("/", { more: ["Expect: the unexpected"] })],
    ["an upgrade", 200, () => admitted("/", { more: ["Connection: Upgrade", "Upgrade: websocket"] })],
  ])("%s has all that guard it", async (_, status, request) => {
    const { headers, status: found } = await request();
    expect(found).toBe(status);
    expect(headers).toMatchObject(ALWAYS);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).toMatch(/; frame-ancestors 'none'$/);
    expect(headers["content-security-policy"]).not.toMatch(/'unsafe-|\*|&/);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("a page's policy is the one that the build wrote into it; workers have that of the app", async () => {
    const policy = async (target: string) => (await admitted(target)).headers["content-security-policy"];
    const worker = readdirSync(join(BUILT, "assets")).find((name) => name.includes(".worker-"));
    const app = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'";
    expect(await policy("/")).toContain(app);
    expect(await policy(`/assets/${worker}`)).toContain(app);
    expect(await policy("/course.html")).not.toContain("script-src");
  });
});
