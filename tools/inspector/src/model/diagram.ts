// SPDX-License-Identifier: Apache-2.0
// The sequence diagram of a trace, as shapes. On the left a lane per actor and
// a row per step, so that all can be read; on the right the same rows on a
// time axis that is to scale: how long each waited and was handled.
import type { Trace } from "../api/types";
import { bytes, duration, plural, shortened } from "./format";
import { type Lane, lanesOf } from "./lanes";
import { type Drawn, type Frame, drawDecision, drawHop } from "./diagram_rows";
import type { Shape } from "./roles";
import { type Step, nameIn, stepsOf } from "./steps";
import { type TimeScale, timeScale } from "./timescale";

export interface Row {
  step: Step;
  y: number;
  height: number;
  shapes: Shape[];
  /** The step in words, for those who do not see it. */
  says: string;
}

export interface Diagram {
  width: number;
  height: number;
  behind: Shape[];
  rows: Row[];
  /** Steps that are not drawn. */
  left: number;
}

const margin = 12;
const headHeight = 44;
const axisHeight = 22;
const hopHeight = 38;
const noteHeight = 24;
const figures = 150;
const leastChart = 220;

export interface Wish {
  width: number;
  allLanes?: boolean;
  mostSteps?: number;
}

function laneGap(lanes: number, width: number): number {
  const room = (width - margin * 2 - figures - leastChart) / Math.max(lanes, 1);
  return Math.max(124, Math.min(210, room));
}

function scaleOf(trace: Trace, left: number, width: number): TimeScale {
  const hops = trace.hops.map((h) => ({ begin: h.at, end: h.at + h.wait + h.handling }));
  const decided = trace.decisions.map((d) => ({ begin: d.at, end: d.at }));
  return timeScale([...hops, ...decided], left, width);
}

function frameOf(trace: Trace, lanes: Lane[], wish: Wish): Frame {
  const gap = laneGap(lanes.length, wish.width);
  const chartLeft = margin + lanes.length * gap + 8;
  const chartWidth = Math.max(leastChart, wish.width - chartLeft - figures - margin);
  const laneX = new Map<number, number>();
  lanes.forEach((lane, i) => lane.ids.forEach((id) => laneX.set(id, margin + gap * (i + 0.5))));
  return {
    trace, gap, chartLeft, chartWidth,
    left: margin,
    right: margin + lanes.length * gap,
    figuresAt: chartLeft + chartWidth,
    laneX: (id) => laneX.get(id) ?? margin,
    oneOf: (id) => (lanes.some((lane) => lane.ids.length > 1 && lane.ids.includes(id)) ? nameIn(trace, id) : undefined),
    scale: scaleOf(trace, chartLeft, chartWidth),
  };
}

function heads(lanes: Lane[], frame: Frame, y: number): Shape[] {
  return lanes.flatMap((lane, i): Shape[] => {
    const x = margin + frame.gap * i;
    const middle = x + frame.gap / 2;
    const room = Math.floor((frame.gap - 20) / 8.2);
    return [
      { t: "rect", role: "head", x: x + 5, y, width: frame.gap - 10, height: headHeight - 6, rx: 7 },
      { t: "text", role: "head-kind", x: middle, y: y + 15, text: lane.kind, anchor: "middle" },
      { t: "text", role: "head-name", x: middle, y: y + 30, text: shortened(lane.name, room), anchor: "middle" },
    ];
  });
}

function lifelines(lanes: Lane[], frame: Frame, top: number, bottom: number): Shape[] {
  return lanes.map((_, i) => {
    const x = margin + frame.gap * (i + 0.5);
    return { t: "line", role: "lifeline", x1: x, y1: top, x2: x, y2: bottom };
  });
}

/** A zigzag across the axis. */
const zigzag = (x: number, y: number): string => `M${x - 5} ${y}l3.5-5 3 10 3.5-5`;

