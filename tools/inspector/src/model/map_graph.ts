// SPDX-License-Identifier: Apache-2.0
// What the map shows of a census: kinds of actors first; a kind that is opened
// falls into domains, a domain into actors. Never more than some hundred nodes.
import type { ActorCensus, Census, KindCensus } from "../api/types";
import { bare, domain, isWithin } from "./jid";

export type Level = "worker" | "kind" | "domain" | "actor" | "rest";

export interface MapNode {
  id: string;
  level: Level;
  kind: string;
  /** What it keeps together with, where that is not its kind. */
  group?: string;
  label: string;
  /** How many actors it stands for. */
  actors: number;
  messages: number;
  /** The deepest of its mailboxes; unknown for those the census does not list. */
  depth: number | undefined;
  wait: number | undefined;
  /** How long the oldest message waits, in µs. */
  age?: number | undefined;
  /** bytes */
  memory?: number | undefined;
  cpu: number;
  /** A worker's, 0…1. */
  load?: number;
  /** What opens it, if it can be opened: the same id. */
  opens: boolean;
  /** The address of an actor. */
  name?: string;
  worker?: number;
  /** It does nothing now. */
  rested?: boolean;
}

export interface MapEdge {
  id: string;
  from: string;
  to: string;
  messages: number;
}

export interface MapGraph {
  nodes: MapNode[];
  edges: MapEdge[];
}

const mostOfDomain = 40;
const mostDomains = 24;
export const mostNeighbours = 120;

const sum = (all: number[]): number => all.reduce((a, b) => a + b, 0);
const most = (all: number[]): number => all.reduce((a, b) => Math.max(a, b), 0);

/** Of those that are known; unknown if none is. */
function ofKnown(all: (number | undefined)[], together: (known: number[]) => number): number | undefined {
  const known = all.filter((each) => each !== undefined);
  return known.length ? together(known) : undefined;
}

const ageOf = ({ age }: KindCensus): number | undefined => (typeof age === "object" ? age.max : age);

function kindNode(kind: KindCensus, opens: boolean): MapNode {
  return {
    id: kind.kind, level: "kind", kind: kind.kind, label: kind.kind, actors: kind.actors,
    messages: kind.messages, depth: kind.depth.max, wait: kind.wait.mean, cpu: kind.cpu, opens,
    age: ageOf(kind), memory: kind.memory, rested: kind.messages === 0 && kind.depth.max === 0,
  };
}

/** What is told of several actors as of one. */
export function summed(actors: ActorCensus[]): Omit<MapNode, "id" | "level" | "kind" | "label" | "opens"> {
  const messages = sum(actors.map((a) => a.messages));
  return {
    actors: actors.length, messages, depth: most(actors.map((a) => a.depth)),
    wait: actors.length ? sum(actors.map((a) => a.wait.mean)) / actors.length : 0, cpu: sum(actors.map((a) => a.cpu)),
    age: ofKnown(actors.map((a) => a.age), most), memory: ofKnown(actors.map((a) => a.memory), sum), rested: messages === 0,
  };
}

export function actorNode(actor: ActorCensus): MapNode {
  return {
    id: `#${actor.id}`, level: "actor", kind: actor.kind, label: actor.name || actor.kind, actors: 1,
    messages: actor.messages, depth: actor.depth, wait: actor.wait.mean, cpu: actor.cpu, opens: false,
    name: actor.name, age: actor.age, memory: actor.memory, rested: actor.messages === 0,
    ...(actor.worker === undefined ? {} : { worker: actor.worker }),
  };
}

function domainNode(kind: string, name: string, actors: ActorCensus[]): MapNode {
  return { ...summed(actors), id: `${kind}|${name}`, level: "domain", kind, label: name, opens: true };
}

function restNode(id: string, kind: string, actors: number, messages: number, cpu: number): MapNode {
  return {
    id: `${id}|…`, level: "rest", kind, label: "others", actors, messages: Math.max(0, messages),
    depth: undefined, wait: undefined, cpu: Math.max(0, cpu), opens: false,
  };
}

const byMessages = (a: { messages: number }, b: { messages: number }): number => b.messages - a.messages;

/** The actors of an open node, the busiest by themselves. */
export function actorNodes(id: string, kind: string, actors: ActorCensus[]): MapNode[] {
  const sorted = [...actors].sort(byMessages);
  const shown = sorted.slice(0, mostOfDomain);
  const left = sorted.slice(mostOfDomain);
  const nodes = shown.map(actorNode);
  if (left.length)
    nodes.push(restNode(id, kind, left.length, sum(left.map((a) => a.messages)), sum(left.map((a) => a.cpu))));
  return nodes;
}

function byDomain(actors: ActorCensus[]): [string, ActorCensus[]][] {
  const domains = new Map<string, ActorCensus[]>();
  for (const actor of actors) {
    const key = domain(actor.name) || actor.kind;
    const list = domains.get(key);
    if (list) list.push(actor);
    else domains.set(key, [actor]);
  }
  return [...domains].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0])).slice(0, mostDomains);
}

