// SPDX-License-Identifier: Apache-2.0
// The rows of a sequence diagram: a hop's arrow with its bar on the time axis,
// and a decision's mark with its reason.
import type { Decision, Hop, Trace } from "../api/types";
import { duration, shortened } from "./format";
import { markOf, toneOf } from "./outcome";
import type { Shape } from "./roles";
import type { TimeScale } from "./timescale";

export type Drawn = Shape[];

/** Where what is, in pixels. */
export interface Frame {
  trace: Trace;
  gap: number;
  left: number;
  right: number;
  chartLeft: number;
  chartWidth: number;
  figuresAt: number;
  laneX: (actor: number) => number;
  /** Who is meant, where several share the lane. */
  oneOf: (actor: number) => string | undefined;
  scale: TimeScale;
}

/** How wide a letter is at the size of labels, about. */
const letter = 6.7;

function head(x: number, y: number, right: boolean): Shape {
  const back = right ? -8 : 8;
  return { t: "path", role: "point", d: `M${x} ${y}l${back}-4.5v9z` };
}

const cross = (x: number, y: number): Shape => ({ t: "path", role: "point-fault", d: `M${x - 5} ${y - 5}l10 10m0-10l-10 10` });

function across(hop: Hop, x1: number, x2: number, y: number): Shape[] {
  const right = x2 > x1;
  const begin = x1 + (right ? 5 : -5);
  const end = x2 + (right ? -5 : 5);
  const fault = !hop.handled;
  return [
    { t: "line", role: fault ? "arrow-fault" : "arrow", x1: begin, y1: y, x2: fault ? end : end + (right ? -6 : 6), y2: y },
    fault ? cross(end, y) : head(end, y, right),
  ];
}

function loop(hop: Hop, x: number, y: number): Shape[] {
  const fault = !hop.handled;
  return [
    { t: "path", role: fault ? "arrow-fault" : "arrow", d: `M${x + 5} ${y - 8}h20v10h-13` },
    fault ? cross(x + 10, y + 2) : head(x + 5, y + 2, false),
  ];
}

/** The hop's name over its arrow, as much as fits. */
function nameOf(frame: Frame, hop: Hop, x1: number, x2: number, y: number): Shape {
  const whom = frame.oneOf(hop.to) ?? frame.oneOf(hop.from);
  const label = `${hop.message}${whom ? ` · ${whom}` : ""}${hop.handled ? "" : " (not handled)"}`;
  if (x1 === x2) {
    const rightRoom = frame.right - x1 - 34;
    const leftRoom = x1 - frame.left - 20;
    const right = label.length * letter <= rightRoom || rightRoom >= leftRoom;
    const text = shortened(label, Math.floor((right ? rightRoom : leftRoom) / letter));
    return { t: "text", role: "message", x: right ? x1 + 31 : x1 - 10, y: y + 1, text, anchor: right ? "start" : "end" };
  }
  const room = Math.floor((Math.abs(x2 - x1) - 16) / letter);
  return { t: "text", role: "message", x: (x1 + x2) / 2, y: y - 6, text: shortened(label, room), anchor: "middle" };
}

function bars(frame: Frame, hop: Hop, y: number): Shape[] {
  const sent = frame.scale.x(hop.at);
  const taken = frame.scale.x(hop.at + hop.wait);
  const done = frame.scale.x(hop.at + hop.wait + hop.handling);
  const shapes: Shape[] = [];
  if (taken - sent >= 0.5)
    shapes.push({ t: "rect", role: "wait-bar", x: sent, y: y - 4, width: taken - sent, height: 8, rx: 1 });
  if (hop.handled)
    shapes.push({ t: "rect", role: "work-bar", x: taken, y: y - 6, width: Math.max(done - taken, 1.5), height: 12, rx: 2 });
  else shapes.push(cross(taken, y));
  return shapes;
}

function numbers(frame: Frame, hop: Hop, y: number): Shape[] {
  const handled = hop.handled ? duration(hop.handling) : "–";
  return [
    { t: "text", role: "figure", x: frame.figuresAt + 76, y: y + 4, text: duration(hop.wait), anchor: "end" },
    { t: "text", role: "figure-strong", x: frame.figuresAt + 146, y: y + 4, text: handled, anchor: "end" },
  ];
}

export function drawHop(frame: Frame, hop: Hop, top: number): Drawn {
  const y = top + 26;
  const x1 = frame.laneX(hop.from);
  const x2 = frame.laneX(hop.to);
  return [
    ...(x1 === x2 ? loop(hop, x1, y) : across(hop, x1, x2, y)),
    nameOf(frame, hop, x1, x2, y),
    ...bars(frame, hop, y), ...numbers(frame, hop, y),
  ];
}

/** The outcome is its mark. */
const labelOf = (d: Decision): string => (d.reason ? `${d.what || d.outcome} – ${d.reason}` : d.what || d.outcome);

/** Beside its lane, on the side that has more room for it. */
export function drawDecision(frame: Frame, decision: Decision, top: number): Drawn {
  const x = frame.laneX(decision.actor);
  const y = top + 12;
  const tone = toneOf(decision.outcome);
  const label = labelOf(decision);
  const rightRoom = frame.right - x - 30;
  const leftRoom = x - frame.left - 30;
  const right = label.length * letter <= rightRoom || rightRoom >= leftRoom;
  const text = shortened(label, Math.max(12, Math.floor((right ? rightRoom : leftRoom) / (letter * 0.97))));
  const at = frame.scale.x(decision.at);
  return [
    { t: "path", role: `mark-${tone}`, d: markOf(decision.outcome), x: right ? x + 8 : x - 20, y: y - 6 },
    { t: "text", role: `note-${tone}`, x: right ? x + 25 : x - 25, y: y + 4, text, anchor: right ? "start" : "end" },
    { t: "path", role: `mark-${tone}`, d: markOf(decision.outcome), x: at - 6, y: y - 6 },
    { t: "text", role: "figure", x: frame.figuresAt + 146, y: y + 4, text: `at ${duration(decision.at)}`, anchor: "end" },
  ];
}
