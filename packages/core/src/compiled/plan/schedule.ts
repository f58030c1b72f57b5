/** Puts values into memory: in which nest each is computed, so that few passes are made over it. */
import type { Dim } from "../../graph/value.ts";
import { type Access, type Buffer, buffersOf, elementCount, isWhole, reshaped, whole } from "./access.ts";
import { type Expression, type Expressions, loadsOf } from "./expression.ts";
import type { Nest, StoringNest } from "./nest.ts";

/** A buffer that lies within another. */
export interface Region {
  readonly parent: Buffer;
  /** In elements. */
  readonly offset: number;
}

export interface Schedule {
  readonly regions: ReadonlyMap<Buffer, Region>;
  readonly buffer: (name: string, dtype: Buffer["dtype"], shape: readonly Dim[]) => Buffer;
  /** Adds a nest at the end of the current block. Its result stays in registers until something needs it in memory. */
  readonly add: (nest: Nest) => void;
  /** Where an expression's elements lie; they are computed and stored first where they lie nowhere. */
  readonly store: (name: string, expression: Expression, shape: readonly Dim[], dtype?: Buffer["dtype"]) => Access;
  /** The expression's elements in memory that nothing has read yet. */
  readonly storeAt: (name: string, expression: Expression, destination: Access) => void;
  /** The expression's elements in memory that others read before: behind all that was added so far. */
  readonly overwrite: (name: string, expression: Expression, destination: Access) => void;
  /** Says that a buffer is written where its parts are. */
  readonly gather: (buffer: Buffer, parts: readonly Buffer[]) => void;
  /** Lets a buffer lie within another, if it may: nothing else decides where it lies. */
  readonly place: (buffer: Buffer, region: Region) => boolean;
  /** Other buffers lie within it. */
  readonly hasParts: (buffer: Buffer) => boolean;
  readonly isPending: (buffer: Buffer) => boolean;
  /** Nests of a block of their own. */
  readonly inside: (work: (nests: readonly Nest[]) => void) => readonly Nest[];
}

interface Writer {
  readonly block: readonly Nest[];
  readonly nest: Nest;
}

export function createSchedule(expressions: Expressions, nests: Nest[]): Schedule {
  const regions = new Map<Buffer, Region>();
  const writers = new Map<Buffer, Writer>();
  /** Results that no memory holds. */
  const pending = new Map<Buffer, StoringNest>();
  let block = nests;

  const buffer: Schedule["buffer"] = (name, dtype, shape) => ({ name, dtype, size: elementCount(shape) });

  const add: Schedule["add"] = (nest) => {
    block.push(nest);
    if (nest.kind === "product" || nest.kind === "reduce") pending.set(nest.result, nest);
    if (nest.kind === "loop") for (const each of nest.carried) noteWriter(each, nest);
    if (nest.kind === "scatter") writers.set(nest.target.buffer, { block, nest });
  };

  /** The nest that writes a buffer last. */
  const noteWriter = (each: Buffer, nest: Nest): void => {
    const before = writers.get(each);
    if (before?.block === block && block.indexOf(before.nest) > block.indexOf(nest)) return;
    writers.set(each, { block, nest });
  };

  const addStore = (nest: StoringNest, access: Access, expression: Expression): void => {
    nest.stores.push({ access, expression });
    noteWriter(access.buffer, nest);
  };

  const keep = (result: Buffer): void => {
    const nest = pending.get(result);
    if (nest === undefined) return;
    pending.delete(result);
    const own = whole(result, nest.shape);
    addStore(nest, own, expressions.load(own));
  };

  const keepAll = (expression: Expression): void => {
    for (const access of loadsOf(expression)) buffersOf(access).forEach(keep);
  };

  /** Whether memory holds a buffer before a nest of the current block runs. */
  const isBefore = (each: Buffer, nest: Nest): boolean => {
    const writer = writers.get(each);
    if (pending.has(each)) return false;
    return writer === undefined || writer.block !== block || block.indexOf(writer.nest) < block.indexOf(nest);
  };

  /** The expression as a nest can compute it for its own elements; undefined where it cannot. */
  const within = (nest: StoringNest, expression: Expression): Expression | undefined =>
    expressions.map(expression, (access) => {
      const own = reshaped(access, nest.shape);
      if (own === undefined) return undefined;
      const isOwn = (each: Buffer) => writers.get(each)?.nest === nest;
      if (nest.kind !== "map" && own.buffer === nest.result) return isWhole(own) ? expressions.load(own) : undefined;
      if (isOwn(own.buffer)) {
        // What the nest has just stored is at hand.
        const found = nest.stores.find((store) => store.access.buffer === own.buffer);
        return found && isWhole(own) && isWhole(found.access) ? found.expression : undefined;
      }
      return buffersOf(own).every((each) => isBefore(each, nest)) ? expressions.load(own) : undefined;
    });

  const storeAt: Schedule["storeAt"] = (name, expression, destination) => {
    const homes = loadsOf(expression)
      .map((access) => pending.get(access.buffer))
      .filter((nest) => nest !== undefined);
    const home = homes.toSorted((a, b) => block.indexOf(b) - block.indexOf(a))[0];
    // Results of earlier nests are stored there.
    for (const nest of homes) if (nest !== home && nest.kind !== "map") keep(nest.result);
    const maps = block.filter((nest) => nest.kind === "map").toReversed();
    for (const nest of home === undefined ? maps : [home]) {
      const own = within(nest, expression);
      const target = reshaped(destination, nest.shape);
      if (own !== undefined && target !== undefined) return addStore(nest, target, own);
    }
    if (home !== undefined) {
      keepAll(expression);
      return storeAt(name, expression, destination);
    }
    overwrite(name, expression, destination);
  };

  const overwrite: Schedule["overwrite"] = (name, expression, destination) => {
    keepAll(expression);
    const nest: Nest = { kind: "map", name, shape: destination.shape, stores: [] };
    block.push(nest);
    addStore(nest, destination, expression);
  };

  const store: Schedule["store"] = (name, expression, shape, dtype = "float32") => {
    if (expression.kind === "load" && expression.access.buffer.dtype === dtype) {
      keepAll(expression);
      return expression.access;
    }
    const destination = whole(buffer(name, dtype, shape), shape);
    storeAt(name, expression, destination);
    return destination;
  };

  return {
    regions,
    buffer,
    add,
    store,
    storeAt,
    overwrite,
    gather: (each, parts) => {
      for (const part of parts) {
        const writer = writers.get(part);
        if (writer !== undefined) noteWriter(each, writer.nest);
      }
    },
    place: (each, region) => {
      // What is written around a loop stays from one iteration to the next, which memory within the loop's does not.
      const isOfBlock = pending.has(each) || writers.get(each)?.block === block;
      if (each.size === undefined || regions.has(each) || !isOfBlock) return false;
      regions.set(each, region);
      return true;
    },
    hasParts: (each) => [...regions.values()].some(({ parent }) => parent === each),
    isPending: (each) => pending.has(each),
    inside: (work) => {
      const outer = block;
      const own: Nest[] = [];
      block = own;
      work(own);
      block = outer;
      return own;
    },
  };
}
