/** A room of the studio, and its address. */
import type { Component } from "svelte";

export interface RoomProps {
  /** What follows the room in the hash, as written there: the room reads and checks it. */
  readonly rest: string;
}

export interface Room {
  /** Its place in the hash. */
  readonly id: string;
  readonly name: string;
  readonly load: () => Promise<{ readonly default: Component<RoomProps> }>;
}

/** The address of a room: #/learn/two-pulls. */
export function hashOf(room: string, rest = ""): string {
  return rest === "" ? `#/${room}` : `#/${room}/${rest}`;
}

/** What a hash says: the inverse. */
export function partsOfHash(hash: string): { readonly id: string; readonly rest: string } {
  const [, id = "", rest = ""] = /^#?\/?([^/]*)\/?(.*)$/s.exec(hash) ?? [];
  return { id, rest };
}
