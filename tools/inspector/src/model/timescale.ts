// SPDX-License-Identifier: Apache-2.0
// A time axis that is to scale wherever something happens. Where nothing does
// for long, it breaks, and tells how long: all else would be a few pixels.

export interface Interval {
  begin: number;
  end: number;
}

interface Segment extends Interval {
  x: number;
}

export interface Tick {
  x: number;
  time: number;
}

export interface Break {
  x: number;
  width: number;
  /** What is left out, in µs. */
  idle: number;
}

export interface TimeScale {
  x(time: number): number;
  ticks: Tick[];
  breaks: Break[];
}

const breakWidth = 34;
const tickRoom = 66;

/** The times when something happens, without overlaps, in order. */
export function merged(intervals: Interval[]): Interval[] {
  const busy: Interval[] = [];
  for (const each of [...intervals].sort((a, b) => a.begin - b.begin)) {
    const last = busy[busy.length - 1];
    if (last && each.begin <= last.end) last.end = Math.max(last.end, each.end);
    else busy.push({ ...each });
  }
  return busy;
}

/** Joins what is apart for less than `idle`. */
function joined(busy: Interval[], idle: number): Interval[] {
  const all: Interval[] = [];
  for (const each of busy) {
    const last = all[all.length - 1];
    if (last && each.begin - last.end <= idle) last.end = each.end;
    else all.push({ ...each });
  }
  return all;
}

const lengthOf = (all: Interval[]): number => all.reduce((sum, i) => sum + i.end - i.begin, 0);

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-9)));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least * 0.999) ?? power * 10;
}

function ticksOf(segments: Segment[], perPixel: number): Tick[] {
  const step = niceStep(tickRoom * perPixel);
  const ticks: Tick[] = [];
  const add = (time: number, x: number): void => {
    const last = ticks[ticks.length - 1];
    if (!last || x - last.x >= tickRoom * 0.9) ticks.push({ x, time });
  };
  for (const s of segments) {
    add(s.begin, s.x);
    for (let t = Math.ceil(s.begin / step) * step; t <= s.end; t += step)
      add(t, s.x + (t - s.begin) / perPixel);
  }
  return ticks;
}

function breaksOf(segments: Segment[]): Break[] {
  return segments.slice(1).map((s, i) => ({
    x: s.x - breakWidth,
    width: breakWidth,
    idle: s.begin - (segments[i] as Segment).end,
  }));
}

function place(segments: Segment[], perPixel: number, time: number): number {
  const first = segments[0] as Segment;
  if (time <= first.begin) return first.x;
  for (const [i, s] of segments.entries()) {
    const next = segments[i + 1];
    if (time <= s.end) return s.x + (time - s.begin) / perPixel;
    if (next && time < next.begin)
      return next.x - breakWidth + (breakWidth * (time - s.end)) / (next.begin - s.end);
  }
  const last = segments[segments.length - 1] as Segment;
  return last.x + (last.end - last.begin) / perPixel;
}

/** Lays the times of `intervals` from `left` on over `width` pixels. */
export function timeScale(intervals: Interval[], left: number, width: number): TimeScale {
  const busy = merged(intervals.length ? intervals : [{ begin: 0, end: 1 }]);
  const parts = joined(busy, Math.max(lengthOf(busy) * 0.4, 1));
  const room = Math.max(width - breakWidth * (parts.length - 1), width / 2);
  const perPixel = Math.max(lengthOf(parts), 0.001) / room;
  let x = left;
  const segments = parts.map((part) => {
    const segment = { ...part, x };
    x += (part.end - part.begin) / perPixel + breakWidth;
    return segment;
  });
  return {
    x: (time) => place(segments, perPixel, time),
    ticks: ticksOf(segments, perPixel),
    breaks: breaksOf(segments),
  };
}
