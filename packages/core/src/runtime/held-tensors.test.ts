import { expect, it } from "vitest";
import { heldTensors } from "./held-tensors.ts";
import { tensorMemory } from "./tensor-memory.ts";

const numbers = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

/** A memory, and how many buffers it ever took. */
function watchedMemory() {
  let count = 0;
  const memory = tensorMemory((byteLength) => {
    count++;
    return new ArrayBuffer(byteLength);
  });
  return { memory, allocated: () => count };
}

it("what is freed is used again", () => {
  const { memory, allocated } = watchedMemory();
  const held = heldTensors(memory);
  for (let i = 1; i <= 10; i++) {
    held.free([held.add(i, [3], memory.copyOf(numbers(1, 2, 3)))]);
  }
  expect(allocated()).toBe(1);
});

it("a run that reads or writes keeps memory from others until it has ended", async () => {
  const { memory, allocated } = watchedMemory();
  const held = heldTensors(memory);
  const [read, written] = [1, 2].map((handle) => held.add(handle, [2], memory.copyOf(numbers(handle, 0))));
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  held.use([read as never], ended);
  held.write(written as never, { ended, sharing: () => "2" });
  held.free([read as never, written as never]);
  memory.take("float32", [2]);
  expect(allocated()).toBe(3);
  end();
  await ended;
  await undefined;
  memory.take("float32", [2]);
  memory.take("float32", [2]);
  expect(allocated()).toBe(3);
});

it("rows keep the whole's memory from others, and the last one gives it back", () => {
  const { memory, allocated } = watchedMemory();
  const held = heldTensors(memory);
  const whole = held.add(1, [4], memory.copyOf(numbers(1, 2, 3, 4)));
  const part = held.view(whole, 2, 1, 3) as never;
  const ofPart = held.view(part, 3, 0, 1) as never;
  held.free([whole, part]);
  memory.take("float32", [4]);
  expect(allocated()).toBe(2);
  expect(held.at(ofPart)?.data).toEqual(Float32Array.of(2));
  held.free([ofPart]);
  memory.take("float32", [4]);
  expect(allocated()).toBe(2);
});

it("memory that nobody will use again is told of", () => {
  const { memory } = watchedMemory();
  const dropped: number[] = [];
  memory.whenDropped((buffer) => dropped.push(buffer));
  // Of 64 MB each: two may wait, the third is dropped.
  const large = Array.from({ length: 3 }, () => memory.take("float32", [2 ** 24]));
  large.forEach(memory.giveBack);
  expect(dropped).toEqual([memory.bufferOf(large[2] as never)]);
});
