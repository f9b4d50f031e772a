// SPDX-License-Identifier: Apache-2.0
// A trace as a sequence diagram in the language of Mermaid.
import type { Decision, Hop, Trace } from "../api/types";
import { duration } from "./format";
import { isFault } from "./outcome";
import { stepsOf } from "./steps";

/** Text that Mermaid does not take for its own signs. */
export function mermaidText(text: string): string {
  return text.replace(/[#;<>{}"]/g, (c) => `#${c.charCodeAt(0)};`).replace(/[\r\n]+/g, " ");
}

function participants(trace: Trace): Map<number, string> {
  const known = new Map(trace.actors.map((a) => [a.id, `${a.kind}<br/>${mermaidText(a.name || a.kind)}`]));
  for (const hop of trace.hops)
    for (const id of [hop.from, hop.to])
      if (!known.has(id)) known.set(id, id === 0 ? "outside" : `actor ${id}`);
  for (const { actor } of trace.decisions) if (!known.has(actor)) known.set(actor, `actor ${actor}`);
  return known;
}

function hopLine(hop: Hop): string {
  const times = hop.handled ? `waited ${duration(hop.wait)}, handled ${duration(hop.handling)}` : "not handled";
  return `  A${hop.from}${hop.handled ? "->>" : "-x"}A${hop.to}: ${mermaidText(hop.message)} (${times})`;
}

function decisionLine(d: Decision): string {
  const reason = d.reason ? `: ${mermaidText(d.reason)}` : "";
  return `  Note over A${d.actor}: ${isFault(d.outcome) ? "✗ " : ""}${mermaidText(d.what || d.outcome)}${reason}`;
}

export function mermaidOf(trace: Trace): string {
  const { kind, from = "?", to = "?" } = trace.stanza;
  const lines = stepsOf(trace).map((step) => (step.type === "hop" ? hopLine(step.hop) : decisionLine(step.decision)));
  return [
    "sequenceDiagram",
    `  %% trace ${trace.id.replace(/[^\w-]/g, "")}: ${mermaidText(`${kind} from ${from} to ${to}`)}, ${duration(trace.took)}`,
    ...[...participants(trace)].map(([id, name]) => `  participant A${id} as ${name}`),
    ...lines,
    "",
  ].join("\n");
}
