// SPDX-License-Identifier: Apache-2.0
import type { ActorCensus, Census, Decision, Hop, Trace } from "../src/api/types";

export const hop = (span: number, from: number, to: number, at: number, more: Partial<Hop> = {}): Hop =>
  ({ span, parent: span - 1, from, to, message: `m${span}`, at, wait: 5, handling: 20, handled: true, ...more });

export const decision = (actor: number, at: number, more: Partial<Decision> = {}): Decision =>
  ({ at, actor, span: 1, outcome: "delivered", what: "delivered", reason: "the resource with the highest priority", ...more });

export function trace(more: Partial<Trace> = {}): Trace {
  return {
    id: "9f3c000000000401", begun: 1763731234567890, took: 100, state: "complete", why: "followed",
    stanza: { kind: "message", type: "chat", id: "m1", from: "alice@localhost/phone", to: "bob@localhost", bytes: 312, children: ["body jabber:client"] },
    outcome: "delivered",
    actors: [{ id: 12, kind: "session", name: "alice@localhost/phone" }, { id: 13, kind: "user", name: "alice@localhost" }, { id: 14, kind: "user", name: "bob@localhost" }],
    hops: [hop(1, 12, 13, 0), hop(2, 13, 14, 30)],
    decisions: [decision(14, 40, { span: 2 })],
    dropped: 0, ...more,
  };
}

export const actor = (id: number, kind: string, name: string, messages: number, depth = 0): ActorCensus =>
  ({ id, kind, name, messages, cpu: 0.01, wait: { mean: 8, max: 90 }, depth });

const kind = (name: string, actors: number, messages: number) =>
  ({ kind: name, actors, messages, cpu: 0.1, wait: { mean: 8, max: 400 }, depth: { mean: 0.2, max: 12 } });

export function census(more: Partial<Census> = {}): Census {
  return {
    at: 1763731234567890, seconds: 1, sampling: 16, dropped: 0,
    kinds: [kind("session", 5000, 900), kind("user", 5000, 1800)],
    actors: [
      actor(1, "session", "alice@localhost/phone", 100), actor(2, "session", "bob@example.org/desk", 50, 7),
      actor(3, "user", "alice@localhost", 120, 30), actor(4, "user", "bob@example.org", 60),
    ],
    edges: [{ from: 1, to: 3, messages: 90 }, { from: 2, to: 4, messages: 40 }, { from: 3, to: 4, messages: 10 }],
    flows: [{ from: "session", to: "user", messages: 900 }, { from: "user", to: "user", messages: 300 }],
    workers: [{ index: 0, load: 0.4 }, { index: 1, load: 0.6 }],
    totals: { sessions: 5000, stanzas_in: 900, stanzas_out: 950, resident: 21340160 },
    ...more,
  };
}
