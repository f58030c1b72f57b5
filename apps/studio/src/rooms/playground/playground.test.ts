import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeLink } from "../../engine/link.ts";
import { FIRST_STATE } from "../../engine/state.ts";
import { type Preset, playgroundLink } from "../../playground-link.ts";
import { hashOf } from "../../room.ts";
import { seriousFindings } from "../../testing/axe.ts";
import { hasChromium, type StudioBrowser, studioBrowser } from "../../testing/studio-browser.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));

const epochOf = async (page: Page) => Number.parseInt((await page.locator(".epoch").textContent()) ?? "", 10);
const panel = (page: Page, name: string) => page.getByRole("article", { name, exact: true });
/** A number of a panel by its name: "gap", "exact zeros". */
const factOf = async (page: Page, name: string, fact: string) => {
  const text = await panel(page, name).locator("dl > div", { hasText: fact }).locator("dd").textContent();
  return Number.parseFloat((text ?? "").replace("−", "-"));
};
/** Training and validation loss, as the chart tells them. */
const lossesOf = async (page: Page, name: string) => {
  const told = await panel(page, name).locator(`[aria-label*="loss over"]`).first().getAttribute("aria-label");
  return [...(told ?? "").matchAll(/at (\d+\.\d+)/g)].map(([, number]) => Number(number));
};
/** Validation losses of all four panels. */
const shownLosses = async (page: Page) => {
  const shown = [];
  for (const name of ["None", "L1", "L2", "Dropout"]) shown.push(((await lossesOf(page, name))[1] ?? 0).toFixed(3));
  return shown;
};
/** Those that a copied program prints. `files`: what stands beside it, by name. */
const lossesOfProgram = async (code: string, files: Readonly<Record<string, Buffer>> = {}) => {
  const folder = await mkdtemp(join(ROOT, "node_modules/.playground-"));
  try {
    await writeFile(join(folder, "program.mjs"), code);
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    const { stdout } = await run(process.execPath, [join(folder, "program.mjs")]);
    const losses = [...stdout.matchAll(/validation: \{[^}]*?loss: (\d[\d.e-]*)|^\{\s*loss: (\d[\d.e-]*)/gm)];
    return losses.map(([, ofFit, ofDriven]) => Number(ofFit ?? ofDriven).toFixed(3));
  } finally {
    await rm(folder, { recursive: true });
  }
};
const waitForEpoch = (page: Page, epoch: number) =>
  page.waitForFunction(
    (least) => Number.parseInt(document.querySelector(".epoch")?.textContent ?? "0", 10) >= least,
    epoch,
  );
/** What a pause came to is shown a moment later, so the page is read until it stands. */
const hasSettled = async (page: Page) => {
  let shown: string | null;
  do {
    shown = await page.locator("main").textContent();
    await page.waitForTimeout(400);
  } while (shown !== (await page.locator("main").textContent()));
};
const pause = async (page: Page) => {
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play" }).waitFor();
  await hasSettled(page);
};
const copiedCode = async (page: Page) => {
  await page.getByRole("button", { name: "Copy as code" }).click();
  await page.getByText("Program for @occam/core copied.").waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
};
const setStrength = async (page: Page, name: string, value: string) => {
  const field = page.getByRole("textbox", { name });
  await field.fill(value);
  await field.press("Enter");
};
/** The address is written when the state has stood for a moment. */
const addressHas = (page: Page, part: string) => page.waitForFunction((text) => location.hash.includes(text), part);
const openFact = (page: Page, name: string) => page.getByRole("button", { name: `${name}:` }).click();

describe.skipIf(!hasChromium)("the playground in Chromium", { timeout: 60_000 }, () => {
  let studio: StudioBrowser;
  beforeAll(async () => {
    studio = await studioBrowser();
  });
  afterAll(() => studio?.close());

  afterEach(() => studio.closePages());

  const opened = async (link = "", options = {}) => {
    const { page, faults } = await studio.open(link, options);
    await page.locator(`article [aria-label*="loss over"]`).first().waitFor();
    return { page, faults };
  };
  const preset = (name: Preset) => opened(playgroundLink(name));

  it("trains by itself, which lowers the loss of every panel, until it is paused", async () => {
    const { page, faults } = await opened();
    await waitForEpoch(page, 60);
    await pause(page);
    const stood = await epochOf(page);
    for (const name of ["None", "L1", "L2", "Dropout"]) expect((await lossesOf(page, name))[0]).toBeLessThan(0.6);
    await page.waitForTimeout(300);
    expect(await epochOf(page)).toBe(stood);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.getByRole("button", { name: "Reset" }).click();
    await page.waitForFunction(() => document.querySelector(".epoch")?.textContent?.startsWith("0 "));
    expect((await lossesOf(page, "None"))[0]).toBeGreaterThan(0.6);
    expect(faults).toEqual([]);
  });

  it("who wants less motion starts it by hand, and sees it in steps", async () => {
    const { page } = await opened("", { reducedMotion: "reduce" });
    await page.waitForTimeout(400);
    expect(await epochOf(page)).toBe(0);
    await page.getByRole("button", { name: "Play" }).click();
    await waitForEpoch(page, 20);
  });

  it("a machine of many processors trains in threads, to the same numbers as one of few", async () => {
    const trained = async (processors: number) => {
      const { page, faults } = await opened("", { reducedMotion: "reduce", processors });
      for (let i = 0; i < 20; i++) await page.keyboard.press(".");
      await hasSettled(page);
      const threads = page.workers().filter((worker) => worker.url().includes("web-worker")).length;
      return { shown: await page.locator("main").textContent(), threads, faults };
    };
    const [few, many] = [await trained(2), await trained(5)];
    expect([few.threads, many.threads]).toEqual([0, 4]);
    expect(many.shown).toBe(few.shown);
    expect([...few.faults, ...many.faults]).toEqual([]);
  });

  it("L1 sets weights to exactly zero, L2 none", async () => {
    const { page } = await preset("l1-and-zeros");
    await waitForEpoch(page, 250);
    await pause(page);
    expect(await factOf(page, "L1", "exact zeros")).toBeGreaterThan(50);
    expect(await factOf(page, "L2", "exact zeros")).toBe(0);
  });

  it("the verdict changes when alpha moves from 0 to the strip's choice", async () => {
    const state = { ...FIRST_STATE, panels: [{ l2: 0 }] };
    const { page, faults } = await opened(hashOf("playground", writeLink(state)));
    await page.getByRole("button", { name: "max", exact: true }).click();
    await waitForEpoch(page, 600);
    await panel(page, "L2").getByText("Overfits").waitFor();
    await page.getByRole("button", { name: /^Run sixteen/ }).click();
    await page.getByRole("button", { name: "Run again" }).waitFor({ timeout: 50_000 });
    const finding = (await page.locator(".detail p", { hasText: "lowest mean" }).first().textContent()) ?? "";
    const [, best = ""] = /α (\S+) has the lowest mean/.exec(finding) ?? [];
    await page
      .getByRole("toolbar")
      .getByRole("button", { name: `α ${best}` })
      .click();
    await panel(page, "L2").getByText("Good fit").waitFor({ timeout: 50_000 });
    await addressHas(page, `panels=l2:${Number(best)}`);
    expect(faults).toEqual([]);
  });

  it("a strength that is changed in mid-training gives what the copied program gives", async () => {
    const { page } = await opened("", { permissions: ["clipboard-read", "clipboard-write"] });
    await waitForEpoch(page, 20);
    await pause(page);
    await setStrength(page, "L2: alpha", "0.1");
    for (let i = 0; i < 7; i++) await page.keyboard.press(".");
    await page.getByRole("button", { name: "Play" }).click();
    const before = await epochOf(page);
    await waitForEpoch(page, before + 30);
    await pause(page);
    expect(await page.getByRole("slider", { name: "History" }).getAttribute("aria-valuetext")).toContain(
      "L2: α 0.010 → 0.10",
    );
    expect(await lossesOfProgram(await copiedCode(page))).toEqual(await shownLosses(page));
  });

  it("what goes on from before a change keeps the changed strength, and its program says so", async () => {
    const { page } = await opened("", { permissions: ["clipboard-read", "clipboard-write"] });
    await waitForEpoch(page, 20);
    await pause(page);
    await setStrength(page, "L1: alpha", "0.1");
    await page.getByRole("slider", { name: "History" }).focus();
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector(".epoch")?.textContent?.startsWith("0 "));
    for (let i = 0; i < 60; i++) await page.keyboard.press(".");
    await page.waitForFunction(() => document.querySelector(".epoch")?.textContent?.startsWith("20 "));
    expect(await page.getByRole("slider", { name: "History" }).getAttribute("aria-valuetext")).toBe(
      "epoch 20; L1: α 0.0063 → 0.10 at epoch 0",
    );
    expect(await lossesOfProgram(await copiedCode(page))).toEqual(await shownLosses(page));
  });

  it("a link that is copied at once after a change is of the change", async () => {
    const { page } = await opened("", { permissions: ["clipboard-read", "clipboard-write"] });
    await setStrength(page, "L2: alpha", "0.1");
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Link copied.").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toContain(hashOf("playground", "1&panels=none,l1:0.0063,l2:0.1,dropout:0.1"));
    await addressHas(page, "l2:0.1,");
    expect(page.url()).toBe(link);
  });

  it("history is dragged back, all panels follow, and there is a way back to now", async () => {
    const { page } = await opened();
    await waitForEpoch(page, 80);
    await pause(page);
    const now = [await epochOf(page), await factOf(page, "L2", "gap"), await factOf(page, "L1", "exact zeros")];
    const history = page.getByRole("slider", { name: "History" });
    await history.focus();
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector(".epoch")?.textContent?.startsWith("0 "));
    expect(await factOf(page, "L1", "exact zeros")).toBe(0);
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByRole("button", { name: "Play" }).waitFor();
    await waitForEpoch(page, now[0] as number);
    expect([await epochOf(page), await factOf(page, "L2", "gap"), await factOf(page, "L1", "exact zeros")]).toEqual(
      now,
    );
  });

  it("early stopping is looking back to the lowest validation loss", async () => {
    const { page } = await opened(hashOf("playground", "1&panels=none"));
    const look = page.getByRole("button", { name: /^Look at epoch/ });
    await look.waitFor();
    await pause(page);
    const now = await epochOf(page);
    const lowest = Number.parseInt((await look.textContent())?.replace("Look at epoch ", "") ?? "", 10);
    await look.click();
    await page.getByRole("button", { name: "Back to now" }).waitFor();
    await page.waitForFunction(
      (epoch) => Number.parseInt(document.querySelector(".epoch")?.textContent ?? "", 10) <= epoch,
      lowest,
    );
    expect(lowest).toBeLessThan(now);
  });

  it("units below the threshold are removed, and come back", async () => {
    const { page } = await preset("l1-and-zeros");
    await waitForEpoch(page, 250);
    await pause(page);
    const accuracy = await factOf(page, "L1", "accuracy");
    const remove = page.getByRole("button", { name: /^Remove \d+ unit/ });
    await remove.click();
    await page.getByRole("button", { name: "Undo" }).and(page.locator(":enabled")).waitFor();
    expect(Math.abs((await factOf(page, "L1", "accuracy")) - accuracy)).toBeLessThan(0.02);
    await page.getByRole("button", { name: "Undo" }).click();
    await remove.waitFor();
    expect(await factOf(page, "L1", "accuracy")).toBe(accuracy);
  });

  it("training goes on in a hidden page, to which no frames come", async () => {
    const { page } = await opened();
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      globalThis.requestAnimationFrame = () => 0;
    });
    const epoch = await epochOf(page);
    // Nor to Playwright's own polling.
    await expect.poll(() => epochOf(page), { timeout: 30_000 }).toBeGreaterThan(epoch + 60);
  });

  it("a training in which nothing moves any more stops by itself, and goes on when it is changed", async () => {
    const { page } = await opened(hashOf("playground", "1&panels=l2:0.1"));
    await page.getByRole("button", { name: "max", exact: true }).click();
    await page.getByText("epochs, settled").waitFor({ timeout: 50_000 });
    await page.getByRole("button", { name: "100×" }).click();
    const epoch = await epochOf(page);
    await page.getByRole("slider", { name: "L2: alpha" }).press("Shift+ArrowLeft");
    await waitForEpoch(page, epoch + 20);
  });

  it("a larger threshold leaves fewer units, and a unit that is walked to is removed by Delete", async () => {
    const { page } = await preset("l1-and-zeros");
    await waitForEpoch(page, 250);
    await pause(page);
    const left = async () =>
      Number(await page.locator("aside tr", { hasText: "units" }).locator("td").last().textContent());
    const before = await left();
    const threshold = page.getByRole("slider", { name: /threshold/i });
    for (let i = 0; i < 3; i++) await threshold.press("Shift+ArrowRight");
    await page.waitForFunction((units) => {
      const row = [...document.querySelectorAll("aside tr")].find((each) => each.textContent?.includes("units"));
      return Number(row?.lastElementChild?.textContent) < units;
    }, before);
    for (let i = 0; i < 3; i++) await threshold.press("Shift+ArrowLeft");
    const unit = page.getByRole("option", { name: /^hidden 1.*living/ }).first();
    const removed = page.locator(`[data-unit="${await unit.getAttribute("data-unit")}"]`);
    await removed.focus();
    await page.keyboard.press("Delete");
    await removed.waitFor({ state: "detached" });
  });

  it("a step in slow motion tells its six phases and takes one step", async () => {
    const { page } = await opened("", { reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Take one step slowly" }).click();
    await page.getByText(/examples make the batch/).waitFor();
    expect(await page.locator(".phases > li").count()).toBe(6);
    expect(await page.getByRole("slider", { name: "History" }).getAttribute("max")).toBe("1");
  });

  it("never NaN: a training that diverges stands at its last good step and offers it, the others go on", async () => {
    const link = "1&optimizer=sgd&rate=10&units=relu&panels=none,l2:1";
    const { page, faults } = await opened(hashOf("playground", link));
    await page.getByText("diverged", { exact: true }).first().waitFor();
    expect(await page.locator("main").textContent()).not.toContain("NaN");
    await page
      .getByRole("button", { name: /Rate 1/ })
      .first()
      .click();
    await addressHas(page, "rate=1");
    expect(faults).toEqual([]);
  });

  it("the network is an ONNX file that ONNX Runtime runs", async () => {
    const { page } = await opened();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export ONNX" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("occam-playground.onnx");
    const ort = await import("onnxruntime-node");
    const session = await ort.InferenceSession.create(await readFile(await download.path()));
    const x = new ort.Tensor("float32", new Float32Array([0.5, -0.5]), [1, 2]);
    const { probabilities } = await session.run({ x });
    expect(probabilities?.dims).toEqual([1, 1]);
    expect(probabilities?.data[0]).toBeGreaterThan(0);
    expect(probabilities?.data[0]).toBeLessThan(1);
  });

  describe("its controls", () => {
    const numbers = [
      ["noise", "0.25", "noise=0.25"],
      ["points to train on", "100", "n=500&share=0.2"],
      ["points to validate", "200", "n=260"],
      ["useless inputs", "3", "useless=3"],
      ["learning rate", "0.03", "rate=0.03"],
      ["batch size", "10", "batch=10"],
      ["seed", "7", "seed=7"],
    ] as const;
    it.each(numbers)(
      "%s: what is typed is in the address, and a wrong one is refused in place",
      async (name, text, part) => {
        const { page } = await opened();
        await openFact(page, name);
        const field = page.getByRole("textbox", { name: `${name}, typed` });
        await field.fill("many");
        await field.press("Enter");
        await page
          .getByRole("alert")
          .getByText(/number from/)
          .waitFor();
        await field.fill(text);
        await field.press("Enter");
        await addressHas(page, part);
        await page.keyboard.press("Escape");
        expect(await field.isVisible()).toBe(false);
      },
    );

    const words = [
      ["activation", "relu", "units=relu"],
      ["optimizer", "SGD with momentum", "optimizer=momentum"],
    ] as const;
    it.each(words)("%s: the choice is in the address", async (name, title, part) => {
      const { page } = await opened();
      await openFact(page, name);
      await page.getByRole("radio", { name: title, exact: true }).check();
      await addressHas(page, part);
    });

    it("layers are added, widened and taken out", async () => {
      const { page } = await opened();
      await openFact(page, "layers");
      await page.getByRole("button", { name: "Add a layer" }).click();
      await page.getByRole("button", { name: "One unit more in hidden layer 1" }).click();
      await page.getByRole("button", { name: "Take out hidden layer 2" }).click();
      await addressHas(page, "hidden=13-8");
      await page.getByRole("dialog", { name: "layers" }).getByRole("spinbutton").first().fill("99");
      await page.keyboard.press("Enter");
      await addressHas(page, "hidden=32-8");
    });

    it.each(["circle", "xor", "gaussians", "spiral", "curve", "hills"])("data: %s", async (set) => {
      const { page, faults } = await opened(hashOf("playground", `1&data=${set}`));
      await waitForEpoch(page, 5);
      expect((await lossesOf(page, "L2")).length).toBe(2);
      expect(faults).toEqual([]);
    });

    it("points are drawn by hand, and a reload restores them", async () => {
      const { page } = await opened();
      await openFact(page, "data");
      await page.getByRole("dialog", { name: "data" }).getByRole("button", { name: "draw" }).click();
      const sheet = page.getByRole("slider", { name: /A plane to draw points on/ });
      await page.getByText("40 points", { exact: true }).waitFor();
      const box = (await sheet.boundingBox()) ?? expect.fail("no sheet");
      await page.mouse.click(box.x + 20, box.y + 20);
      await page.getByText("41 points", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Erase" }).click();
      await page.mouse.click(box.x + 20, box.y + 20);
      await page.getByText("40 points", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Class B" }).click();
      await sheet.focus();
      await page.keyboard.press("Enter");
      await page.getByText("41 points", { exact: true }).waitFor();
      await page.waitForTimeout(1000);
      const { hash } = new URL(page.url());
      expect(hash).toContain("data=own");
      await page.reload();
      await page.getByText("Drawn points").waitFor();
      await page.waitForTimeout(1000);
      expect(new URL(page.url()).hash).toBe(hash);
    });

    it("a table of one's own trains, and its program comes to the same losses", async () => {
      const { page, faults } = await opened("", { permissions: ["clipboard-read", "clipboard-write"] });
      await page.locator(".pictures").getByRole("button", { name: "own table" }).click();
      await page.locator("input[type=file]").setInputFiles(join(ROOT, "examples/data/breast-cancer.csv"));
      await page.getByText("569 rows, 31 columns").waitFor();
      await page.getByLabel("draw along").selectOption("mean_radius");
      await page.getByRole("button", { name: "Train on it" }).click();
      await page.getByText("breast-cancer.csv", { exact: false }).first().waitFor();
      await waitForEpoch(page, 20);
      await pause(page);
      expect(await factOf(page, "L2", "accuracy")).toBeGreaterThan(0.9);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Copy as code" }).click(),
      ]);
      const code = await page.evaluate(() => navigator.clipboard.readText());
      const rows = await readFile(await download.path());
      const [losses, shown] = await Promise.all([
        lossesOfProgram(code, { [download.suggestedFilename()]: rows }),
        shownLosses(page),
      ]);
      expect(losses).toEqual(shown);
      expect(faults).toEqual([]);
    });

    it.each([
      ["no column of numbers", `city,name\n${"a,b\nc,d\n".repeat(8)}`, "No column holds numbers"],
      ["one row", "x,y\n1,2", "1 row"],
      ["a quotation mark that is left open", `x,y\n1,"2\n${"1,2\n".repeat(20)}`, "quotation mark"],
    ])("a table with %s is refused in place, and all goes on", async (_, text, said) => {
      const { page, faults } = await opened();
      await page.locator(".pictures").getByRole("button", { name: "own table" }).click();
      await page.getByLabel("or its text").fill(text);
      await page.getByRole("button", { name: "Read the text" }).click();
      await page.getByRole("alert").getByText(said).waitFor();
      const epoch = await epochOf(page);
      await waitForEpoch(page, epoch + 5);
      expect(faults).toEqual([]);
    });

    it("a table is typed with full stops and spaces, and one that cannot be read leaves all strengths as they are", async () => {
      const { page } = await opened();
      await waitForEpoch(page, 5);
      await pause(page);
      const epoch = await epochOf(page);
      const field = page.getByRole("textbox", { name: "L2: alpha" });
      await field.fill("0.1");
      await field.press("Enter");
      await page.locator(".pictures").getByRole("button", { name: "own table" }).click();
      const paste = page.getByLabel("or its text");
      await paste.pressSequentially("dose, well\n1.5, 2.5");
      expect(await paste.inputValue()).toBe("dose, well\n1.5, 2.5");
      await page.getByRole("button", { name: "Read the text" }).click();
      await page.getByRole("alert").getByText("1 row").waitFor();
      expect(await field.inputValue()).toBe("0.10");
      expect(await epochOf(page)).toBe(epoch);
    });

    it("a table is trained on once it is said what to draw along", async () => {
      const { page } = await opened();
      await page.locator(".pictures").getByRole("button", { name: "own table" }).click();
      const rows = Array.from({ length: 20 }, (_, i) => `${i % 7},${i % 2},${(i * i) % 11}`);
      await page.getByLabel("or its text").fill(["a,b,y", ...rows].join("\n"));
      await page.getByRole("button", { name: "Read the text" }).click();
      // It was to be drawn along, and is now to be predicted.
      await page.getByLabel("predict", { exact: true }).selectOption("b");
      const train = page.getByRole("button", { name: "Train on it" });
      expect(await train.isEnabled()).toBe(false);
      await page.getByLabel("draw along").selectOption("a");
      await page.getByLabel("and", { exact: true }).selectOption("y");
      await train.click();
      await page.getByRole("button", { name: /pasted table/ }).waitFor();
    });

    it("a file of 100 MB is refused unread", async () => {
      const folder = await mkdtemp(join(ROOT, "node_modules/.playground-"));
      const file = join(folder, "large.csv");
      try {
        await writeFile(file, "");
        await truncate(file, 100_000_000);
        const { page } = await opened();
        await page.locator(".pictures").getByRole("button", { name: "own table" }).click();
        await page.locator("input[type=file]").setInputFiles(file);
        await page.getByRole("alert").getByText("The file has 100 MB; up to 20 MB are read").waitFor();
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it("a link to a table says that it is not here, and shows what is", async () => {
      const { page } = await opened(hashOf("playground", "1&data=table&seed=3"));
      await page.getByRole("alert").getByText("links hold no rows").waitFor();
      await waitForEpoch(page, 3);
      await page.getByText("Two moons").waitFor();
    });

    it("one network or four, each with any regularizers", async () => {
      const { page } = await opened();
      await page.getByRole("button", { name: "One", exact: true }).click();
      expect(await page.getByRole("article").count()).toBe(1);
      await page.getByRole("group", { name: "Regularizers" }).getByRole("button", { name: "Max-norm" }).click();
      await addressHas(page, "panels=l1:0.0063+maxNorm:2");
      await panel(page, "L1 and max-norm").waitFor();
      await page.getByRole("button", { name: "Compare" }).click();
      expect(await page.getByRole("article").count()).toBe(4);
    });

    it("a strength moves by arrows, to 0 at the end, and keeps the weights", async () => {
      const { page } = await opened();
      await waitForEpoch(page, 30);
      await pause(page);
      const epoch = await epochOf(page);
      const slider = page.getByRole("slider", { name: "L1: alpha" });
      await slider.focus();
      await page.keyboard.press("ArrowRight");
      await addressHas(page, "l1:0.0079");
      for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowLeft");
      await addressHas(page, "l1:0,");
      expect(await epochOf(page)).toBe(epoch);
    });

    it("Space plays and pauses", async () => {
      const { page } = await opened();
      await waitForEpoch(page, 5);
      await page.locator("main").focus();
      await page.keyboard.press("Space");
      await page.getByRole("button", { name: "Play" }).waitFor();
      await page.keyboard.press("Space");
      await page.getByRole("button", { name: "Pause" }).waitFor();
    });
  });

  it.each([
    ["1&evil=1", "evil"],
    ["1&__proto__=1", "__proto__"],
    [`1&hidden=${new Array(1500).fill(9).join("-")}`, "network.hidden"],
    [`1&hidden=${new Array(10_000).fill(9).join("-")}`, "characters"],
    ["1&rate=NaN", "NaN"],
    ["9&rate=1", "version"],
    ["1&panels=constructor:1", "constructor"],
    ["1&panels=l1:0.1,l1:0.1,l1:0.1,l1:0.1,l1:0.1", "panels"],
    ["1&rate=0.01&rate=0.1", "twice"],
  ])("a link that was tampered with is refused in place, number %#", async (link, named) => {
    const { page, faults } = await opened(hashOf("playground", link));
    expect(await page.getByRole("alert").first().textContent()).toContain(named);
    await waitForEpoch(page, 3);
    expect(faults).toEqual([]);
  });

  it("a preset's link leads on from where one is, and back", async () => {
    const { page } = await opened();
    await page.getByRole("link", { name: "too much alpha" }).click();
    await page.getByRole("article").nth(2).waitFor();
    expect(await page.getByRole("article").count()).toBe(3);
    await page.goBack();
    await page.getByRole("article").nth(3).waitFor();
  });

  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["dark", 390],
  ] as const)(
    "open cards, a strip and a slow step, in %s at %d px: nothing of weight for axe",
    async (colorScheme, width) => {
      const { page, faults } = await opened("", {
        ...{ colorScheme, viewport: { width, height: 844 }, reducedMotion: "reduce" },
      });
      await page.getByRole("button", { name: /^Run sixteen/ }).click();
      await page.getByText(/lowest mean/).waitFor({ timeout: 50_000 });
      await page.getByRole("button", { name: "Take one step slowly" }).click();
      await page.getByText(/make the batch/).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await openFact(page, "data");
      expect(await seriousFindings(page)).toEqual([]);
      expect(faults).toEqual([]);
    },
  );
});
