// SPDX-License-Identifier: Apache-2.0
import { rate } from "../../model/format";
import type { MapEdge } from "../../model/map_graph";
import { type Spot, type Spots, pathOf } from "../../model/map_layout";

const mostMoving = 40;
const mostLabels = 26;
const mostEdges = 600;

/** By the power of ten, so that a thousand times more is not a thousand times wider. */
const widthOf = (messages: number): number => 1 + Math.min(5, 1.1 * Math.log10(1 + messages));

/** The more flows, the faster the dashes run: in steps, as each change of the
 * duration makes them jump. */
const speedOf = (messages: number): string => {
  const step = Math.min(4, Math.max(0, Math.floor(Math.log10(1 + messages))));
  return `${[4, 2.6, 1.6, 1, 0.6][step]}s`;
};

interface EdgeProps {
  edge: MapEdge;
  from: Spot;
  to: Spot;
  lit: boolean;
  dim: boolean;
  moving: boolean;
}

function Edge({ edge, from, to, lit, dim, moving }: EdgeProps) {
  const { d } = pathOf(from, to);
  const width = widthOf(edge.messages);
  return (
    <g class={`edge ${lit ? "lit" : ""} ${dim ? "dim" : ""} ${edge.messages ? "" : "rested"}`}>
      <path class="edge-line" d={d} marker-end="url(#edge-end)" style={{ strokeWidth: String(width) }} />
      {moving && <path class="edge-flow" d={d} style={{ strokeWidth: String(Math.max(1.4, width * 0.6)), animationDuration: speedOf(edge.messages) }} />}
    </g>
  );
}

interface EdgesProps {
  edges: MapEdge[];
  spots: Spots;
  lit: string | undefined;
  pixel: number;
}

interface Placed {
  edge: MapEdge;
  from: Spot;
  to: Spot;
  own: boolean;
  i: number;
}

function placedOf({ edges, spots, lit }: EdgesProps): Placed[] {
  return edges.slice(0, mostEdges).flatMap((edge, i) => {
    const [from, to] = [spots.get(edge.from), spots.get(edge.to)];
    const own = lit !== undefined && (edge.from === lit || edge.to === lit);
    return from && to ? [{ edge, from, to, own, i }] : [];
  });
}

/** The rates that have room: none over another, none over a node. */
function labelled(placed: Placed[], { spots, lit, pixel }: EdgesProps): (Placed & { x: number; y: number })[] {
  const taken: { x: number; y: number }[] = [];
  const free = (x: number, y: number): boolean =>
    taken.every((t) => Math.abs(t.x - x) > 50 * pixel || Math.abs(t.y - y) > 15 * pixel)
    && [...spots.values()].every((s) => Math.hypot(s.x - x, s.y - y) > s.r + 10 * pixel
      && (Math.abs(s.x - x) > 62 * pixel || y < s.y || y > s.y + s.r + 38 * pixel));
  const shown: (Placed & { x: number; y: number })[] = [];
  for (const each of placed) {
    if (shown.length >= mostLabels) break;
    if (each.edge.messages === 0 || (lit !== undefined && !each.own)) continue;
    const { x, y } = pathOf(each.from, each.to).middle;
    if (!free(x, y)) continue;
    taken.push({ x, y });
    shown.push({ ...each, x, y });
  }
  return shown;
}

/** The rates stand over all else, so that nodes do not hide them. */
export function MapRates(props: EdgesProps) {
  const { pixel } = props;
  return (
    <g aria-hidden="true" class="edge-rates">
      {labelled(placedOf(props), props).map(({ edge, x, y }) => (
        <text key={edge.id} class="edge-rate" x={x} y={y + 4 * pixel} style={{ fontSize: `${11 * pixel}px`, strokeWidth: String(4 * pixel) }}>{rate(edge.messages)}</text>
      ))}
    </g>
  );
}

export function MapEdges(props: EdgesProps) {
  const { lit } = props;
  return (
    <g aria-hidden="true">
      <defs>
        <marker id="edge-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">
          <path class="edge-point" d="M0 0l8 4-8 4z" />
        </marker>
      </defs>
      {placedOf(props).map(({ edge, from, to, own, i }) => (
        <Edge key={edge.id} edge={edge} from={from} to={to} lit={own} dim={lit !== undefined && !own} moving={edge.messages > 0 && (own || i < mostMoving)} />
      ))}
    </g>
  );
}
