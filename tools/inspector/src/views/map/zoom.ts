// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState } from "preact/hooks";
import type { Box } from "../../model/map_layout";

export interface Zoom {
  by: (factor: number) => void;
  move: (dx: number, dy: number) => void;
  reset: () => void;
  apply: (box: Box) => Box;
}

const whole = { factor: 1, dx: 0, dy: 0 };

export function useZoom(): Zoom {
  const [now, set] = useState(whole);
  const actions = useMemo(() => ({
    by: (factor: number) => set((was) => ({ ...was, factor: Math.max(0.4, Math.min(8, was.factor * factor)) })),
    move: (dx: number, dy: number) => set((was) => ({ ...was, dx: was.dx + dx, dy: was.dy + dy })),
    reset: () => set(whole),
  }), []);
  const apply = (box: Box): Box => {
    const [width, height] = [box.width / now.factor, box.height / now.factor];
    return { x: box.x + (box.width - width) / 2 - now.dx, y: box.y + (box.height - height) / 2 - now.dy, width, height };
  };
  return { ...actions, apply };
}

/** Dragging moves the map; `pixel` is how much of it one pixel shows. */
export function usePanning(zoom: Zoom, pixel: number) {
  const from = useRef<{ x: number; y: number } | undefined>(undefined);
  return {
    onPointerDown: (e: PointerEvent) => {
      if (e.button === 0 && e.pointerType === "mouse") from.current = { x: e.clientX, y: e.clientY };
    },
    onPointerMove: (e: PointerEvent) => {
      const start = from.current;
      if (!start || !(e.buttons & 1)) return;
      zoom.move((e.clientX - start.x) * pixel, (e.clientY - start.y) * pixel);
      from.current = { x: e.clientX, y: e.clientY };
    },
    onPointerUp: () => { from.current = undefined; },
    onPointerLeave: () => { from.current = undefined; },
    onWheel: (e: WheelEvent) => {
      // As in other maps: with Ctrl, so that the page can still be scrolled.
      if (!e.ctrlKey) return;
      e.preventDefault();
      zoom.by(e.deltaY < 0 ? 1.15 : 1 / 1.15);
    },
  };
}
