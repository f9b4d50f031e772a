// SPDX-License-Identifier: Apache-2.0
// How the shapes of diagrams look, told once: on the page the colours are
// variables of its style; a file gets their values (see svg.ts).

type Look = Record<string, string | number>;

const text = (size: number, fill: string, more: Look = {}): Look => ({ "font-size": size, fill: `var(--${fill})`, ...more });
const line = (colour: string, width: number, more: Look = {}): Look =>
  ({ stroke: `var(--${colour})`, "stroke-width": width, fill: "none", ...more });
const halo: Look = { stroke: "var(--surface)", "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round" };

export const roles = {
  ground: { fill: "var(--surface)" },
  lifeline: line("line-strong", 1, { "stroke-dasharray": "2 4" }),
  head: { fill: "var(--raised)", stroke: "var(--line-strong)", "stroke-width": 1 },
  "head-kind": text(10.5, "muted", { "letter-spacing": "0.04em" }),
  "head-name": text(12.5, "text", { "font-weight": 600 }),
  active: { fill: "var(--accent-soft)", stroke: "var(--accent)", "stroke-width": 1 },
  arrow: line("accent", 1.5),
  point: { fill: "var(--accent)" },
  "arrow-fault": line("bad", 1.5, { "stroke-dasharray": "5 3" }),
  "point-fault": line("bad", 2),
  message: text(12, "text", { ...halo, "font-weight": 500 }),
  "wait-bar": { fill: "var(--wait-soft)", stroke: "var(--wait)", "stroke-width": 1, "stroke-dasharray": "2 2" },
  "work-bar": { fill: "var(--accent)" },
  figure: text(11.5, "muted", { "font-variant-numeric": "tabular-nums" }),
  "figure-strong": text(11.5, "text", { "font-variant-numeric": "tabular-nums" }),
  caption: text(10.5, "muted", { "letter-spacing": "0.04em" }),
  grid: line("line", 1),
  tick: text(10.5, "muted", { "font-variant-numeric": "tabular-nums" }),
  "break-band": { fill: "var(--sunken)" },
  break: line("line-strong", 1.25),
  "break-text": text(10, "muted", { "font-style": "italic" }),
  end: text(11.5, "muted", { "font-style": "italic" }),
  "note-good": text(11.5, "good", halo),
  "note-kept": text(11.5, "kept", halo),
  "note-bad": text(11.5, "bad", { ...halo, "font-weight": 600 }),
  "note-off": text(11.5, "off", halo),
  "note-plain": text(11.5, "muted", halo),
  "mark-good": line("good", 1.6),
  "mark-kept": line("kept", 1.6),
  "mark-bad": line("bad", 1.8),
  "mark-off": line("off", 1.6),
  "mark-plain": line("muted", 1.4),
} satisfies Record<string, Look>;

export type Role = keyof typeof roles;

export type Shape =
  | { t: "line"; role: Role; x1: number; y1: number; x2: number; y2: number }
  | { t: "rect"; role: Role; x: number; y: number; width: number; height: number; rx?: number }
  | { t: "path"; role: Role; d: string; x?: number; y?: number }
  | { t: "text"; role: Role; x: number; y: number; text: string; anchor?: "start" | "middle" | "end" };

const round = (n: number): number => Math.round(n * 100) / 100;

/** The attributes of a shape as SVG has them, colours still as variables. */
export function attributesOf(shape: Shape): Record<string, string | number> {
  const look = roles[shape.role];
  switch (shape.t) {
    case "line":
      return { ...look, x1: round(shape.x1), y1: round(shape.y1), x2: round(shape.x2), y2: round(shape.y2) };
    case "rect":
      return { ...look, x: round(shape.x), y: round(shape.y), width: round(shape.width), height: round(shape.height),
        ...(shape.rx ? { rx: shape.rx } : {}) };
    case "path":
      return { ...look, d: shape.d, "stroke-linecap": "round", "stroke-linejoin": "round",
        ...(shape.x === undefined ? {} : { transform: `translate(${round(shape.x)} ${round(shape.y ?? 0)})` }) };
    case "text":
      return { ...look, x: round(shape.x), y: round(shape.y), ...(shape.anchor ? { "text-anchor": shape.anchor } : {}) };
  }
}
