/** The course as text: every section as it stands at first. Runs in Node, while the app is built. */
import { webRuntime } from "@occam/core/web";
import { render } from "svelte/server";
import Course from "./course.svelte";
import { ALPHAS } from "./negligible/alpha-stops.ts";
import { SEEDS, SUSPECTS } from "./puzzle/suspects.ts";
import { SECTIONS } from "./sections.ts";
import { STILL, type Still } from "./still.ts";
import { TASKS } from "./training/tasks.ts";

export async function renderCourse(): Promise<string> {
  const bodies = await Promise.all(
    SECTIONS.map(async ({ id, title, load }) => ({ id, title, Body: (await load()).default })),
  );
  const { body } = render(Course, { props: { bodies }, context: new Map([[STILL, await trained()]]) });
  return body;
}

async function trained(): Promise<Still> {
  const runtime = webRuntime();
  const still = {
    overfit: await TASKS.overfit(runtime),
    puzzle: await Promise.all(
      SUSPECTS.map(({ upbringing }) =>
        Promise.all(SEEDS.map((seed) => TASKS.network(runtime, { ...upbringing, seed }))),
      ),
    ),
    samples: await TASKS.samples(runtime, { alpha: 0 }),
    sparse: await Promise.all(ALPHAS.map((alpha) => TASKS.network(runtime, { l1: alpha }))),
    strip: [await TASKS.strip(runtime, { trial: 0 }), await TASKS.strip(runtime, { trial: 1 })],
    thinned: await TASKS.network(runtime, { rate: 0.25 }),
    plain: await TASKS.network(runtime, { rate: 0 }),
  };
  await runtime.close();
  return still;
}
