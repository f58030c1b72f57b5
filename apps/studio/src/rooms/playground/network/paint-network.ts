/** Weights as lines and units as small pictures, on one canvas. */
import { bandPixels, type Plane } from "../../../figures/bands.ts";
import type { ThemeColours } from "../../../figures/theme-colours.ts";
import { type Drawing, type DrawnUnit, type DrawnWeight, strokeOf } from "./drawing.ts";

export interface UnitPicture {
  readonly plane: Plane;
  readonly toClass: (value: number) => number;
}

export interface Painting {
  readonly drawing: Drawing;
  readonly pictureOf: (unit: DrawnUnit) => UnitPicture | undefined;
  /** Whose weights alone are shown in full. */
  readonly focus: DrawnUnit | undefined;
  readonly colours: ThemeColours;
  /** Pixels of the canvas to one of the page. */
  readonly density: number;
}

/** Smaller circles have no picture: a living unit is then a dot of ink. */
export const LEAST_PICTURE = 7;

export function paintNetwork(context: CanvasRenderingContext2D, painting: Painting): void {
  const { drawing, density } = painting;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(density, 0, 0, density, 0, 0);
  paintZeros(context, painting);
  for (const weight of drawing.weights.flat().toSorted((a, b) => Math.abs(a.weight) - Math.abs(b.weight)))
    if (weight.size !== "zero") paintWeight(context, weight, painting);
  for (const unit of drawing.columns.flat()) if (unit.mark !== "gone") paintUnit(context, unit, painting);
}

/** More exact zeros than these are hairlines: so many dots would take longer to draw than a frame, and shimmer. */
const MANY = 1000;

function paintZeros(context: CanvasRenderingContext2D, { drawing, colours }: Painting): void {
  const zeros = drawing.weights.flat().filter(({ size }) => size === "zero");
  const isMany = zeros.length > MANY;
  context.beginPath();
  for (const { from, to } of zeros) {
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
  }
  context.strokeStyle = colours.of("--edge");
  context.lineWidth = isMany ? 0.4 : 0.75;
  context.globalAlpha = isMany ? 0.15 : 0.75;
  context.setLineDash(isMany ? [] : [1, 4]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

const LOW = 0.28;
const BESIDE_FOCUS = 0.18;

function paintWeight(context: CanvasRenderingContext2D, { weight, size, from, to }: DrawnWeight, painting: Painting) {
  const { focus, colours } = painting;
  const isBeside = focus !== undefined && !isSame(from, focus) && !isSame(to, focus);
  context.strokeStyle = colours.of(weight < 0 ? "--neg" : "--pos");
  context.lineWidth = strokeOf(weight);
  context.globalAlpha = isBeside ? BESIDE_FOCUS : size === "low" ? LOW : 1;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
  context.globalAlpha = 1;
}

export const isSame = (one: DrawnUnit, other: DrawnUnit): boolean =>
  one.column === other.column && one.index === other.index;

/** A negligible unit's picture is faint; what has no weight, or is left out, has none. */
function paintUnit(context: CanvasRenderingContext2D, unit: DrawnUnit, painting: Painting): void {
  const { x, y, radius, mark } = unit;
  context.save();
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  const isDot = radius < LEAST_PICTURE && mark === "living";
  context.fillStyle = painting.colours.of(isDot ? "--ink" : "--paper");
  context.fill();
  const picture = mark === "zero" || mark === "out" ? undefined : painting.pictureOf(unit);
  if (picture !== undefined && radius >= LEAST_PICTURE) {
    context.clip();
    context.globalAlpha = mark === "negligible" ? 0.3 : 1;
    const side = Math.ceil(2 * radius * painting.density);
    context.drawImage(pictureCanvas(picture, side, painting.colours), x - radius, y - radius, 2 * radius, 2 * radius);
  }
  context.restore();
}

function pictureCanvas({ plane, toClass }: UnitPicture, side: number, { bands }: ThemeColours): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const pixels = bandPixels(plane, { width: side, height: side }, toClass, bands);
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, side, side), 0, 0);
  return canvas;
}
