/** The sections of the course, in the order they are read. */
import type { Component } from "svelte";
import type { Preset } from "../../playground-link.ts";

export interface Section {
  /** Its place in the hash: #/learn/two-pulls. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<{ readonly default: Component }>;
  /** What of it the playground shows with a network, in a sentence. */
  readonly playground: { readonly preset: Preset; readonly says: string };
}

export const SECTIONS: readonly Section[] = [
  {
    id: "hidden",
    title: "Hidden points",
    load: () => import("./hidden/hidden.svelte"),
    playground: { preset: "overfit-this", says: "A small sample and a large network: overfit this." },
  },
  {
    id: "samples",
    title: "Twenty samples",
    load: () => import("./samples/samples.svelte"),
    playground: { preset: "overfit-this", says: "A small sample and a large network: overfit this." },
  },
  {
    id: "strip",
    title: "Bet on alpha",
    load: () => import("./strip/strip.svelte"),
    playground: { preset: "too-much-alpha", says: "None, a little and too much, side by side." },
  },
  {
    id: "penalty",
    title: "A penalty joins the loss",
    load: () => import("./penalty/penalty.svelte"),
    playground: { preset: "too-much-alpha", says: "Too much α: a network that hardly bends." },
  },
  {
    id: "two-pulls",
    title: "Two pulls and a corner",
    load: () => import("./two-pulls/two-pulls.svelte"),
    playground: { preset: "l1-and-zeros", says: "None, L1 and L2 side by side: count the exact zeros." },
  },
  {
    id: "radius",
    title: "Radius and alpha",
    load: () => import("./radius/radius.svelte"),
    playground: { preset: "too-much-alpha", says: "Too much α: the same network with almost no budget." },
  },
  {
    id: "zeros",
    title: "Many weights at zero",
    load: () => import("./zeros/zeros.svelte"),
    playground: { preset: "l1-and-zeros", says: "The same in a network." },
  },
  {
    id: "thinned",
    title: "A thinned network",
    load: () => import("./thinned/thinned.svelte"),
    playground: { preset: "dropout-small-sample", says: "Dropout and a small sample, step by step." },
  },
  {
    id: "leaning",
    title: "Leaning on one unit",
    load: () => import("./leaning/leaning.svelte"),
    playground: { preset: "dropout-small-sample", says: "Train with dropout, then take units out yourself." },
  },
  {
    id: "negligible",
    title: "Negligible units",
    load: () => import("./negligible/negligible.svelte"),
    playground: { preset: "l1-and-zeros", says: "Watch units fade under L1, and take them out." },
  },
  {
    id: "intuition",
    title: "When intuition fails",
    load: () => import("./intuition/intuition.svelte"),
    playground: { preset: "too-much-alpha", says: "None, a little and too much, side by side." },
  },
  {
    id: "puzzle",
    title: "Three seeds",
    load: () => import("./puzzle/puzzle.svelte"),
    playground: { preset: "all-four", says: "All four side by side." },
  },
];
