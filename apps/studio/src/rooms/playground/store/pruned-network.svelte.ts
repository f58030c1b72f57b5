/** What the chosen panel's network would be without its small weights: asked for one question at a time, as an answer costs more than a look. */
import type { Reply, Request } from "../../../engine/protocol.ts";
import type { PrunedFacts } from "../../../engine/removals.ts";
import type { View } from "../../../engine/view.ts";

/** While a training is played it is asked for once in so many looks. */
const LOOKS = 8;

export class PrunedNetwork {
  facts = $state.raw<PrunedFacts>();
  readonly #post: (request: Request) => void;
  #isAsked = false;
  /** Looks since it was last asked for. */
  #looks = 0;

  constructor(post: (request: Request) => void) {
    this.#post = post;
  }

  look(view: View, isPlaying: boolean): void {
    this.#looks += 1;
    if (!isPlaying || this.#looks >= LOOKS) this.#ask(view);
  }

  /** An answer to what is no longer looked at is of no use. */
  learn({ panel, threshold, facts }: Extract<Reply, { kind: "pruned" }>, view: View): void {
    this.#isAsked = false;
    if (panel === view.chosen && threshold === view.threshold) this.facts = facts;
    else this.#ask(view);
  }

  forget(): void {
    this.facts = undefined;
  }

  /** What was asked is not answered any more. */
  lose(): void {
    this.#isAsked = false;
  }

  #ask({ chosen: panel, threshold }: View): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#looks = 0;
    this.#post({ kind: "pruned", panel, threshold });
  }
}
