/** Where buffers lie in memory: those that are never needed at one time share it. */
import { type Buffer, buffersOf } from "./access.ts";
import { type Nest, readsOf, writtenBy } from "./nest.ts";
import type { Plan } from "./plan.ts";

export interface Layout {
  /** In bytes; of a buffer whose size only a run knows, where its address is written. */
  readonly addressOf: (buffer: Buffer) => number;
  /** Where the length of a named dimension is written. */
  readonly lengthAt: (dim: string) => number;
  /** Behind all that has a place: buffers of sizes that only a run knows follow. */
  readonly byteSize: number;
}

/** A cache line. */
const ALIGNMENT = 64;

/** The buffer whose memory a buffer lies in, and where in it, in elements. */
export function rootOf(
  { regions }: Pick<Plan, "regions">,
  buffer: Buffer,
): { readonly root: Buffer; readonly offset: number } {
  let root = buffer;
  let offset = 0;
  for (let region = regions.get(root); region !== undefined; region = regions.get(root)) {
    offset += region.offset;
    root = region.parent;
  }
  return { root, offset };
}

export function layOut(plan: Plan): Layout {
  const spans = lifetimes(plan);
  const addresses = new Map<Buffer, number>();
  const dims = new Map<string, number>();
  let end = ALIGNMENT;
  const reserve = (bytes: number): number => {
    const address = end;
    end = aligned(end + bytes);
    return address;
  };
  for (const { buffer, shape } of plan.inputs) {
    addresses.set(buffer, reserve(buffer.size === undefined ? 4 : 4 * buffer.size));
    for (const dim of shape) if (typeof dim === "string" && !dims.has(dim)) dims.set(dim, reserve(4));
  }
  for (const { buffer } of plan.constants) addresses.set(buffer, reserve(4 * (buffer.size as number)));
  const shared = [...spans.entries()]
    .filter(([buffer]) => !addresses.has(buffer))
    .sort(([, a], [, b]) => a.first - b.first);
  const top = placeAll(shared, end, addresses);
  return {
    addressOf: (buffer) => {
      const { root, offset } = rootOf(plan, buffer);
      const address = addresses.get(root);
      if (address === undefined) throw new Error(`${buffer.name} has no place in memory.`);
      return address + 4 * offset;
    },
    lengthAt: (dim) => dims.get(dim) as number,
    byteSize: top,
  };
}

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** When a buffer is needed, as numbers of nests; both ends belong to it. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** First come, first placed: each as low as those allow that are needed at the same time. */
function placeAll(spans: readonly (readonly [Buffer, Span])[], start: number, addresses: Map<Buffer, number>): number {
  const placed: { readonly span: Span; readonly from: number; readonly to: number }[] = [];
  let top = start;
  for (const [buffer, span] of spans) {
    const bytes = aligned(4 * (buffer.size as number));
    const others = placed
      .filter((other) => other.span.first <= span.last && span.first <= other.span.last)
      .sort((a, b) => a.from - b.from);
    let from = start;
    for (const other of others) if (other.from < from + bytes) from = Math.max(from, other.to);
    placed.push({ span, from, to: from + bytes });
    addresses.set(buffer, from);
    top = Math.max(top, from + bytes);
  }
  return top;
}

/** Of each buffer that lies in no other. What a loop uses from around it, it uses in every iteration. */
function lifetimes(plan: Plan): ReadonlyMap<Buffer, Span> {
  const spans = new Map<Buffer, Span>();
  const use = (buffer: Buffer, first: number, last: number): void => {
    const { root } = rootOf(plan, buffer);
    const known = spans.get(root) ?? { first, last };
    spans.set(root, { first: Math.min(known.first, first), last: Math.max(known.last, last) });
  };
  const buffersIn = (nest: Nest) => [...writtenBy(nest), ...readsOf(nest).flatMap(buffersOf)];
  let time = 0;
  const visit = (nests: readonly Nest[]): void => {
    for (const nest of nests) {
      const start = ++time;
      if (nest.kind === "loop") {
        const carried = carriedOver(plan, nest.nests);
        visit(nest.nests);
        const end = ++time;
        const isKept = (buffer: Buffer) =>
          carried.has(rootOf(plan, buffer).root) || !isWrittenIn(plan, nest.nests, buffer);
        for (const buffer of buffersIn(nest)) if (isKept(buffer)) use(buffer, start, end);
      } else for (const buffer of buffersIn(nest)) use(buffer, start, start);
    }
  };
  visit(plan.nests);
  const end = time + 1;
  for (const { access } of plan.outputs) {
    const { root } = rootOf(plan, access.buffer);
    use(root, spans.get(root)?.first ?? 0, end);
  }
  return spans;
}

function isWrittenIn(plan: Plan, nests: readonly Nest[], buffer: Buffer): boolean {
  const { root } = rootOf(plan, buffer);
  return nests.flatMap(writtenBy).some((each) => rootOf(plan, each).root === root);
}

/** What an iteration reads before it writes it: state from the one before. */
function carriedOver(plan: Plan, nests: readonly Nest[]): ReadonlySet<Buffer> {
  const written = new Set<Buffer>();
  const carried = new Set<Buffer>();
  for (const nest of nests) {
    const reads = readsOf(nest).flatMap(buffersOf);
    const own = new Set(writtenBy(nest));
    for (const read of reads) {
      const { root } = rootOf(plan, read);
      if (!written.has(root) && !own.has(read)) carried.add(root);
    }
    for (const each of own) written.add(rootOf(plan, each).root);
  }
  return carried;
}
