// SPDX-License-Identifier: Apache-2.0
// A census tells of those who did something in its second. On a server where
// little happens that is nobody, most of the time: so the map also has all
// kinds with their numbers, and for some seconds who was busy lately.
import type { ActorCensus, Census, KindCensus } from "../api/types";

export const rememberedSeconds = 30;
const mostRemembered = 200;

const none = { mean: 0, max: 0 };

interface Seen {
  actor: ActorCensus;
  at: number;
}

/** Who was busy lately, and who spoke with whom; times in µs. */
export interface Lately {
  actors: ReadonlyMap<number, Seen>;
  edges: ReadonlyMap<string, { from: number; to: number; at: number }>;
  /** When a stanza came or went last, in µs. */
  spoken: number;
}

export const nobodyLately: Lately = { actors: new Map(), edges: new Map(), spoken: 0 };

/** The newest of what is not too old. */
function fresh<K, V extends { at: number }>(all: Map<K, V>, now: number): Map<K, V> {
  const oldest = now - rememberedSeconds * 1e6;
  const kept = [...all].filter(([, each]) => each.at >= oldest);
  return new Map(kept.sort((a, b) => b[1].at - a[1].at).slice(0, mostRemembered));
}

/** What is remembered after this census. */
export function remembered(lately: Lately, now: Census): Lately {
  const actors = new Map(lately.actors);
  const edges = new Map(lately.edges);
  for (const actor of now.actors) actors.set(actor.id, { actor, at: now.at });
  for (const { from, to } of now.edges) edges.set(`${from}→${to}`, { from, to, at: now.at });
  const stanzas = (now.totals.stanzas_in ?? 0) + (now.totals.stanzas_out ?? 0);
  return { actors: fresh(actors, now.at), edges: fresh(edges, now.at), spoken: stanzas > 0 ? now.at : lately.spoken };
}

const restingActor = ({ actor: { age: _, ...actor } }: Seen): ActorCensus =>
  ({ ...actor, messages: 0, cpu: 0, wait: none, depth: 0, rested: true });

const restingKind = (kind: string, actors: number): KindCensus =>
  ({ kind, actors, messages: 0, cpu: 0, wait: none, depth: none });

/** All kinds: a census counts those that it has seen, `counted` all there are. */
function allKinds(kinds: KindCensus[], counted: Record<string, number>): KindCensus[] {
  const busy = kinds.map((each) => ({ ...each, actors: Math.max(each.actors, counted[each.kind] ?? 0) }));
  const known = new Set(kinds.map((each) => each.kind));
  const others = Object.entries(counted).filter(([kind, n]) => !known.has(kind) && (kind !== "other" || n > 0));
  return [...busy, ...others.map(([kind, n]) => restingKind(kind, n))];
}

type Flow = Census["flows"][number];

/** Between the kinds of those who spoke lately. */
function quietFlows(quiet: { from: number; to: number }[], actors: ActorCensus[], flows: Flow[]): Flow[] {
  const kinds = new Map(actors.map((a) => [a.id, a.kind]));
  const seen = new Set(flows.map((f) => `${f.from}→${f.to}`));
  return quiet.flatMap((edge) => {
    const [from, to] = [kinds.get(edge.from), kinds.get(edge.to)];
    if (!from || !to || seen.has(`${from}→${to}`)) return [];
    seen.add(`${from}→${to}`);
    return [{ from, to, messages: 0 }];
  });
}

/** The census with those who rest. A busy server's is full without them. */
export function withResting(now: Census, lately: Lately, counted: Record<string, number> = {}): Census {
  const kinds = allKinds(now.kinds, counted);
  if (now.actors.length >= mostRemembered) return { ...now, kinds };
  const busy = new Set(now.actors.map((a) => a.id));
  const rested = [...lately.actors.values()].filter(({ actor }) => !busy.has(actor.id)).map(restingActor);
  const flowing = new Set(now.edges.map((e) => `${e.from}→${e.to}`));
  const quiet = [...lately.edges].filter(([key]) => !flowing.has(key)).map(([, { from, to }]) => ({ from, to, messages: 0 }));
  const actors = [...now.actors, ...rested];
  return { ...now, kinds, actors, edges: [...now.edges, ...quiet], flows: [...now.flows, ...quietFlows(quiet, actors, now.flows)] };
}

const quietSeconds = 5;

/** Whether no stanza came for some seconds. What an administrator asks for is
 * work of actors, too, and no stanza. */
export const isQuiet = (now: Census, lately: Lately): boolean => now.at - lately.spoken > quietSeconds * 1e6;
