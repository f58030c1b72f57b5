/** The rooms of the studio and the hash that names them: #/ROOM/REST, where REST is the room's own. */
import { partsOfHash, type Room } from "./room.ts";

const PLAYGROUND: Room = {
  id: "playground",
  name: "Playground",
  load: () => import("./rooms/playground/playground.svelte"),
};

const LEARN: Room = { id: "learn", name: "Learn", load: () => import("./rooms/learn/learn.svelte") };

/** In the order of the bar. */
export const ROOMS: readonly Room[] = [PLAYGROUND, LEARN];

export interface Place {
  readonly room: Room;
  readonly rest: string;
  /** The room that the hash asks for, where there is none of this name. */
  readonly unknownRoom?: string;
}

/** Where a hash leads: an empty one to the playground, one that names no room too, which is said. */
export function placeOf(hash: string): Place {
  const { id, rest } = partsOfHash(hash);
  const room = ROOMS.find((room) => room.id === id);
  if (room !== undefined) return { room, rest };
  return id === "" ? { room: PLAYGROUND, rest } : { room: PLAYGROUND, rest: "", unknownRoom: id };
}
