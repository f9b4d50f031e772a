// SPDX-License-Identifier: Apache-2.0
// Figures for people. All are short, as they stand in tables and diagrams.

const trimmed = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};

/** Three significant digits at most, without an exponent. */
const three = (value: number): string => trimmed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** µs as "8.1 µs", "12.4 ms", "3.5 s", "2 min 5 s". */
export function duration(us: number): string {
  if (!Number.isFinite(us)) return "–";
  if (us < 0) return `−${duration(-us)}`;
  if (us < 999.5) return `${three(us)} µs`;
  if (us < 999_500) return `${three(us / 1e3)} ms`;
  if (us < 60e6) return `${three(us / 1e6)} s`;
  const seconds = Math.round(us / 1e6);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Whole numbers with thin spaces between thousands. */
export function count(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** "950", "5.3k", "1.2M": for labels that have little room. */
export function short(value: number): string {
  if (value < 9.95) return trimmed(value, 1);
  if (value < 999.5) return trimmed(value, 0);
  if (value < 999_500) return `${three(value / 1e3)}k`;
  return `${three(value / 1e6)}M`;
}

export const rate = (perSecond: number): string => `${short(perSecond)}/s`;

export const percent = (share: number): string =>
  `${trimmed(share * 100, share > 0 && share < 0.1 ? 1 : 0)} %`;

export function bytes(value: number | undefined): string {
  if (value === undefined) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  let left = value;
  while (left >= 1023.5 && at < units.length - 1) {
    left /= 1024;
    ++at;
  }
  return `${at === 0 ? left : three(left)} ${units[at]}`;
}

/** A time span in its two greatest units: "3 d 4 h". */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** The clock of a time in µs since the epoch: "14:03:07.123". */
export function clock(us: number): string {
  const d = new Date(us / 1000);
  const ms = String(d.getMilliseconds()).padStart(3, "0");
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}.${ms}`;
}

/** Day and clock of a time in ms: "2026-11-21 14:03". */
export function moment(ms: number): string {
  const d = new Date(ms);
  if (Number.isNaN(d.getTime())) return "–";
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** At most `room` characters; what is left out is in the middle. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const head = Math.ceil((room - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (room - 1 - head))}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;
