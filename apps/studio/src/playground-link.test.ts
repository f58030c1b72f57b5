import { describe, expect, it } from "vitest";
import { readLink } from "./engine/link.ts";
import { PRESETS, type Preset, playgroundLink } from "./playground-link.ts";
import { placeOf } from "./rooms.ts";

describe("a link from the course", () => {
  // The keys of a record of these.
  it.each(Object.keys(PRESETS) as Preset[])("%s leads to the playground in its state", (preset) => {
    const { room, rest } = placeOf(playgroundLink(preset));
    expect(room.id).toBe("playground");
    expect(readLink(rest)).toEqual({ state: PRESETS[preset] });
  });
});
