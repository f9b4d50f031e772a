// SPDX-License-Identifier: Apache-2.0
import { bytes, count, duration, percent, rate } from "../../model/format";
import type { MapGraph, MapNode } from "../../model/map_graph";
import { Button, Jid } from "../../ui/parts";

function NodeName({ node, act }: { node: MapNode; act: (node: MapNode) => void }) {
  if (node.opens) return <Button look="quiet" icon="plus" label={`Open ${node.label}`} onClick={() => act(node)}>{node.label}</Button>;
  return node.name && node.name !== node.kind ? <Jid jid={node.name} /> : <>{node.label}</>;
}

interface Column {
  name: string;
  text: (node: MapNode) => string;
  /** Only where some node has it. */
  of?: (node: MapNode) => number | undefined;
}

const orDash = (value: number | undefined, format: (v: number) => string): string => (value === undefined ? "–" : format(value));

const columns: readonly Column[] = [
  { name: "Actors", text: (n) => count(n.actors) },
  { name: "Messages", text: (n) => (n.rested ? "at rest" : rate(n.messages)) },
  { name: "Mailbox", text: (n) => orDash(n.depth, count) },
  { name: "Oldest", text: (n) => orDash(n.age, (age) => (age > 0 ? duration(age) : "–")), of: (n) => n.age },
  { name: "Wait", text: (n) => orDash(n.rested ? undefined : n.wait, duration) },
  { name: "Core", text: (n) => percent(n.cpu) },
  { name: "Memory", text: (n) => orDash(n.memory, bytes), of: (n) => n.memory },
  { name: "Worker", text: (n) => orDash(n.worker, String), of: (n) => n.worker },
];

/** The same as the map, in rows. */
export function MapTable({ graph, act }: { graph: MapGraph; act: (node: MapNode) => void }) {
  const rows = [...graph.nodes].sort((a, b) => b.messages - a.messages || b.actors - a.actors);
  const shown = columns.filter(({ of }) => !of || rows.some((node) => of(node) !== undefined));
  const flows = graph.edges.slice(0, 100);
  const labels = new Map(graph.nodes.map((n) => [n.id, n.label]));
  return (
    <div class="map-tables">
      <div class="scroll" tabIndex={0} role="region" aria-label="Nodes">
        <table class="plain">
          <caption>Nodes, busiest first</caption>
          <thead>
            <tr>
              <th scope="col">Name</th><th scope="col">Kind</th>
              {shown.map(({ name }) => <th key={name} scope="col" class="number">{name}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map((node) => (
              <tr key={node.id}>
                <th scope="row"><NodeName node={node} act={act} /></th>
                <td>{node.kind}</td>
                {shown.map(({ name, text }) => <td key={name} class="number">{text(node)}</td>)}
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
            {flows.length === 0 && <tr><td colSpan={3} class="muted">Nothing flows in this second.</td></tr>}
            {flows.map((edge) => (
              <tr key={edge.id}><td>{labels.get(edge.from)}</td><td>{labels.get(edge.to)}</td><td class="number">{edge.messages ? rate(edge.messages) : "lately"}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
