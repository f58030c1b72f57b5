/** Serves a built page to this computer alone: its own files, to whoever has the launch token, and nothing else. */
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { codeOf } from "../table/error-code.ts";
import { inputError } from "../table/input-error.ts";
import { type Admission, admission } from "./admission.ts";
import type { BuiltPage, PageFile } from "./built-page.ts";

export interface PageServer {
  readonly port: number;
  /** The address to open first. */
  readonly launchUrl: string;
  readonly close: () => Promise<void>;
}

/**
 * Port 0 is any free one.
 * @throws input error where the port cannot be had.
 */
export async function servePage(page: BuiltPage, port: number, token: string): Promise<PageServer> {
  // Who names no host is answered by us, with all headers, instead of by Node.
  const server = createServer({ requireHostHeader: false, maxHeaderSize: MAX_HEADER_BYTES });
  await listening(server, port);
  // The server was asked for a port, so its address is no pipe's name.
  const bound = (server.address() as AddressInfo).port;
  const door = admission(bound, token);
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    send(answerTo(request, page, door), response);
  server.on("request", onRequest);
  server.on("checkExpectation", onRequest);
  // What is no request gets no answer.
  server.on("clientError", (_, socket) => socket.destroy());
  return {
    port: bound,
    launchUrl: door.launchUrl,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** All programs on this computer share the cookies of its name: there may be many. */
const MAX_HEADER_BYTES = 65_536;

async function listening(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    const fault = FAULTS.get(codeOf(error));
    if (fault === undefined) throw error;
    throw inputError(`port ${port} ${fault}: say --port 0 for a free one, or the number of another.`);
  }
}

const FAULTS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "is taken, perhaps by a studio that is open already"],
  ["EACCES", "is not for this user"],
]);

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | string;
}

/** Whatever is not asked for in one of these ways is refused. An address is looked up as it was written, never read as a path. */
function answerTo({ method = "", url = "", headers }: IncomingMessage, page: BuiltPage, door: Admission): Answer {
  if (!door.isOurs(headers)) return refusal(403, "This studio answers only at its own address.");
  if (method !== "GET" && method !== "HEAD") return refusal(405, "This studio only shows.", { Allow: "GET, HEAD" });
  if (door.isLaunch(url)) return moved("/", door.cookie);
  if (!door.isAdmitted(headers)) return refusal(403, "Open the address that `occam studio` printed.");
  const file = page.get(url);
  return file === undefined ? refusal(404, "There is no such page here.") : found(file);
}

const ALWAYS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};
const NOTHING = {
  ...ALWAYS,
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cache-Control": "no-store",
};

function found({ body, contentType, cacheControl, contentSecurityPolicy }: PageFile): Answer {
  const headers = {
    ...ALWAYS,
    "Content-Security-Policy": contentSecurityPolicy,
    "Cache-Control": cacheControl,
    "Content-Type": contentType,
  };
  return { status: 200, headers, body };
}

function moved(location: string, cookie: string): Answer {
  return { status: 303, headers: { ...NOTHING, Location: location, "Set-Cookie": cookie }, body: "" };
}

function refusal(status: number, line: string, more: OutgoingHttpHeaders = {}): Answer {
  return { status, headers: { ...NOTHING, "Content-Type": "text/plain; charset=utf-8", ...more }, body: `${line}\n` };
}

function send({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}
