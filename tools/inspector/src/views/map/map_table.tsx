// SPDX-License-Identifier: Apache-2.0
import { count, duration, percent, rate } from "../../model/format";
import type { MapGraph, MapNode } from "../../model/map_graph";
import { Button, Jid } from "../../ui/parts";

function NodeName({ node, act }: { node: MapNode; act: (node: MapNode) => void }) {
  if (node.opens) return <Button look="quiet" icon="plus" label={`Open ${node.label}`} onClick={() => act(node)}>{node.label}</Button>;
  return node.name && node.name !== node.kind ? <Jid jid={node.name} /> : <>{node.label}</>;
}

/** The same as the map, in rows. */
export function MapTable({ graph, act }: { graph: MapGraph; act: (node: MapNode) => void }) {
  const rows = [...graph.nodes].sort((a, b) => b.messages - a.messages);
  const flows = graph.edges.slice(0, 100);
  const labels = new Map(graph.nodes.map((n) => [n.id, n.label]));
  return (
    <div class="map-tables">
      <div class="scroll" tabIndex={0} role="region" aria-label="Nodes">
        <table class="plain">
          <caption>Nodes, busiest first</caption>
          <thead>
            <tr>
              <th scope="col">Name</th><th scope="col">Kind</th><th scope="col" class="number">Actors</th><th scope="col" class="number">Messages</th>
              <th scope="col" class="number">Mailbox</th><th scope="col" class="number">Wait</th><th scope="col" class="number">Core</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((node) => (
              <tr key={node.id}>
                <th scope="row"><NodeName node={node} act={act} /></th>
                <td>{node.kind}</td>
                <td class="number">{count(node.actors)}</td>
                <td class="number">{rate(node.messages)}</td>
                <td class="number">{node.depth === undefined ? "–" : count(node.depth)}</td>
                <td class="number">{node.wait === undefined ? "–" : duration(node.wait)}</td>
                <td class="number">{percent(node.cpu)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Flows">
        <table class="plain">
          <caption>Flows, busiest first</caption>
          <thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col" class="number">Messages</th></tr></thead>
          <tbody>
            {flows.map((edge) => (
              <tr key={edge.id}><td>{labels.get(edge.from)}</td><td>{labels.get(edge.to)}</td><td class="number">{rate(edge.messages)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
