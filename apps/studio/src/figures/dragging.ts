/** A pointer held down on a drawing, and arrow keys on what can be dragged. */
import type { Attachment } from "svelte/attachments";

/** Tells where the pointer is, in the drawing's own units, from the press on and while it is held. */
export function draggable(move: (x: number, y: number) => void): Attachment<SVGSVGElement> {
  return (svg) => {
    const tell = (event: PointerEvent) => {
      const box = svg.getBoundingClientRect();
      const { width, height } = svg.viewBox.baseVal;
      move(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
    };
    const press = (event: PointerEvent) => {
      if (event.button !== 0) return;
      svg.setPointerCapture(event.pointerId);
      tell(event);
    };
    const drag = (event: PointerEvent) => {
      if (svg.hasPointerCapture(event.pointerId)) tell(event);
    };
    svg.addEventListener("pointerdown", press);
    svg.addEventListener("pointermove", drag);
    return () => {
      svg.removeEventListener("pointerdown", press);
      svg.removeEventListener("pointermove", drag);
    };
  };
}

const ARROWS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, 1]],
  ["ArrowDown", [0, -1]],
]);

/** The way an arrow key points, ten times as far with Shift; the page then does not scroll. Nothing for other keys. */
export function arrowOf(event: KeyboardEvent): readonly [number, number] | undefined {
  const way = ARROWS.get(event.key);
  if (way === undefined) return undefined;
  event.preventDefault();
  const far = event.shiftKey ? 10 : 1;
  return [way[0] * far, way[1] * far];
}
