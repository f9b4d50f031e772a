// SPDX-License-Identifier: Apache-2.0
// The last minutes of what a census tells, for charts.
import type { Census } from "../api/types";

export interface Sample {
  /** s since the epoch */
  at: number;
  stanzasIn: number | null;
  stanzasOut: number | null;
  messages: number | null;
  waitMean: number | null;
  waitMax: number | null;
  /** What one message took, in µs. */
  handling: number | null;
  cpu: number | null;
  resident: number | null;
  sessions: number | null;
  waiting: number | null;
}

export const historySeconds = 600;

export function sampleOf(census: Census): Sample {
  const { totals, kinds } = census;
  const messages = kinds.reduce((all, k) => all + k.messages, 0);
  const waits = kinds.reduce((all, k) => all + k.wait.mean * k.messages, 0);
  const handled = kinds.reduce((all, k) => all + k.cpu, 0);
  const busy = census.workers.reduce((all, w) => all + w.load, 0);
  return {
    at: census.at / 1e6,
    stanzasIn: totals.stanzas_in ?? null,
    stanzasOut: totals.stanzas_out ?? null,
    messages,
    waitMean: messages > 0 ? waits / messages : 0,
    waitMax: kinds.reduce((all, k) => Math.max(all, k.wait.max), 0),
    handling: messages > 0 ? (handled / messages) * 1e6 : 0,
    cpu: census.workers.length ? busy / census.workers.length : null,
    resident: totals.resident ?? null,
    sessions: totals.sessions ?? null,
    waiting: totals.storage_waiting ?? null,
  };
}

const gap = (at: number): Sample => ({
  at, stanzasIn: null, stanzasOut: null, messages: null, waitMean: null, waitMax: null,
  handling: null, cpu: null, resident: null, sessions: null, waiting: null,
});

/** Adds one, forgets what is too old, and leaves a gap where nothing came. */
export function withSample(history: readonly Sample[], sample: Sample): Sample[] {
  const last = history[history.length - 1];
  if (last && sample.at <= last.at) return [...history];
  const missed = last && sample.at - last.at > 5 ? [gap(last.at + 1)] : [];
  const oldest = sample.at - historySeconds;
  return [...history.filter((each) => each.at >= oldest), ...missed, sample];
}
