import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./temporary-file.ts";
import { writeFileSafely, writeFilesSafely } from "./write-file-safely.ts";

async function refusal(writing: Promise<void>): Promise<string> {
  const error = await writing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "OCCAM_WRITE" });
  const message = error instanceof Error ? error.message : "";
  expect(message).not.toMatch(/\n/);
  return message;
}

test("text and bytes are written, also over an old file, and nothing else stays in the folder", async () => {
  const folder = await temporaryFolder();
  await writeFileSafely(join(folder, "a.txt"), "old");
  await writeFileSafely(join(folder, "a.txt"), "new é");
  await writeFileSafely(join(folder, "b.bin"), Uint8Array.of(0, 255));
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("new é");
  expect([...(await readFile(join(folder, "b.bin")))]).toEqual([0, 255]);
  expect((await readdir(folder)).sort()).toEqual(["a.txt", "b.bin"]);
});

test("missing folders are made", async () => {
  const file = join(await temporaryFolder(), "x", "y", "a.txt");
  await writeFileSafely(file, "a");
  expect(await readFile(file, "utf8")).toBe("a");
});

test("a replaced file keeps its permissions, a symbolic link keeps pointing", async () => {
  const folder = await temporaryFolder();
  const [file, link] = [join(folder, "a.txt"), join(folder, "link")];
  await writeFile(file, "old");
  await chmod(file, 0o600);
  await symlink("a.txt", link);
  await writeFileSafely(link, "new");
  expect(await readlink(link)).toBe("a.txt");
  expect(await readFile(file, "utf8")).toBe("new");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("a name as long as the system allows works", async () => {
  const file = join(await temporaryFolder(), "x".repeat(255));
  await writeFileSafely(file, "a");
  expect(await readFile(file, "utf8")).toBe("a");
});

test("files of different folders are written together", async () => {
  const folder = await temporaryFolder();
  await writeFilesSafely([
    { file: join(folder, "one", "a.txt"), data: "a" },
    { file: join(folder, "two", "b.txt"), data: "b" },
  ]);
  expect(await readFile(join(folder, "one", "a.txt"), "utf8")).toBe("a");
  expect(await readFile(join(folder, "two", "b.txt"), "utf8")).toBe("b");
});

describe("refusals leave no partial file, no new folder and the old content", () => {
  test("a folder in the file's place", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "taken"));
    expect(await refusal(writeFileSafely(join(folder, "taken"), "a"))).toBe(
      `Cannot write ${join(folder, "taken")}: a folder has this name.`,
    );
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  test("a file in a folder's place", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "old");
    expect(await refusal(writeFileSafely(join(folder, "file", "a.txt"), "a"))).toContain(
      "a part of its path is a file: choose another folder",
    );
    expect(await readFile(join(folder, "file"), "utf8")).toBe("old");
  });

  test("a device", async () => {
    expect(await refusal(writeFileSafely("/dev/null", "a"))).toBe("Cannot write /dev/null: it is no regular file.");
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  test("a name beyond the system's limit", async () => {
    const folder = await temporaryFolder();
    expect(await refusal(writeFileSafely(join(folder, "x".repeat(256)), "a"))).toContain("the name is too long");
    expect(await readdir(folder)).toEqual([]);
  });

  test("a file system that takes no files", async () => {
    expect(await refusal(writeFileSafely("/proc/occam.txt", "a"))).toMatch(/^Cannot write \/proc\/occam\.txt: .+\.$/);
  });

  test("the second of two files", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.txt"), "old");
    await mkdir(join(folder, "taken"));
    const message = await refusal(
      writeFilesSafely([
        { file: join(folder, "a.txt"), data: "new" },
        { file: join(folder, "made", "b.txt"), data: "b" },
        { file: join(folder, "taken"), data: "c" },
      ]),
    );
    expect(message).toContain(join(folder, "taken"));
    expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("old");
    expect((await readdir(folder)).sort()).toEqual(["a.txt", "taken"]);
  });
});
