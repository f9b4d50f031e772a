// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Heat } from "../../model/depth";
import { plural, rate } from "../../model/format";
import type { MapGraph, MapNode } from "../../model/map_graph";
import { type Box, type Spots, boxOf, layOut } from "../../model/map_layout";
import { rootSize, useSize } from "../../state/hooks";
import { Button } from "../../ui/parts";
import { rove } from "../../ui/roving";
import { MapEdges, MapRates } from "./map_edges";
import { MapNodeShape } from "./map_node";
import { usePanning, useZoom } from "./zoom";

interface DrawingProps {
  graph: MapGraph;
  chosen: string | undefined;
  choose: (id: string | undefined) => void;
  act: (node: MapNode) => void;
  heat: Heat;
  /** Another mode is laid out from the beginning. */
  mode: string;
}

/** Spots change only when nodes come or go, not with each census. */
function useSpots(graph: MapGraph, mode: string, aspect: number): Spots {
  const last = useRef<{ mode: string; spots: Spots }>({ mode, spots: new Map() });
  const members = graph.nodes.map((n) => n.id).sort().join("\n");
  return useMemo(() => {
    const before = last.current.mode === mode ? last.current.spots : new Map();
    const spots = layOut(graph, before, aspect);
    last.current = { mode, spots };
    return spots;
  }, [members, mode, aspect]);
}

/** Fills the room: the box grows in the direction that has more of it. */
function fitted(box: Box, width: number, height: number): Box {
  const scale = Math.max(box.width / width, box.height / height, 0.45 * (16 / rootSize()));
  const [w, h] = [width * scale, height * scale];
  return { x: box.x + (box.width - w) / 2, y: box.y + (box.height - h) / 2, width: w, height: h };
}

export function MapDrawing({ graph, chosen, choose, act, heat, mode }: DrawingProps) {
  const [ref, size] = useSize<HTMLDivElement>();
  const width = size.width || 800;
  const height = size.height || 520;
  const aspect = Math.round(Math.max(0.6, Math.min(2.4, width / height)) * 5) / 5;
  const spots = useSpots(graph, mode, aspect);
  const zoom = useZoom();
  const view = zoom.apply(fitted(boxOf(spots), width, height));
  const panning = usePanning(zoom, view.width / width);
  const svg = useRef<SVGSVGElement>(null);
  const [hovered, hover] = useState<string>();
  useEffect(() => zoom.reset(), [mode]);
  // Texts are as large as those of the page around.
  const pixel = (view.width / width) * (rootSize() / 16);
  const lit = hovered ?? chosen;
  const entry = graph.nodes.some((n) => n.id === chosen) ? chosen : graph.nodes[0]?.id;
  const told = `Map: ${plural(graph.nodes.length, "node")}, ${rate(graph.edges.reduce((all, e) => all + e.messages, 0))} between them. Arrow keys go through the nodes.`;
  return (
    <div class="map-room" ref={ref}>
      <svg ref={svg} class="map" viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`} role="group" aria-label={told}
        {...panning} onKeyDown={(e) => svg.current && rove(e, svg.current, ".node")}>
        <MapEdges edges={graph.edges} spots={spots} lit={lit} pixel={pixel} />
        {graph.nodes.map((node) => (
          <MapNodeShape key={node.id} node={node} spot={spots.get(node.id)} chosen={node.id === chosen} first={node.id === entry}
            pixel={pixel} crowded={graph.nodes.length > 60} heat={heat} act={act} choose={choose} hover={hover} />
        ))}
        <MapRates edges={graph.edges} spots={spots} lit={lit} pixel={pixel} />
      </svg>
      <div class="map-zoom" role="group" aria-label="Size of the map">
        <Button icon="plus" label="Nearer" hotkey="+" onClick={() => zoom.by(1.3)} />
        <Button icon="minus" label="Farther" hotkey="-" onClick={() => zoom.by(1 / 1.3)} />
        <Button icon="fit" label="All of it" hotkey="0" onClick={zoom.reset} />
      </div>
    </div>
  );
}
