// SPDX-License-Identifier: Apache-2.0
import { bytes, count, duration, percent, rate } from "../../model/format";
import type { Level, MapGraph, MapNode } from "../../model/map_graph";
import { hashOf } from "../../model/route";
import { Button, Panel } from "../../ui/parts";

interface DetailsProps {
  node: MapNode;
  graph: MapGraph;
  close: () => void;
  turn: (id: string) => void;
  choose: (id: string) => void;
}

interface PeersProps {
  title: string;
  peers: { id: string; messages: number }[];
  graph: MapGraph;
  choose: (id: string) => void;
}

function Peers({ title, peers, graph, choose }: PeersProps) {
  if (peers.length === 0) return null;
  const label = (id: string): string => graph.nodes.find((n) => n.id === id)?.label ?? id;
  return (
    <div class="peers">
      <h3>{title}</h3>
      <ul>
        {peers.slice(0, 8).map((peer) => (
          <li key={peer.id}><button type="button" class="text-button" onClick={() => choose(peer.id)}>{label(peer.id)}</button> <span class="number">{peer.messages ? rate(peer.messages) : "lately"}</span></li>
        ))}
      </ul>
      {peers.length > 8 && <p class="muted">and {count(peers.length - 8)} more</p>}
    </div>
  );
}

const notes: Partial<Record<Level, string>> = { kind: "a kind of actor", worker: "a thread that runs actors" };

/** What is told of the chosen node. */
export function NodeDetails({ node, graph, close, turn, choose }: DetailsProps) {
  const into = graph.edges.filter((e) => e.to === node.id).map((e) => ({ id: e.from, messages: e.messages }));
  const out = graph.edges.filter((e) => e.from === node.id).map((e) => ({ id: e.to, messages: e.messages }));
  const address = node.name?.includes(".") || node.name?.includes("@") ? node.name : undefined;
  return (
    <Panel title={node.label} note={notes[node.level] ?? node.kind} class="node-details"
      actions={<Button icon="close" look="quiet" label="Close" onClick={close} />}>
      <dl class="facts compact">
        <div><dt>Actors</dt><dd>{count(node.actors)}</dd></div>
        <div><dt>Messages</dt><dd>{node.rested ? "at rest" : rate(node.messages)}</dd></div>
        {node.depth !== undefined && <div><dt>{node.level === "actor" ? "Mailbox" : "Deepest mailbox"}</dt><dd>{count(node.depth)}</dd></div>}
        {node.age !== undefined && <div><dt>Oldest message</dt><dd>{node.age > 0 ? `waits ${duration(node.age)}` : "none waits"}</dd></div>}
        {node.wait !== undefined && <div><dt>Mean wait</dt><dd>{duration(node.wait)}</dd></div>}
        <div><dt>Of a core</dt><dd>{percent(node.cpu)}</dd></div>
        {node.load !== undefined && <div><dt>Load</dt><dd>{percent(node.load)}</dd></div>}
        {node.memory !== undefined && <div><dt>Memory</dt><dd>{bytes(node.memory)}</dd></div>}
        {node.worker !== undefined && <div><dt>Worker</dt><dd>{node.worker}</dd></div>}
      </dl>
      <div class="row-of-buttons">
        {node.opens && <Button icon="plus" onClick={() => turn(node.id)}>Open it</Button>}
        {node.name && node.name !== node.kind && <a class="button" href={hashOf("actor", { jid: node.name })}><span>Describe it</span></a>}
        {address && <a class="button" href={hashOf("map", { jid: address })}><span>Only its neighbourhood</span></a>}
        {address && <a class="button" href={hashOf("trace", { jid: address })}><span>Trace it</span></a>}
      </div>
      <div class="peers-row">
        <Peers title="Hears from" peers={into} graph={graph} choose={choose} />
        <Peers title="Speaks to" peers={out} graph={graph} choose={choose} />
      </div>
    </Panel>
  );
}
