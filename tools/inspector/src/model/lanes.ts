// SPDX-License-Identifier: Apache-2.0
// The columns of a sequence diagram: one per actor. Where a room speaks to
// hundreds, those of a kind share one, unless all are wanted.
import type { Trace, TraceActor } from "../api/types";

export interface Lane {
  kind: string;
  name: string;
  ids: number[];
}

const manyLanes = 12;
const fewOfKind = 3;

/** The ids in the order in which the trace comes to them. */
function order(trace: Trace): number[] {
  const seen = new Set<number>();
  for (const hop of [...trace.hops].sort((a, b) => a.at - b.at)) {
    seen.add(hop.from);
    seen.add(hop.to);
  }
  for (const each of trace.decisions) seen.add(each.actor);
  if (seen.size === 0) for (const each of trace.actors) seen.add(each.id);
  return [...seen];
}

function actorOf(trace: Trace, id: number): TraceActor {
  return trace.actors.find((each) => each.id === id)
    ?? { id, kind: id === 0 ? "outside" : "actor", name: id === 0 ? "client or timer" : `#${id}` };
}

function oneEach(actors: TraceActor[]): Lane[] {
  return actors.map(({ id, kind, name }) => ({ kind, name: name || kind, ids: [id] }));
}

function byKind(actors: TraceActor[]): Lane[] {
  const size = new Map<string, number>();
  for (const { kind } of actors) size.set(kind, (size.get(kind) ?? 0) + 1);
  const lanes: Lane[] = [];
  for (const { id, kind, name } of actors) {
    const crowd = (size.get(kind) ?? 0) > fewOfKind;
    const shared = crowd ? lanes.find((lane) => lane.kind === kind) : undefined;
    if (shared) shared.ids.push(id);
    else lanes.push({ kind, name: name || kind, ids: [id] });
  }
  for (const lane of lanes) if (lane.ids.length > 1) lane.name = `${lane.ids.length} of them`;
  return lanes;
}

/** Whether some of its actors would share a lane. */
export const isCrowded = (trace: Trace): boolean => order(trace).length > manyLanes;

export function lanesOf(trace: Trace, all: boolean): Lane[] {
  const actors = order(trace).map((id) => actorOf(trace, id));
  return all || actors.length <= manyLanes ? oneEach(actors) : byKind(actors);
}
