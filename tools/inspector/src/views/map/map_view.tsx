// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from "preact/hooks";
import type { Census } from "../../api/types";
import { count, percent, plural } from "../../model/format";
import { type MapGraph, type MapNode, mostNeighbours, neighbourhood, speaks, wholeMap } from "../../model/map_graph";
import { tellsWorkers, workersMap } from "../../model/map_workers";
import { isQuiet } from "../../model/resting";
import { lately } from "../../state/live";
import { useRestingCensus } from "../../state/resting";
import { replace } from "../../state/routing";
import { useStore } from "../../state/store";
import { Button, Meter, Panel } from "../../ui/parts";
import { Awaited, Empty } from "../../ui/states";
import { Legend } from "./legend";
import { MapBar } from "./map_bar";
import { MapDrawing } from "./map_drawing";
import { AtRest, NoWorkers, Quiet } from "./map_states";
import { MapTable } from "./map_table";
import { NodeDetails } from "./node_details";

type Params = Record<string, string>;

function Workers({ now }: { now: Census }) {
  if (now.workers.length === 0) return null;
  return (
    <ul class="map-workers" aria-label="Load of the workers">
      {now.workers.map(({ index, load }) => (
        <li key={index}><span class="muted">worker {index}</span> <Meter share={load} label={`Worker ${index}`} /> <span class="number">{percent(load)}</span></li>
      ))}
    </ul>
  );
}

/** Which kinds and domains are open is part of the address. */
function useOpened(params: Params): [ReadonlySet<string>, (id: string) => void] {
  const text = params["open"] ?? "";
  const opened = useMemo(() => new Set(text.split(",").filter((each) => each)), [text]);
  const turn = (id: string): void => {
    const next = new Set(opened);
    if (next.has(id)) for (const each of [...next]) if (each === id || each.startsWith(`${id}|`)) next.delete(each);
    if (!opened.has(id)) next.add(id);
    replace("map", { ...params, open: [...next].join(",") });
  };
  return [opened, turn];
}

function Closers({ opened, turn }: { opened: ReadonlySet<string>; turn: (id: string) => void }) {
  if (opened.size === 0) return null;
  return (
    <div class="closers">
      <span class="muted">Open:</span>
      {[...opened].map((id) => <Button key={id} look="quiet" icon="close" label={`Close ${id}`} onClick={() => turn(id)}>{id.replace("|", " · ")}</Button>)}
    </div>
  );
}

function noteOf(now: Census, shown: number, jid: string | undefined, byWorker: boolean): string {
  const actors = byWorker ? now.actors.length : now.kinds.reduce((all, k) => all + k.actors, 0);
  const lost = now.dropped > 0 ? `, ${count(now.dropped)} records lost` : "";
  const sampled = now.sampling > 1 ? `, one message in ${now.sampling} is looked at` : "";
  const what = jid ? `${plural(shown, "actor")} around ${jid}${shown >= mostNeighbours ? " (the busiest)" : ""}` : `${byWorker ? "the busiest " : ""}${plural(actors, "actor")} as ${plural(shown, "node")}`;
  return `${what}${sampled}${lost}`;
}

type Ways = { now: Census; jid: string | undefined; byWorker: boolean; opened: ReadonlySet<string> };

function graphOf({ now, jid, byWorker, opened }: Ways): MapGraph {
  if (jid) return neighbourhood(now, jid);
  return byWorker ? workersMap(now, opened) : wholeMap(now, opened);
}

interface ShownProps {
  now: Census;
  graph: MapGraph;
  params: Params;
  chosen: string | undefined;
  choose: (id: string | undefined) => void;
  act: (node: MapNode) => void;
}

/** The drawing or the table, and what the colours mean. */
function ShownMap({ now, graph, params, chosen, choose, act }: ShownProps) {
  const before = useStore(lately);
  const jid = params["jid"]?.trim();
  const byWorker = params["group"] === "worker" && !jid;
  const heat = params["colour"] === "age" ? "age" : "depth";
  const hint = byWorker && !tellsWorkers(now) ? <NoWorkers /> : !jid && isQuiet(now, before) ? <Quiet /> : null;
  return (
    <>
      {hint}
      {params["as"] === "table" ? <MapTable graph={graph} act={act} />
        : <MapDrawing graph={graph} chosen={chosen} choose={choose} act={act} heat={heat} mode={jid ?? (byWorker ? "\n" : "")} />}
      <div class="map-foot"><Legend heat={heat} />{!byWorker && <Workers now={now} />}</div>
    </>
  );
}

export function MapView({ params }: { params: Params }) {
  const now = useRestingCensus();
  const [opened, turn] = useOpened(params);
  const [chosenId, choose] = useState<string>();
  const jid = params["jid"]?.trim();
  const byWorker = params["group"] === "worker";
  const graph = useMemo(() => now && graphOf({ now, jid, byWorker, opened }), [now, jid, byWorker, opened]);
  const chosen = graph?.nodes.find((node) => node.id === chosenId);
  const act = (node: MapNode): void => {
    if (node.opens) turn(node.id);
    choose(node.id);
  };
  return (
    <div class="map-view">
      <MapBar params={params} ages={now?.actors.some((a) => a.age !== undefined) || params["colour"] === "age"} />
      <Panel title={jid ? "Neighbourhood" : byWorker ? "Workers" : "Actors"} class="map-panel" flush note={now && graph ? noteOf(now, graph.nodes.length, jid, byWorker) : undefined}>
        {!now || !graph ? <Awaited what="The map" lines={8} />
          : (jid ? speaks(graph) : graph.nodes.length > 0) ? (
            <>
              {!jid && <Closers opened={opened} turn={turn} />}
              <ShownMap now={now} graph={graph} params={params} chosen={chosenId} choose={choose} act={act} />
            </>
          ) : jid ? <AtRest key={jid} jid={jid} /> : <Empty icon="map" title="No actors are told">The server has not said yet which actors there are.</Empty>}
      </Panel>
      {chosen && graph && <NodeDetails node={chosen} graph={graph} close={() => choose(undefined)} turn={turn} choose={choose} />}
    </div>
  );
}
