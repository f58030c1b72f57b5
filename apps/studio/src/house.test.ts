import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hashOf } from "./room.ts";
import { ROOMS } from "./rooms.ts";
import { seriousFindings } from "./testing/axe.ts";
import { hasChromium, type StudioBrowser, studioBrowser } from "./testing/studio-browser.ts";

describe.skipIf(!hasChromium)("the house in Chromium", () => {
  let studio: StudioBrowser;
  beforeAll(async () => {
    studio = await studioBrowser();
  });
  afterEach(() => studio.closePages());
  afterAll(() => studio?.close());

  const views = ROOMS.flatMap(({ id }) =>
    (["light", "dark"] as const).flatMap((colorScheme) => [1440, 390].map((width) => ({ id, colorScheme, width }))),
  );

  it.each(views)(
    "$id in $colorScheme at $width px: no fault, nothing of weight for axe, no sideways scrolling",
    async ({ id, colorScheme, width }) => {
      const { page, faults } = await studio.open(hashOf(id), { colorScheme, viewport: { width, height: 844 } });
      expect(await page.locator(".rooms [aria-current]").getAttribute("href")).toBe(hashOf(id));
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(faults).toEqual([]);
    },
  );

  it("the theme is the system's until it is chosen, and the choice outlasts a reload", async () => {
    const { page } = await studio.open("", { colorScheme: "dark" });
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await paper();
    await page.getByRole("button", { name: "Light theme" }).click();
    const light = await paper();
    expect(light).not.toBe(dark);
    await page.reload();
    expect(await paper()).toBe(light);
    await page.getByRole("button", { name: "Dark theme" }).click();
    expect(await paper()).toBe(dark);
  });

  it("the keyboard skips to the content and reaches every room", async () => {
    const { page } = await studio.open("");
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim().replace(/\s+/g, " "));
    const reached: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press("Tab");
      reached.push(await focused());
    }
    expect(reached).toEqual(["Skip to the content", "occam studio", "Playground", "Learn", "Dark theme"]);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".toc") !== null);
  });

  it("a hash of no room is said in place, as text", async () => {
    const { page, faults } = await studio.open("#/<img src=x onerror=alert(1)>");
    await page.getByRole("status").getByText("There is no room").waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("the policy refuses script in the page and in text", async () => {
    const { page } = await studio.open("");
    const refused = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.injected = true";
      document.body.append(script);
      return !("injected" in globalThis);
    });
    expect(refused).toBe(true);
  });

  it("a network trains in a worker by the compiled engine: the first view is under 300 KB, ONNX Runtime is not fetched", async () => {
    const { page, faults, fetched } = await studio.open("");
    await page.waitForFunction(() => Number.parseInt(document.querySelector(".epoch")?.textContent ?? "0", 10) > 50);
    await page.getByRole("button", { name: "Pause" }).click();
    const scripts = await Promise.all(
      [...new Set(fetched)]
        .filter((path) => path.endsWith(".js"))
        .map(async (path) => Buffer.from(await (await page.request.get(new URL(path, page.url()).href)).body())),
    );
    expect(scripts.length).toBeGreaterThan(2);
    expect(gzipSync(Buffer.concat(scripts)).length).toBeLessThan(300_000);
    expect(fetched.filter((path) => /ort|\.wasm/.test(path))).toEqual([]);
    expect(faults).toEqual([]);
  });
});
