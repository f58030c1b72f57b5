/** L2 on a valley: along each direction of curvature h the share h / (h + alpha) of what the data want is kept. */
import type { Bowl, Point } from "../parts/bowl.ts";

export interface Direction {
  /** Of length 1. */
  readonly way: Point;
  readonly curvature: number;
}

/** The steepest and the flattest direction of a bowl: the eigenvectors of H, which stand at right angles. */
export function directionsOf([a, b, c]: Bowl["curvature"]): readonly [steep: Direction, flat: Direction] {
  const spread = Math.hypot((a - c) / 2, b);
  const angle = Math.atan2(2 * b, a - c) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    { way: [cos, sin], curvature: (a + c) / 2 + spread },
    { way: [-sin, cos], curvature: (a + c) / 2 - spread },
  ];
}

export const shareKept = ({ curvature }: Direction, alpha: number): number => curvature / (curvature + alpha);
