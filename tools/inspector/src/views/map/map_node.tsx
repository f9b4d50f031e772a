// SPDX-License-Identifier: Apache-2.0
import { depthStep } from "../../model/depth";
import { count, duration, plural, rate, short, shortened } from "../../model/format";
import type { MapNode } from "../../model/map_graph";
import type { Spot } from "../../model/map_layout";

/** A node in words. */
export function sayNode(node: MapNode): string {
  const what = node.level === "actor" ? `${node.kind} ${node.label}` : `${node.kind === node.label ? "" : `${node.kind} `}${node.label}: ${plural(node.actors, "actor")}`;
  const depth = node.depth === undefined ? "" : `, ${node.level === "actor" ? "mailbox" : "deepest mailbox"} ${count(node.depth)}`;
  const wait = node.wait === undefined ? "" : `, waits ${duration(node.wait)}`;
  return `${what}, ${rate(node.messages)}${depth}${wait}${node.opens ? ". Enter opens it" : ""}`;
}

interface NodeProps {
  node: MapNode;
  spot: Spot | undefined;
  chosen: boolean;
  first: boolean;
  crowded: boolean;
  /** How much of the map one pixel shows: texts keep their size. */
  pixel: number;
  act: (node: MapNode) => void;
  choose: (id: string) => void;
  hover: (id: string | undefined) => void;
}

const middleOf = (node: MapNode): string => (node.level === "actor" ? short(node.depth ?? 0) : short(node.actors));

function noteOf(node: MapNode): string {
  const depth = node.depth === undefined || node.level === "actor" ? "" : ` · depth ${short(node.depth)}`;
  return `${rate(node.messages)}${depth}`;
}

export function MapNodeShape({ node, spot, chosen, first, crowded, pixel, act, choose, hover }: NodeProps) {
  if (!spot) return null;
  const { r } = spot;
  const size = (px: number): { fontSize: string; strokeWidth: string } => ({ fontSize: `${px * pixel}px`, strokeWidth: String(4 * pixel) });
  const room = crowded ? 14 : 24;
  const inside = Math.min(13, (r * 0.9) / pixel);
  return (
    <g class={`node level-${node.level} depth-${node.depth === undefined ? "unknown" : depthStep(node.depth).name} ${chosen ? "chosen" : ""} ${crowded ? "crowded" : ""}`}
      transform={`translate(${spot.x.toFixed(1)} ${spot.y.toFixed(1)})`} role="button" tabIndex={first ? 0 : -1}
      aria-label={sayNode(node)} aria-pressed={chosen}
      onClick={() => act(node)} onFocus={() => choose(node.id)}
      onPointerEnter={() => hover(node.id)} onPointerLeave={() => hover(undefined)}
      onKeyDown={(e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); act(node); } }}>
      <circle class="node-ring" r={r + 4} />
      <circle class="node-body" r={r} />
      {node.opens && <circle class="node-more" r={r - 4} />}
      <text class="node-number" y={inside * 0.36 * pixel} style={{ fontSize: `${inside * pixel}px` }}>{middleOf(node)}</text>
      <text class="node-label" y={r + 16 * pixel} style={size(12.5)}>{shortened(node.label, room)}</text>
      <text class="node-note" y={r + 30 * pixel} style={size(11)}>{noteOf(node)}</text>
    </g>
  );
}
