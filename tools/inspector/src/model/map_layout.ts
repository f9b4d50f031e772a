// SPDX-License-Identifier: Apache-2.0
// Where the map's nodes stand. Those of a kind keep together; who stood
// somewhere stays near it when others come or go.
import {
  type SimulationLinkDatum, type SimulationNodeDatum,
  forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY,
} from "d3-force";
import type { MapGraph, MapNode } from "./map_graph";

export interface Spot {
  x: number;
  y: number;
  r: number;
}

export type Spots = ReadonlyMap<string, Spot>;

interface Body extends SimulationNodeDatum {
  id: string;
  kind: string;
  r: number;
}

/** By how many actors and messages it stands for, within limits. */
export function radiusOf(node: MapNode): number {
  if (node.level === "actor") return 11 + Math.min(9, Math.log2(1 + node.messages));
  return 20 + Math.min(26, 2.6 * Math.log2(1 + node.actors));
}

/** What it keeps together with. */
const groupOf = (node: MapNode): string => node.group ?? node.kind;

/** How much flows between two kinds, both ways. */
function ties(graph: MapGraph): (a: string, b: string) => number {
  const kindOf = new Map(graph.nodes.map((n) => [n.id, groupOf(n)]));
  const flow = new Map<string, number>();
  for (const { from, to, messages } of graph.edges) {
    const key = [kindOf.get(from), kindOf.get(to)].sort().join("\n");
    flow.set(key, (flow.get(key) ?? 0) + messages);
  }
  return (a, b) => flow.get([a, b].sort().join("\n")) ?? 0;
}

/** Each is followed by the one of the others that it is most tied to. */
function chained(kinds: string[], tie: (a: string, b: string) => number): string[] {
  const left = [...kinds];
  const chain = left.splice(0, 1);
  while (left.length) {
    const last = chain[chain.length - 1] ?? "";
    const next = left.reduce((best, each) => (tie(last, each) > tie(last, best) ? each : best));
    chain.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return chain;
}

/** The kind that has to do with most others stands in the middle, the others
 * on an ellipse around it, so that flows cross little. */
function anchors(graph: MapGraph, spread: number, aspect: number): Map<string, { x: number; y: number }> {
  const kinds = [...new Set(graph.nodes.map(groupOf))].sort();
  const tie = ties(graph);
  const degree = (kind: string): number => kinds.filter((each) => each !== kind && tie(kind, each) > 0).length;
  const hub = kinds.length > 3 ? kinds.reduce((best, each) => (degree(each) > degree(best) ? each : best)) : undefined;
  const round = chained(kinds.filter((kind) => kind !== hub), tie);
  const at = new Map(round.map((kind, i) => {
    const angle = Math.PI + (2 * Math.PI * i) / round.length;
    return [kind, { x: Math.cos(angle) * spread * aspect, y: Math.sin(angle) * spread }];
  }));
  return hub === undefined ? at : at.set(hub, { x: 0, y: 0 });
}

function bodiesOf(graph: MapGraph, before: Spots, at: Map<string, { x: number; y: number }>): Body[] {
  return graph.nodes.map((node, i) => {
    const was = before.get(node.id) ?? before.get(node.id.split("|")[0] ?? "") ?? before.get(groupOf(node));
    const home = was ?? at.get(groupOf(node)) ?? { x: 0, y: 0 };
    // The golden angle spreads those who begin at the same spot.
    const angle = i * 2.399963;
    const off = was && before.has(node.id) ? 0 : 12 + i;
    return { id: node.id, kind: groupOf(node), r: radiusOf(node), x: home.x + Math.cos(angle) * off, y: home.y + Math.sin(angle) * off };
  });
}

/** Always the same for the same graph and spots. `aspect` is width by height. */
export function layOut(graph: MapGraph, before: Spots, aspect: number): Spots {
  const kinds = [...new Set(graph.nodes.map(groupOf))];
  const crowd = graph.nodes.length;
  const spread = kinds.length < 2 ? 0 : 130 + 20 * Math.sqrt(crowd);
  const at = anchors(graph, spread, aspect);
  const bodies = bodiesOf(graph, before, at);
  const links: SimulationLinkDatum<Body>[] = graph.edges.filter((e) => e.from !== e.to).slice(0, 600)
    .map((e) => ({ source: e.from, target: e.to }));
  const simulation = forceSimulation(bodies)
    .force("apart", forceManyBody<Body>().strength((b) => -40 - b.r * 6).distanceMax(420))
    .force("room", forceCollide<Body>((b) => b.r + (crowd > 40 ? 14 : 26)).iterations(2))
    .force("links", forceLink<Body, SimulationLinkDatum<Body>>(links).id((b) => b.id).distance(130).strength(0.05))
    .force("x", forceX<Body>((b) => at.get(b.kind)?.x ?? 0).strength(0.12))
    .force("y", forceY<Body>((b) => at.get(b.kind)?.y ?? 0).strength(0.12 * Math.max(1, aspect * 0.8)))
    .stop();
  simulation.tick(crowd > 150 ? 120 : 220);
  return new Map(bodies.map((b) => [b.id, { x: b.x ?? 0, y: b.y ?? 0, r: b.r }]));
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What holds all of them, with room for their labels. */
export function boxOf(spots: Spots): Box {
  if (spots.size === 0) return { x: -100, y: -100, width: 200, height: 200 };
  const all = [...spots.values()];
  const left = Math.min(...all.map((s) => s.x - s.r)) - 56;
  const right = Math.max(...all.map((s) => s.x + s.r)) + 56;
  const top = Math.min(...all.map((s) => s.y - s.r)) - 24;
  const bottom = Math.max(...all.map((s) => s.y + s.r)) + 44;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A bent line from node to node, so that both directions can be told apart. */
export function pathOf(a: Spot, b: Spot): { d: string; middle: { x: number; y: number } } {
  if (a === b) {
    const r = a.r;
    return {
      d: `M${a.x - r * 0.5} ${a.y - r * 0.86}C${a.x - r * 1.6} ${a.y - r * 2.4} ${a.x + r * 1.6} ${a.y - r * 2.4} ${a.x + r * 0.5} ${a.y - r * 0.86}`,
      middle: { x: a.x, y: a.y - r * 2.05 },
    };
  }
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const far = Math.hypot(dx, dy) || 1;
  const bend = Math.min(40, far * 0.14);
  const [nx, ny] = [-dy / far, dx / far];
  const [cx, cy] = [(a.x + b.x) / 2 + nx * bend, (a.y + b.y) / 2 + ny * bend];
  const towards = (from: Spot): { x: number; y: number } => {
    const length = Math.hypot(cx - from.x, cy - from.y) || 1;
    return { x: from.x + ((cx - from.x) / length) * (from.r + 3), y: from.y + ((cy - from.y) / length) * (from.r + 3) };
  };
  const [s, e] = [towards(a), towards(b)];
  const f = (n: number): string => n.toFixed(1);
  return {
    d: `M${f(s.x)} ${f(s.y)}Q${f(cx)} ${f(cy)} ${f(e.x)} ${f(e.y)}`,
    middle: { x: 0.25 * s.x + 0.5 * cx + 0.25 * e.x, y: 0.25 * s.y + 0.5 * cy + 0.25 * e.y },
  };
}
