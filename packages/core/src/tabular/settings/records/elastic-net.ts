import { ELASTIC_NET, elasticNet } from "../../../regularizers/elastic-net.ts";
import { penaltySetting } from "../kinds.ts";

/** With its usual mix of one half. */
export const elasticNetSetting = penaltySetting(ELASTIC_NET, elasticNet, {
  ridge: ({ alpha, mix = 0.5 }) => (alpha as number) * (1 - (mix as number)),
  path: { of: "data", reach: 2 },
});