function axis(frame: Frame, top: number, bottom: number): Shape[] {
  const { scale } = frame;
  const y = top - 9;
  const grid = scale.ticks.flatMap((tick): Shape[] => [
    { t: "line", role: "grid", x1: tick.x, y1: top - 4, x2: tick.x, y2: bottom },
    { t: "text", role: "tick", x: tick.x, y, text: tick.time === 0 ? "0" : duration(tick.time), anchor: "middle" },
  ]);
  const breaks = scale.breaks.flatMap((b): Shape[] => [
    { t: "rect", role: "break-band", x: b.x + 4, y: top, width: b.width - 8, height: bottom - top },
    { t: "path", role: "break", d: zigzag(b.x + b.width / 2, top + 2) },
    { t: "path", role: "break", d: zigzag(b.x + b.width / 2, bottom) },
    { t: "text", role: "break-text", x: b.x + b.width / 2, y: y - 13, text: `${duration(b.idle)} idle`, anchor: "middle" },
  ]);
  return [...grid, ...breaks];
}

function captions(frame: Frame, y: number): Shape[] {
  return [
    { t: "text", role: "caption", x: frame.figuresAt + 76, y, text: "waited", anchor: "end" },
    { t: "text", role: "caption", x: frame.figuresAt + 146, y, text: "handled", anchor: "end" },
  ];
}

/** How long each actor is at work, from a hop to the last that it causes. */
function activations(frame: Frame, rows: Row[]): Shape[] {
  const ends = new Map<number, number>();
  for (const row of rows) {
    const { step } = row;
    const span = step.type === "hop" ? step.hop.parent : step.decision.span;
    ends.set(span, row.y + row.height / 2);
  }
  return rows.flatMap(({ step, y }): Shape[] => {
    if (step.type !== "hop" || !step.hop.handled) return [];
    const from = y + 26;
    const to = Math.max(from + 8, (ends.get(step.hop.span) ?? 0) + 4);
    return [{ t: "rect", role: "active", x: frame.laneX(step.hop.to) - 4, y: from, width: 8, height: to - from, rx: 2 }];
  });
}

function endLine(trace: Trace, left: number): string {
  const parts = [
    left > 0 ? `${plural(left, "more step")} not drawn` : "",
    trace.dropped > 0 ? `${plural(trace.dropped, "record")} lost, as too much was under way` : "",
    trace.state === "unfinished" ? "unfinished: something was still under way when it was closed" : "",
  ].filter((each) => each);
  return parts.join(" · ");
}

function sayStep(trace: Trace, step: Step): string {
  if (step.type === "decision") {
    const { decision: d } = step;
    return `${duration(d.at)}: ${nameIn(trace, d.actor)}: ${d.outcome}: ${d.what}${d.reason ? `, ${d.reason}` : ""}`;
  }
  const { hop } = step;
  const after = hop.handled ? `waited ${duration(hop.wait)}, handled in ${duration(hop.handling)}` : "not handled";
  const size = hop.bytes ? `, ${bytes(hop.bytes)}` : "";
  return `${duration(hop.at)}: ${nameIn(trace, hop.from)} to ${nameIn(trace, hop.to)}: ${hop.message}, ${after}${size}`;
}

/** Lays out the diagram of `trace` for a place as wide as wished. */
export function diagramOf(trace: Trace, wish: Wish): Diagram {
  const lanes = lanesOf(trace, wish.allLanes ?? false);
  const frame = frameOf(trace, lanes, wish);
  const all = stepsOf(trace);
  const steps = all.slice(0, wish.mostSteps ?? 400);
  const raised = frame.scale.breaks.length ? 13 : 0;
  const top = margin + Math.max(headHeight, axisHeight + raised) + 6;
  let y = top;
  const rows = steps.map((step): Row => {
    const height = step.type === "hop" ? hopHeight : noteHeight;
    const drawn: Drawn = step.type === "hop" ? drawHop(frame, step.hop, y) : drawDecision(frame, step.decision, y);
    const row = { step, y, height, shapes: drawn, says: sayStep(trace, step) };
    y += height;
    return row;
  });
  const last = endLine(trace, all.length - steps.length);
  const bottom = y + 10;
  const repeat = bottom - top > 640;
  const height = bottom + (last ? 26 : 0) + (repeat ? headHeight : 0) + margin;
  const width = frame.figuresAt + figures + margin;
  const behind: Shape[] = [
    ...axis(frame, top, bottom), ...captions(frame, top - 9),
    ...lifelines(lanes, frame, margin + headHeight - 6, bottom),
    ...heads(lanes, frame, margin), ...activations(frame, rows),
    ...(repeat ? heads(lanes, frame, bottom + 4) : []),
  ];
  if (last) behind.push({ t: "text", role: "end", x: margin + 6, y: height - margin - 4, text: last });
  return { width, height, behind, rows, left: all.length - steps.length };
}
