import { fileURLToPath } from "node:url";
import { type ChromiumPage, hasChromium, openChromiumPage } from "@occam/scripts/chromium-page";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { weightFingerprints } from "../testing/known-weights.ts";
import known from "./known-weights.json" with { type: "json" };

const PAGE = fileURLToPath(new URL("../testing/known-weights.ts", import.meta.url));

it("a seed is the same weights to the bit on every machine", async () => {
  expect(await weightFingerprints(nodeRuntime({ engine: "compiled" }))).toEqual(known);
});

describe.skipIf(!hasChromium)("in Chromium", () => {
  let page: ChromiumPage;
  beforeAll(async () => {
    page = await openChromiumPage(PAGE);
  });
  afterAll(() => page?.close());

  it("a seed is the same weights to the bit", async () => {
    expect(await page.call("fingerprintsHere")).toEqual(known);
  });
});
