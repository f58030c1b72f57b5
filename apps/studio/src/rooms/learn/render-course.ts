/** The course as text: every section as it stands at first. Runs in Node, while the app is built. */
import type { Runtime } from "@occam/core";
import { webRuntime } from "@occam/core/web";
import { render } from "svelte/server";
import Course from "./course.svelte";
import { SECTIONS } from "./sections.ts";
import { STILL, type Still } from "./still.ts";
import { type Ask, NEEDS } from "./training/needs.ts";
import { TASKS, type Task } from "./training/tasks.ts";

export async function renderCourse(): Promise<string> {
  const bodies = await Promise.all(
    SECTIONS.map(async ({ id, title, load }) => ({ id, title, Body: (await load()).default })),
  );
  const runtime = webRuntime({ engine: "compiled" });
  const still = await trained(runtime);
  await runtime.close();
  const { body } = render(Course, { props: { bodies }, context: new Map([[STILL, still]]) });
  return body;
}

async function trained(runtime: Runtime): Promise<Still> {
  // A task's own function, which an index by a type parameter forgets.
  const ask: Ask = (task, argument) => (TASKS[task] as unknown as Task<typeof task>)(runtime, argument);
  return {
    needs: {
      kernels: await NEEDS.kernels(ask),
      paths: await NEEDS.paths(ask),
      overfit: await NEEDS.overfit(ask),
      pair: await NEEDS.pair(ask),
      sparse: await NEEDS.sparse(ask),
      puzzle: await NEEDS.puzzle(ask),
    },
    samples: await ask("samples", { alpha: 0 }),
    strip: [await ask("strip", { trial: 0 }), await ask("strip", { trial: 1 })],
  };
}
