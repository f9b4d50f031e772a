// SPDX-License-Identifier: Apache-2.0
// What happened in a trace, in order: hops and decisions.
import type { Decision, Hop, Trace } from "../api/types";

export type Step = { type: "hop"; at: number; hop: Hop } | { type: "decision"; at: number; decision: Decision };

const spanOf = (step: Step): number => (step.type === "hop" ? step.hop.span : step.decision.span);

/** By time; at the same time a hop before what was decided about it. */
function before(a: Step, b: Step): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.type === b.type) return spanOf(a) - spanOf(b);
  const [hop, decision] = a.type === "hop" ? [a, b] : [b, a];
  const hopFirst = spanOf(hop) === spanOf(decision) ? -1 : 1;
  return a.type === "hop" ? hopFirst : -hopFirst;
}

export function stepsOf(trace: Trace): Step[] {
  const hops = trace.hops.map((hop): Step => ({ type: "hop", at: hop.at, hop }));
  const decisions = trace.decisions.map((d): Step => ({ type: "decision", at: d.at, decision: d }));
  return [...hops, ...decisions].sort(before);
}

/** The name of an actor of the trace, for texts. */
export function nameIn(trace: Trace, id: number): string {
  const actor = trace.actors.find((each) => each.id === id);
  return actor ? actor.name || actor.kind : id === 0 ? "outside" : `#${id}`;
}
