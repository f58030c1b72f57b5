import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hashOf } from "../../room.ts";
import { seriousFindings } from "../../testing/axe.ts";
import { hasChromium, type StudioBrowser, studioBrowser } from "../../testing/studio-browser.ts";
import { SECTIONS } from "./sections.ts";

describe.skipIf(!hasChromium)("the course in Chromium", () => {
  let studio: StudioBrowser;
  beforeAll(async () => {
    studio = await studioBrowser();
  });
  afterEach(() => studio.closePages());
  afterAll(() => studio?.close());

  const open = async (id: string, options = {}) => {
    const opened = await studio.open(hashOf("learn", id), options);
    await opened.page.locator(".lede").waitFor();
    return opened;
  };

  const views = SECTIONS.flatMap(({ id }) => [
    { id, colorScheme: "light" as const, width: 1440 },
    { id, colorScheme: "dark" as const, width: 390 },
  ]);

  it.each(views)(
    "$id in $colorScheme at $width px: no fault, nothing of weight for axe, no sideways scrolling",
    async ({ id, colorScheme, width }) => {
      const { page, faults } = await open(id, { colorScheme, viewport: { width, height: 844 } });
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(faults).toEqual([]);
    },
  );

  it.each(SECTIONS.map(({ id }) => id))(
    "%s: every figure has words; the keyboard reaches and moves all that moves, and what is said of it changes",
    async (id) => {
      const { page, faults } = await open(id);
      await requireWords(page);
      const sliders = await page.getByRole("slider").all();
      const reached = await tabbedThrough(page);
      expect(await page.getByRole("slider").count()).toBe(reached.sliders);
      for (const slider of sliders) {
        const before = await said(slider);
        await slider.focus();
        for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
        // What stands at its upper end moves the other way.
        if ((await said(slider)) === before) await page.keyboard.press("ArrowLeft");
        expect(await said(slider)).not.toBe(before);
      }
      expect(faults).toEqual([]);
    },
  );

  it("without script the whole course stands on one page, trained curves and answers with it", async () => {
    const { page, faults } = await studio.open("course.html", { javaScriptEnabled: false });
    expect(await page.locator("article h1").allTextContents()).toEqual(SECTIONS.map(({ title }) => title));
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).toContain("L1 pulls four times as hard");
    expect(text).toMatch(/α 0: bias² 0\.\d{3}, variance 0\.\d{3}/);
    expect(text).not.toMatch(/NaN|undefined|You said|being trained/);
    expect(await page.locator("input:visible, button:visible").count()).toBe(0);
    expect(faults).toEqual([]);
    const home = await studio.open("index.html", { javaScriptEnabled: false });
    await home.page.getByRole("link", { name: "The course" }).click();
    expect(await home.page.title()).toContain("The course");
  });

  it("the strip runs sample by sample, tells where the bet stands, and Reset takes it back", async () => {
    const { page, faults } = await open("strip");
    const bet = page.getByRole("slider", { name: "Your bet" });
    expect(await said(bet)).toContain("Nothing is trained yet");
    await page.getByRole("button", { name: "Run the strip" }).click();
    await page.getByText("5 of 5 samples").waitFor();
    expect(await said(bet)).toMatch(
      /lowest mean on hidden points is 0\.1\d\d at α 0\.0\d+\. Your bet, 0\.0010, lies 0\.\d{3} above/,
    );
    await page.getByRole("button", { name: "Reset" }).click();
    expect(await said(bet)).toContain("Nothing is trained yet");
    expect(faults).toEqual([]);
  });

  it("a curve that is drawn by the pointer goes where it went, and is told how far it misses", async () => {
    const { page } = await open("hidden");
    const handle = page.getByRole("slider", { name: "Your curve at x = 0.00" });
    const plane = await page.locator("main svg.f").first().boundingBox();
    if (plane === null) throw new Error("the plane has no place");
    await page.mouse.move(plane.x + plane.width / 2 + 10, plane.y + plane.height * 0.3);
    await page.mouse.down();
    await page.mouse.up();
    expect(Number(await handle.getAttribute("aria-valuenow"))).toBeGreaterThan(0.5);
    await page.getByRole("button", { name: "Meet the hidden points" }).click();
    expect(await page.locator(".read").first().textContent()).toMatch(/and the 200 hidden ones by \d\.\d{3}/);
  });

  it("the puzzle tells who is who when asked, and how many were right", async () => {
    const { page, faults } = await open("puzzle");
    await page.getByText("Exhibit D").waitFor();
    const exhibits = page.getByRole("group", { name: /^Exhibit/ });
    for (const [place, name] of ["none", "L1", "L2", "dropout"].entries()) {
      await exhibits.nth(place).getByRole("button", { name }).click();
    }
    expect(await page.locator("main").textContent()).not.toContain("nothing else leaves exact zeros");
    await page.getByRole("button", { name: "Tell me" }).click();
    const told = await page.locator(".told").allTextContents();
    expect(await page.getByRole("status").textContent()).toContain(
      `${told.filter((text) => text.includes(", as you said")).length} of 4`,
    );
    // Only L1 has exact zeros.
    const zeros = await page
      .locator("figure", { hasText: /[1-9]\d* of 504 weights/ })
      .locator(".told")
      .allTextContents();
    expect(zeros).toEqual([expect.stringContaining("L1")]);
    expect(await page.locator("main").textContent()).toContain("nothing else leaves exact zeros");
    expect(faults).toEqual([]);
  });

  it("a bet is answered after it is made, and can be made anew", async () => {
    const { page } = await open("two-pulls");
    const bet = page.getByRole("region", { name: "Bet" }).first();
    expect(await bet.textContent()).not.toContain("four times");
    await bet.getByRole("button", { name: "L2" }).click();
    expect(await bet.textContent()).toContain("You said L2. L1 pulls four times as hard");
    await bet.getByRole("button", { name: "L1" }).click();
    expect(await bet.textContent()).toContain("You said L1.");
  });

  it("the lowest loss is dragged by the pointer in both planes, and Reset brings it back", async () => {
    const { page } = await open("two-pulls");
    const [diamond, circle] = await page.getByRole("slider", { name: "Lowest loss" }).all();
    const before = await said(diamond as Locator);
    expect(before).toContain("w1 = 0 exactly, w2 = 0.80");
    const plane = page.locator("figure[data-reg=l2] svg.f").last();
    await plane.scrollIntoViewIfNeeded();
    const box = await plane.boundingBox();
    if (box === null) throw new Error("the plane has no place");
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.6, { steps: 3 });
    await page.mouse.up();
    expect(await said(diamond as Locator)).toMatch(/Lowest loss at w1 = 1.4\d, w2 = 0.1\d.*w2 = 0 exactly/);
    expect(await said(circle as Locator)).toMatch(/Lowest loss at w1 = 1.4\d/);
    await page.getByRole("button", { name: "Reset" }).last().click();
    expect(await said(diamond as Locator)).toBe(before);
  });

  it("on a narrow page the sections are a list that opens, and closes where one is chosen", async () => {
    const { page } = await open("puzzle", { viewport: { width: 390, height: 844 } });
    const last = page.getByRole("link", { name: "Radius and alpha" });
    expect(await last.isVisible()).toBe(false);
    await page.getByRole("button", { name: "12 of 12" }).click();
    await last.click();
    await page.getByRole("heading", { level: 1, name: "Radius and alpha" }).waitFor();
    expect(await page.locator(".toc a").first().isVisible()).toBe(false);
  });

  it("each section opens the playground by a link that it accepts", async () => {
    const { page, faults } = await open("strip");
    await page.getByRole("link", { name: "Open in the playground" }).click();
    await page.getByText("Two moons").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("a section that there is not is said in place, and the next one begins at its heading", async () => {
    const { page } = await open("constructor");
    expect(await page.getByRole("status").textContent()).toContain("There is no section “constructor”");
    await page.locator(".next a").click();
    await page.waitForFunction((title) => document.activeElement?.textContent === title, SECTIONS[1]?.title);
  });
});

const said = (slider: Locator) => slider.getAttribute("aria-valuetext");

async function requireWords(page: Page): Promise<void> {
  for (const figure of await page.locator('main svg.f:not([role="slider"]):not(:has([role="slider"]))').all()) {
    expect(await figure.getAttribute("role")).toBe("img");
    expect((await figure.getAttribute("aria-label"))?.length).toBeGreaterThan(20);
  }
  expect(await page.locator("main").textContent()).not.toMatch(/NaN|undefined|Infinity/);
}

/** What Tab stops at until it leaves the page. */
async function tabbedThrough(page: Page): Promise<{ readonly sliders: number }> {
  const stops = new Set<string>();
  let sliders = 0;
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body) return undefined;
      const place = [...document.querySelectorAll("*")].indexOf(at);
      return {
        place: String(place),
        isSlider: at.getAttribute("role") === "slider" || (at as HTMLInputElement).type === "range",
      };
    });
    if (stop === undefined || stops.has(stop.place)) break;
    stops.add(stop.place);
    if (stop.isSlider) sliders++;
  }
  return { sliders };
}
