import { describe, expect, it } from "vitest";
import { hashOf } from "./room.ts";
import { placeOf, ROOMS } from "./rooms.ts";

describe("the hash of a room", () => {
  it.each(ROOMS.map(({ id }) => id))("%s is found by its own hash, with what follows it", (id) => {
    expect(placeOf(hashOf(id))).toMatchObject({ room: { id }, rest: "" });
    expect(placeOf(hashOf(id, "a/b?c=%20"))).toMatchObject({ room: { id }, rest: "a/b?c=%20" });
  });

  it.each(["", "#", "#/"])("%j leads to the playground", (hash) => {
    expect(placeOf(hash)).toMatchObject({ room: { id: "playground" }, rest: "" });
    expect(placeOf(hash).unknownRoom).toBeUndefined();
  });

  it.each(["constructor", "__proto__", "toString", "runs"])("#/%s is no room, which is said", (id) => {
    expect(placeOf(`#/${id}/x`)).toMatchObject({ room: { id: "playground" }, rest: "", unknownRoom: id });
  });
});
