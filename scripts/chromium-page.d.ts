/** A page in a real Chromium, served from this machine to itself alone: for tests and for the benchmark. */

/** Debian's Chromium is here. */
export const hasChromium: boolean;

export interface ChromiumPage {
  /** Of Chromium. */
  readonly version: string;
  /** What the named function of the page's module gives for an argument; both travel as JSON. */
  readonly call: <Result>(name: string, argument?: unknown) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/**
 * A cross-origin isolated page with the module of this file, TypeScript or JavaScript, and all that it imports.
 * `folders`: what lies under other paths, such as { data: "/tmp/data" } for /data/NAME. onnxruntime-web's files lie under /engine/.
 * WebGPU is there by a software adapter, where this Chromium has one.
 */
export function openChromiumPage(file: string, folders?: Readonly<Record<string, string>>): Promise<ChromiumPage>;
