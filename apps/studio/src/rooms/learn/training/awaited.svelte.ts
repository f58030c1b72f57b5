import { onMount } from "svelte";
import { stillOf } from "../still.ts";
import { type Ask, NEEDS, type Needed, type NeedName } from "./needs.ts";
import { openTrainer } from "./trainer.ts";

export interface Awaiting<Result> {
  /** Undefined while it is being trained, and where that failed. */
  readonly result: Result | undefined;
  /** Why there will be no result; empty otherwise. */
  readonly failure: string;
}

/** What a figure needs: trained once the page stands, until the figure goes, or there at once without script. Call it while a component is made. */
export function awaited<Name extends NeedName>(name: Name): Awaiting<Needed<Name>> {
  let result = $state.raw<Needed<Name> | undefined>(stillOf()?.needs[name]);
  let failure = $state("");
  onMount(() => {
    const trainer = openTrainer();
    // Each need's function gives its own result, which an index by a type parameter forgets.
    const train = NEEDS[name] as (ask: Ask) => Promise<Needed<Name>>;
    train(trainer.ask).then(
      (trained) => {
        result = trained;
      },
      (error: Error) => {
        failure = error.message;
      },
    );
    return trainer.close;
  });
  return {
    get result() {
      return result;
    },
    get failure() {
      return failure;
    },
  };
}
