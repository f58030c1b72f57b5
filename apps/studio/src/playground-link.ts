import { hashOf } from "./room.ts";

/** The settings that the course opens the playground with. */
export type Preset = "overfit-this" | "too-much-alpha" | "l1-finds-two-inputs" | "dropout-small-sample";

/** The address of the playground in a preset's state. */
export function playgroundLink(preset: Preset): string {
  return hashOf("playground", preset);
}
