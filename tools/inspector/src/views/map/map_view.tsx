// SPDX-License-Identifier: Apache-2.0
import { useMemo, useState } from "preact/hooks";
import type { Census } from "../../api/types";
import { count, percent, plural } from "../../model/format";
import { type MapNode, mostNeighbours, neighbourhood, wholeMap } from "../../model/map_graph";
import { replace } from "../../state/routing";
import { census } from "../../state/live";
import { useStore } from "../../state/store";
import { Button, Field, Meter, Panel } from "../../ui/parts";
import { Empty, Loading } from "../../ui/states";
import { Legend } from "./legend";
import { MapDrawing } from "./map_drawing";
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

function Find({ params }: { params: Params }) {
  const [text, setText] = useState(params["jid"] ?? "");
  const [was, setWas] = useState(params["jid"]);
  if (was !== params["jid"]) {
    setWas(params["jid"]);
    setText(params["jid"] ?? "");
  }
  const look = (e: Event): void => {
    e.preventDefault();
    replace("map", { ...params, jid: text.trim() });
  };
  return (
    <form class="find" role="search" data-key="/" onSubmit={look}>
      <Field label="Only what is around" name="jid" type="search" placeholder="a JID" value={text} onInput={setText} class="grow" />
      <Button type="submit" icon="search">Show</Button>
      {params["jid"] && <Button look="quiet" icon="close" onClick={() => replace("map", { ...params, jid: "" })}>All actors</Button>}
    </form>
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

function NobodyThere({ jid }: { jid: string }) {
  return (
    <Empty icon="map" title={`${jid} is not among the busiest`}
      action={<a class="button" href={`#/actor?jid=${encodeURIComponent(jid)}`}><span>Describe it</span></a>}>
      The census lists the actors that are busiest in each second. This one is idle now, or is not there; it appears here as soon as it is among them.
    </Empty>
  );
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

function noteOf(now: Census, shown: number, jid: string | undefined): string {
  const actors = now.kinds.reduce((all, k) => all + k.actors, 0);
  const lost = now.dropped > 0 ? `, ${count(now.dropped)} records lost` : "";
  const sampled = now.sampling > 1 ? `, one message in ${now.sampling} is looked at` : "";
  const what = jid ? `${plural(shown, "actor")} around ${jid}${shown >= mostNeighbours ? " (the busiest)" : ""}` : `${plural(actors, "actor")} as ${plural(shown, "node")}`;
  return `${what}${sampled}${lost}`;
}

export function MapView({ params }: { params: Params }) {
  const now = useStore(census);
  const [opened, turn] = useOpened(params);
  const [chosenId, choose] = useState<string>();
  const jid = params["jid"]?.trim();
  const asTable = params["as"] === "table";
  const graph = useMemo(() => (!now ? undefined : jid ? neighbourhood(now, jid) : wholeMap(now, opened)), [now, jid, opened]);
  const chosen = graph?.nodes.find((node) => node.id === chosenId);
  const act = (node: MapNode): void => {
    if (node.opens) turn(node.id);
    choose(node.id);
  };
  return (
    <div class="map-view">
      <div class="map-bar">
        <Find params={params} />
        <Button icon="table" pressed={asTable} onClick={() => replace("map", { ...params, as: asTable ? "" : "table" })}>As a table</Button>
      </div>
      <Panel title={jid ? "Neighbourhood" : "Actors"} class="map-panel" flush note={now && graph ? noteOf(now, graph.nodes.length, jid) : undefined}>
        {!now || !graph ? <Loading what="the map" lines={8} />
          : graph.nodes.length === 0 ? (jid ? <NobodyThere jid={jid} /> : <Empty icon="map" title="No actors are told" />)
            : (
              <>
                {!jid && <Closers opened={opened} turn={turn} />}
                {asTable ? <MapTable graph={graph} act={act} />
                  : <MapDrawing graph={graph} chosen={chosenId} choose={choose} act={act} mode={jid ?? ""} />}
                <div class="map-foot"><Legend /><Workers now={now} /></div>
              </>
            )}
      </Panel>
      {chosen && graph && <NodeDetails node={chosen} graph={graph} close={() => choose(undefined)} turn={turn} choose={choose} />}
    </div>
  );
}
