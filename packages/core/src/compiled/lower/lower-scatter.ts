/** Elements that are added where indices say, one after the other. */
import type { ScatterNest } from "../plan/nest.ts";
import { type Expr, f32x4, forRange, local, type Statement } from "../wasm/index.ts";
import type { Emitter } from "./emit.ts";
import { alongVectors } from "./lower-map.ts";
import {
  addressAt,
  axesOf,
  createScope,
  type Index,
  loadLanes,
  type OwnScope,
  type Surroundings,
  storeLanes,
} from "./point.ts";

export function lowerScatter(nest: ScatterNest, emitter: Emitter, around: Surroundings): readonly Statement[] {
  const { target, updates } = nest;
  // Nests that run have shapes that are known.
  const dims = (nest.shape.length === 0 ? [1] : nest.shape) as readonly number[];
  const last = dims.length - 1;
  const outer = dims.slice(0, -1).map((_, axis) => local(`i${axis}`, "i32"));
  const scope = createScope();
  const addAt = (index: Index, width: number): readonly Statement[] => {
    const own = createScope(scope);
    const point = [...outer.map((variable): Index => ({ variable, plus: 0 })), index];
    const place = {
      point,
      vectorAxis: last,
      width,
      scopeOf: (axes: ReadonlySet<number>): OwnScope => (axes.size === 0 ? scope : own),
    };
    const value: Expr<"v128"> = emitter.lanesAt(updates, place);
    const address = addressAt(target, point, own, around);
    const stored = storeLanes(address, f32x4.add(loadLanes(address, width), value), width);
    return [...own.statements, ...stored];
  };
  const isInRow =
    target.strides[last] === 1 && target.picks.every(({ index }) => index === "step" || !axesOf(index).has(last));
  const variable = local("j", "i32");
  const along = isInRow
    ? alongVectors(dims[last] as number, addAt)
    : [forRange(variable, 0, dims[last] as number, 1, addAt({ variable, plus: 0 }, 1))];
  const body = outer.reduceRight<readonly Statement[]>(
    (inner, each, axis) => [forRange(each, 0, dims[axis] as number, 1, inner)],
    along,
  );
  return [...scope.statements, ...body];
}
