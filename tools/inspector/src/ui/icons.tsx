// SPDX-License-Identifier: Apache-2.0
import type { Outcome } from "../api/types";
import { markOf, toneOf } from "../model/outcome";

/** Drawn in a box of 20 by 20, as lines. */
const paths = {
  overview: "M3 10h4v7H3zM8 3h4v14H8zM13 7h4v10h-4z",
  map: "M10 3.2a1.8 1.8 0 1 0 .01 0M4.5 13a1.8 1.8 0 1 0 .01 0M15.5 13a1.8 1.8 0 1 0 .01 0M9.2 6.6 5.6 13M10.8 6.6l3.6 6.4M6.4 14.8h7.2",
  trace: "M4 3v14M10 3v14M16 3v14M4 7h5M7.5 5.5 9 7 7.5 8.500M10 13h5M13.5 11.5 15 13l-1.5 1.5",
  actor: "M10 3a3.2 3.2 0 1 0 .01 0M3.5 17c.5-3.5 3-5.2 6.5-5.200s6 1.7 6.5 5.2",
  accounts: "M7.5 4a2.7 2.7 0 1 0 .01 0M2.5 16c.3-3 2.2-4.6 5-4.600s4.7 1.6 5 4.600M13 4.400a2.5 2.5 0 0 1 0 5M14.5 11.700c1.8.5 2.8 2 3 4.3",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  close: "M5 5l10 10M15 5 5 15",
  play: "M6 4l10 6-10 6z",
  stop: "M5 5h10v10H5z",
  back: "M12 4l-6 6 6 6",
  forward: "M8 4l6 6-6 6",
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  sun: "M10 6.500a3.5 3.5 0 1 0 .01 0M10 1.500v2M10 16.500v2M1.5 10h2M16.5 10h2M4 4l1.4 1.400M14.6 14.6 16 16M16 4l-1.4 1.400M5.4 14.6 4 16",
  moon: "M16.5 12A7 7 0 0 1 8 3.500a7 7 0 1 0 8.5 8.500z",
  auto: "M10 3a7 7 0 1 0 .01 0M10 3v14",
  keys: "M2.5 5h15v10h-15zM5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6 12h8",
  leave: "M8 3H4v14h4M12 6.5 15.5 10 12 13.500M8 10h7",
  search: "M8.5 3.500a5 5 0 1 0 .01 0M12.2 12.2 17 17",
  down: "M5 8l5 5 5-5",
  save: "M10 3v9M6.5 8.5 10 12l3.5-3.500M4 16h12",
  link: "M8.5 11.500l3-3M9 6.500l1.5-1.500a3 3 0 0 1 4.5 4.500L13.5 11M11 13.5 9.5 15A3 3 0 0 1 5 10.500L6.5 9",
  warn: "M10 3 2.5 16.500h15zM10 8v4M10 14.300v.1",
  again: "M16 6v4h-4M15.7 9.800A6 6 0 1 0 14.5 14",
  empty: "M3 11h4l1.5 2.500h3L13 11h4M3 11l2.5-6h9L17 11v5H3z",
  offline: "M3 3l14 14M5.5 8.500A8 8 0 0 1 8 7.200M12.5 7.400a8 8 0 0 1 2.5 1.500M7.8 11.500a4 4 0 0 1 2.2-.9M10 15h.01M2.5 6a12 12 0 0 1 2-1.300M9 3.600a12 12 0 0 1 8.5 3",
  lock: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  table: "M3 4h14v12H3zM3 8h14M8 8v8",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** An outcome by shape and colour; its name stands beside it or is told. */
export function Mark({ outcome, named = false }: { outcome: Outcome; named?: boolean }) {
  return (
    <span class={`mark tone-${toneOf(outcome)}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d={markOf(outcome)} /></svg>
      <span class={named ? "" : "unseen"}>{outcome}</span>
    </span>
  );
}
