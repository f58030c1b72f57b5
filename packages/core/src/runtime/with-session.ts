/** Gives back what a runtime was asked for, however the work with it ends. */
import type { Graph } from "../graph/value.ts";
import type { LoadOptions, Runtime, Session } from "./runtime.ts";

/** A session, or what is made of sessions. */
interface Releasable {
  readonly release: () => Promise<void>;
}

/**
 * What `work` gives with a session of the model, which is open for that long.
 * @throws the first error: of loading, of the work, of the release.
 */
export async function withSession<T>(
  runtime: Runtime,
  model: Graph | Uint8Array,
  work: (session: Session) => Promise<T>,
  options: LoadOptions = {},
): Promise<T> {
  const session = await runtime.load(model, options);
  return releaseAfter(session, () => work(session));
}

/** What `work` gives; then `resource` is released. @throws the first error: of the work, of the release. */
export async function releaseAfter<T>(resource: Releasable, work: () => Promise<T>): Promise<T> {
  const result = await releaseOnError(resource, work);
  await resource.release();
  return result;
}

/** What `work` gives. Where it throws, `resource` is released first: for a step of opening something that keeps it. */
export async function releaseOnError<T>(resource: Releasable, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The first error says what went wrong; a release that fails too, as in a runtime that died, adds nothing.
    await resource.release().catch(() => undefined);
    throw error;
  }
}

/** As Promise.all, but waits for the others where one fails: then nothing is under way that would be held unseen. */
export async function allAnswered<T>(asked: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(asked);
  return Promise.all(asked);
}
