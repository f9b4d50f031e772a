// SPDX-License-Identifier: Apache-2.0
import { type Heat, ageStep, depthStep } from "../../model/depth";
import { count, duration, percent, plural, rate, short, shortened } from "../../model/format";
import type { MapNode } from "../../model/map_graph";
import type { Spot } from "../../model/map_layout";

/** A node in words. */
export function sayNode(node: MapNode): string {
  const what = node.level === "actor" ? `${node.kind} ${node.label}` : `${node.kind === node.label ? "" : `${node.kind} `}${node.label}: ${plural(node.actors, "actor")}`;
  const depth = node.depth === undefined ? "" : `, ${node.level === "actor" ? "mailbox" : "deepest mailbox"} ${count(node.depth)}`;
  const wait = node.wait === undefined ? "" : `, waits ${duration(node.wait)}`;
  const age = node.age ? `, the oldest message waits ${duration(node.age)}` : "";
  const load = node.load === undefined ? "" : `, load ${percent(node.load)}`;
  return `${what}${load}, ${node.rested ? "at rest" : `${rate(node.messages)}${depth}${wait}${age}`}${node.opens ? ". Enter opens it" : ""}`;
}

interface NodeProps {
  node: MapNode;
  spot: Spot | undefined;
  chosen: boolean;
  first: boolean;
  crowded: boolean;
  heat: Heat;
  /** How much of the map one pixel shows: texts keep their size. */
  pixel: number;
  act: (node: MapNode) => void;
  choose: (id: string) => void;
  hover: (id: string | undefined) => void;
}

const middleOf = (node: MapNode): string => (node.level === "actor" ? short(node.depth ?? 0) : short(node.actors));

function noteOf(node: MapNode, heat: Heat): string {
  if (node.rested) return node.load === undefined ? "at rest" : `load ${percent(node.load)}`;
  const depth = node.depth === undefined || node.level === "actor" ? "" : ` · depth ${short(node.depth)}`;
  const age = node.age ? ` · oldest ${duration(node.age)}` : "";
  return `${rate(node.messages)}${heat === "age" ? age : depth}`;
}

function heatOf(node: MapNode, heat: Heat): string {
  const value = heat === "age" ? node.age : node.depth;
  if (value === undefined) return "unknown";
  return (heat === "age" ? ageStep(value) : depthStep(value)).name;
}

export function MapNodeShape({ node, spot, chosen, first, crowded, heat, pixel, act, choose, hover }: NodeProps) {
  if (!spot) return null;
  const { r } = spot;
  const size = (px: number): { fontSize: string; strokeWidth: string } => ({ fontSize: `${px * pixel}px`, strokeWidth: String(4 * pixel) });
  const room = crowded ? 14 : 24;
  const inside = Math.min(13, (r * 0.9) / pixel);
  return (
    <g class={`node level-${node.level} depth-${heatOf(node, heat)} ${node.rested ? "rested" : ""} ${chosen ? "chosen" : ""} ${crowded ? "crowded" : ""}`}
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
      <text class="node-note" y={r + 30 * pixel} style={size(11)}>{noteOf(node, heat)}</text>
    </g>
  );
}
