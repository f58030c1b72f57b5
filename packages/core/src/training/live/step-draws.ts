/** What a step of training draws: its batch, what dropout turns off, and normal noise. */
import { DISTRIBUTIONS } from "../../tensor/distributions.ts";
import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";
import { epochBatches } from "../cohort/epoch-batches.ts";
import { seedOf } from "../cohort/feed-plan.ts";
import { momentOf } from "../cohort/feeds.ts";
import type { Setup } from "./setup.ts";

/** What one replica's step draws. */
export interface StepDraws {
  /** Rows of the training examples in the batch. */
  readonly rows: Int32Array;
  /** Of each layer that turns units or weights off, by its name: 1 for what the step keeps, 0 for what it leaves out. */
  readonly masks: ReadonlyMap<string, StepMask>;
  /** Of each layer of normal noise, by its name: standard normal numbers in the shape of its inputs, [batch, ...]; rows as those of masks. */
  readonly normals: ReadonlyMap<string, FloatTensor>;
}

export interface StepMask {
  /**
   * [batch, ...units] for a layer that drops units: row i is that of the batch's row i, and rows beyond the batch's last only fill
   * it up; 1 along axes that share one draw. A parameter's shape for a layer that drops weights.
   */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Drawn by the very keys that the step draws by. `step` counts from 0. */
export function drawsAt({ plan, lanes }: Setup, step: number): readonly StepDraws[] {
  const { program, recipe, stepsPerEpoch } = plan;
  const { rows } = epochBatches(plan, Math.floor(step / stepsPerEpoch), lanes);
  return lanes.map((lane, place) => {
    const batches = rows[program.hasOwnBatches ? place : 0] as readonly Int32Array[];
    const keyOf = (stream: string) => ({ seed: seedOf(recipe, lane.replica), stream, position: step });
    const masks = program.noise.flatMap(({ mask, stream, shape }) => {
      if (mask === undefined) return [];
      const threshold = mask.threshold(lane.candidate, momentOf(plan, step, lane));
      const data = Uint8Array.from(DISTRIBUTIONS.bits.draw(sizeOf(shape), keyOf(stream), threshold));
      return [[mask.layer, { shape, data }] as const];
    });
    const normals = program.noise.flatMap(({ normalsOf, stream, shape }) => {
      if (normalsOf === undefined) return [];
      const data = Float32Array.from(DISTRIBUTIONS.normal.draw(sizeOf(shape), keyOf(stream), []));
      return [[normalsOf, { shape, data }] as const];
    });
    const batch = batches[step % stepsPerEpoch] as Int32Array;
    return { rows: batch.slice(), masks: new Map(masks), normals: new Map(normals) };
  });
}
