/** Who may see a page that this computer serves to itself: whoever has the launch token. */
import { createHash, timingSafeEqual } from "node:crypto";

/** What a request says of where it goes, where it comes from, and who sends it. */
export interface Credentials {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly cookie?: string | undefined;
}

export interface Admission {
  /** The address to open first: it bears the token. */
  readonly launchUrl: string;
  /** The request is for an address that the server bound, and comes from a page of its own or from none. */
  readonly isOurs: (credentials: Credentials) => boolean;
  /** `target` is the launch address, with the right token. */
  readonly isLaunch: (target: string) => boolean;
  /** What a launch leaves in the browser. */
  readonly cookie: string;
  readonly isAdmitted: (credentials: Credentials) => boolean;
}

const LAUNCH = "/?token=";

export function admission(port: number, token: string): Admission {
  // A URL leaves out the port that its scheme has anyway, as a browser does.
  const addresses = ["127.0.0.1", "localhost"].map((name) => new URL(`http://${name}:${port}`));
  const hosts = addresses.map(({ host }) => host);
  const origins = addresses.map(({ origin }) => origin);
  // Cookies know no ports: two studios side by side need two names.
  const name = `occam-studio-${port}`;
  return {
    launchUrl: `${origins[0]}${LAUNCH}${token}`,
    isOurs: ({ host = "", origin }) => hosts.includes(host) && (origin === undefined || origins.includes(origin)),
    isLaunch: (target) => target.startsWith(LAUNCH) && isSame(target.slice(LAUNCH.length), token),
    cookie: `${name}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    isAdmitted: ({ cookie = "" }) => cookie.split(/;\s*/).some((pair) => isSame(pair, `${name}=${token}`)),
  };
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
