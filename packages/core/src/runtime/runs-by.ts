import type { Session } from "./runtime.ts";

/** Both forms of running a session, by the one that does not wait. */
export function runsBy(begin: Session["begin"]): Pick<Session, "begin" | "run"> {
  return {
    begin,
    run: async (inputs, outputs) => {
      const { fetched, held } = begin(inputs, outputs);
      return { fetched: await fetched, held };
    },
  };
}
