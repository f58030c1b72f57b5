import { ELASTIC_NET, elasticNet } from "../../../regularizers/elastic-net.ts";
import { penaltySetting } from "../kinds.ts";

/** With its usual mix of one half. */
export const elasticNetSetting = penaltySetting(ELASTIC_NET, elasticNet, { path: { of: "data", reach: 2 } });