function openedKind(kind: KindCensus, actors: ActorCensus[], open: ReadonlySet<string>): MapNode[] {
  const domains = byDomain(actors);
  // One domain says nothing: its actors are shown at once.
  const nodes = domains.flatMap(([name, list]) =>
    domains.length === 1 || open.has(`${kind.kind}|${name}`) ? actorNodes(`${kind.kind}|${name}`, kind.kind, list) : [domainNode(kind.kind, name, list)]);
  const listed = domains.flatMap(([, list]) => list);
  if (kind.actors > listed.length)
    nodes.push(restNode(kind.kind, kind.kind, kind.actors - listed.length,
      kind.messages - sum(listed.map((a) => a.messages)), kind.cpu - sum(listed.map((a) => a.cpu))));
  return nodes;
}

/** The node that shows an actor, given those that are shown. */
function homeOf(actor: ActorCensus, shown: ReadonlySet<string>): string | undefined {
  const within = `${actor.kind}|${domain(actor.name) || actor.kind}`;
  return [`#${actor.id}`, within, `${within}|…`, actor.kind, `${actor.kind}|…`].find((id) => shown.has(id));
}

export function gathered(list: Iterable<MapEdge>): MapEdge[] {
  const edges = new Map<string, MapEdge>();
  for (const each of list) {
    const same = edges.get(each.id);
    if (same) same.messages += each.messages;
    else edges.set(each.id, { ...each });
  }
  return [...edges.values()].sort(byMessages);
}

export const edge = (from: string, to: string, messages: number): MapEdge => ({ id: `${from}→${to}`, from, to, messages });

/** Flows between kinds are whole; those among actors are of the busiest only.
 * What is not known of an opened kind goes to and from its "others". */
function edgesOf(census: Census, shown: ReadonlySet<string>): MapEdge[] {
  const byId = new Map(census.actors.map((a) => [a.id, a]));
  const known = new Map<string, number>();
  const edges: MapEdge[] = [];
  for (const { from, to, messages } of census.edges) {
    const a = byId.get(from);
    const b = byId.get(to);
    if (!a || !b || (shown.has(a.kind) && shown.has(b.kind))) continue;
    const [x, y] = [homeOf(a, shown), homeOf(b, shown)];
    if (!x || !y) continue;
    edges.push(edge(x, y, messages));
    known.set(`${a.kind}→${b.kind}`, (known.get(`${a.kind}→${b.kind}`) ?? 0) + messages);
  }
  const end = (kind: string): string | undefined => [kind, `${kind}|…`].find((id) => shown.has(id));
  for (const { from, to, messages } of census.flows) {
    const [x, y] = [end(from), end(to)];
    const left = messages - (known.get(`${from}→${to}`) ?? 0);
    if (x && y && (left > 0.05 || messages === 0)) edges.push(edge(x, y, left));
  }
  return gathered(edges);
}

/** The whole server, with what is in `open` opened. */
export function wholeMap(census: Census, open: ReadonlySet<string>): MapGraph {
  const nodes = census.kinds.flatMap((kind) => {
    const listed = census.actors.filter((a) => a.kind === kind.kind);
    return open.has(kind.kind) && listed.length ? openedKind(kind, listed, open) : [kindNode(kind, listed.length > 0)];
  });
  return { nodes, edges: edgesOf(census, new Set(nodes.map((n) => n.id))) };
}

/** Those of a JID, and whom they speak with. */
export function neighbourhood(census: Census, jid: string): MapGraph {
  const own = census.actors.filter((a) => isWithin(a.name, jid) || isWithin(a.name, bare(jid)) || a.kind === jid);
  const ids = new Set(own.map((a) => a.id));
  const touching = census.edges.filter((e) => ids.has(e.from) || ids.has(e.to)).sort(byMessages);
  for (const { from, to } of touching) {
    if (ids.size >= mostNeighbours) break;
    ids.add(from);
    ids.add(to);
  }
  const nodes = census.actors.filter((a) => ids.has(a.id)).map(actorNode);
  const shown = new Set(nodes.map((n) => n.id));
  const edges = census.edges.map((e) => edge(`#${e.from}`, `#${e.to}`, e.messages))
    .filter((e) => shown.has(e.from) && shown.has(e.to));
  return { nodes, edges: gathered(edges) };
}

const speakers = new Set(["session", "user", "room", "rooms", "host"]);

/** Whether stanzas go between those shown. To be asked, as by this page, or to
 * be loaded for it, is work of an actor, too: that alone is no traffic. */
export function speaks({ nodes, edges }: MapGraph): boolean {
  const known = new Set(nodes.filter((n) => speakers.has(n.kind)).map((n) => n.id));
  return edges.some((e) => known.has(e.from) && known.has(e.to));
}

/** Who of the listed actors sends to those of the JID, busiest first. */
export function sendersTo(census: Census, jid: string): { actor: ActorCensus; messages: number }[] {
  const byId = new Map(census.actors.map((a) => [a.id, a]));
  const found = new Map<number, number>();
  for (const { from, to, messages } of census.edges) {
    const target = byId.get(to);
    if (target && isWithin(target.name, jid)) found.set(from, (found.get(from) ?? 0) + messages);
  }
  return [...found].flatMap(([id, messages]) => {
    const actor = byId.get(id);
    return actor ? [{ actor, messages }] : [];
  }).sort(byMessages);
}
