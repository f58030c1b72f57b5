/** The page that `occam studio` serves, in Chromium as a user has it. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { chromiumBrowser, hasChromium, openPage } from "../../../apps/studio/src/testing/studio-browser.ts";
import { type OpenStudio, openStudio } from "./studio-process.fixture.ts";

describe.skipIf(!hasChromium)("the studio in Chromium", () => {
  let browser: Awaited<ReturnType<typeof chromiumBrowser>>;
  let studio: OpenStudio;
  beforeAll(async () => {
    [browser, studio] = await Promise.all([chromiumBrowser(), openStudio()]);
  });
  afterAll(() => Promise.all([browser?.close(), studio?.stop()]));

  it("opens at the printed address, keeps no token in it, trains, and is there again after a reload", async () => {
    const { page, faults, fetched } = await openPage(browser, `${studio.url}#/learn/samples`);
    const home = `http://127.0.0.1:${studio.port}/#/learn/samples`;
    expect(page.url()).toBe(home);
    await page.getByRole("heading", { level: 1, name: "Twenty samples" }).waitFor();
    // A worker, which compiles WebAssembly, came with the headers too.
    await page
      .getByText(/bias² 0\.\d{3}/)
      .first()
      .waitFor();
    expect(fetched.some((path) => path.includes(".worker-"))).toBe(true);
    expect(await page.evaluate("[crossOriginIsolated, document.cookie]")).toEqual([true, ""]);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Twenty samples" }).waitFor();
    expect(page.url()).toBe(home);
    expect(faults).toEqual([]);
  });

  it("the playground trains there too", async () => {
    const { page, faults } = await openPage(browser, studio.url);
    const epoch = async () => Number(/epoch\s+([\d,]+)/i.exec((await page.locator("main").textContent()) ?? "")?.[1]);
    await vi.waitFor(async () => expect(await epoch()).toBeGreaterThan(0), 20_000);
    expect(faults).toEqual([]);
  });

  it("two studios side by side stay open both", async () => {
    const other = await openStudio();
    const { page } = await openPage(browser, studio.url);
    await page.goto(other.url);
    expect(await page.locator("main").count()).toBe(1);
    await page.goto(`http://127.0.0.1:${studio.port}/`);
    expect(await page.locator("main").count()).toBe(1);
    await other.stop();
  });

  it("a page of another program on this computer can neither read it nor frame it", async () => {
    const { page } = await openPage(browser, studio.url);
    const home = `http://127.0.0.1:${studio.port}/`;
    const other = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" });
      response.end(`<!doctype html><title>other</title><iframe src="${home}"></iframe>`);
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    const answers = `fetch("${home}", { mode: "no-cors", credentials: "include" }).then(() => "read", () => "refused")`;
    expect(await page.evaluate(answers)).toBe("refused");
    expect(await page.frames()[1]?.locator("main").count()).toBe(0);
    other.closeAllConnections();
    other.close();
  });
});
