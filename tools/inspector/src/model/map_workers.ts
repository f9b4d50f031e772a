// SPDX-License-Identifier: Apache-2.0
// The map by workers: a node for each, which opens into kinds of actors, and a
// kind into actors. A census tells the workers of the busiest actors only.
import type { ActorCensus, Census } from "../api/types";
import { type MapEdge, type MapGraph, type MapNode, actorNodes, edge, gathered, summed } from "./map_graph";

const nobody = -1;

const workerOf = (actor: ActorCensus): number => actor.worker ?? nobody;
const nodeOf = (worker: number): string => `worker ${worker}`;
const kindId = (actor: ActorCensus): string => `${nodeOf(workerOf(actor))}|${actor.kind}`;

/** Whether the server tells where actors run. */
export const tellsWorkers = (census: Census): boolean => census.actors.some((each) => each.worker !== undefined);

function grouped<K>(actors: ActorCensus[], key: (actor: ActorCensus) => K): Map<K, ActorCensus[]> {
  const groups = new Map<K, ActorCensus[]>();
  for (const actor of actors) {
    const list = groups.get(key(actor));
    if (list) list.push(actor);
    else groups.set(key(actor), [actor]);
  }
  return groups;
}

function workerNode(worker: number, actors: ActorCensus[], load: number | undefined): MapNode {
  const label = worker === nobody ? "no worker yet" : nodeOf(worker);
  return { ...summed(actors), id: nodeOf(worker), level: "worker", kind: label, label, opens: actors.length > 0,
    ...(load === undefined ? {} : { load }) };
}

function openedWorker(worker: number, actors: ActorCensus[], open: ReadonlySet<string>): MapNode[] {
  const group = nodeOf(worker);
  return [...grouped(actors, (a) => a.kind)].flatMap(([kind, list]): MapNode[] => {
    const id = `${group}|${kind}`;
    return open.has(id)
      ? actorNodes(id, kind, list).map((node) => ({ ...node, group }))
      : [{ ...summed(list), id, level: "domain", kind, group, label: kind, opens: true }];
  });
}

function edgesOf(census: Census, shown: ReadonlySet<string>): MapEdge[] {
  const homes = new Map(census.actors.map((a) => [a.id,
    [`#${a.id}`, kindId(a), `${kindId(a)}|…`, nodeOf(workerOf(a))].find((id) => shown.has(id))]));
  return gathered(census.edges.flatMap(({ from, to, messages }) => {
    const [x, y] = [homes.get(from), homes.get(to)];
    return x && y ? [edge(x, y, messages)] : [];
  }));
}

/** The workers with who runs on them; what is in `open` is opened. */
export function workersMap(census: Census, open: ReadonlySet<string>): MapGraph {
  const byWorker = grouped(census.actors, workerOf);
  const loads = new Map(census.workers.map(({ index, load }) => [index, load]));
  const all = [...new Set([...loads.keys(), ...byWorker.keys()])].sort((a, b) => a - b);
  const nodes = all.flatMap((worker) => {
    const actors = byWorker.get(worker) ?? [];
    return open.has(nodeOf(worker)) && actors.length ? openedWorker(worker, actors, open) : [workerNode(worker, actors, loads.get(worker))];
  });
  return { nodes, edges: edgesOf(census, new Set(nodes.map((n) => n.id))) };
}
