// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { query, told } from "../../api/client";
import type { Trace } from "../../api/types";
import { count, plural } from "../../model/format";
import { hashOf } from "../../model/route";
import { type Filter, filterOf, kept, paramsOf } from "../../model/traces";
import { type Asked, useAsked } from "../../state/asking";
import { go, replace } from "../../state/routing";
import { commands } from "../../state/session";
import { useStore } from "../../state/store";
import { came, following, forgetTraces, startTracing, stopTracing, traces } from "../../state/tracing";
import { Button, Panel } from "../../ui/parts";
import { Empty, Failed, Loading, Shown } from "../../ui/states";
import { tracesOf } from "../overview/recent_faults";
import { ExplainDialog } from "./explain_dialog";
import { FilterForm } from "./filter_form";
import { TraceDetail } from "./trace_detail";
import { TraceList } from "./trace_list";

type Params = Record<string, string>;
type Recent = Asked<{ traces?: Trace[] } | Trace[]>;

function LiveState() {
  const now = useStore(following);
  const all = useStore(came);
  const list = useStore(traces);
  if (now.state === "idle") return <>{now.note ?? (list.length ? plural(list.length, "trace") : "")}</>;
  if (now.state === "starting") return <>Starting…</>;
  if (now.state === "reconnecting") return <span class="tone-bad">Disconnected: coming back…</span>;
  return <><span class="pulse" aria-hidden="true" /> Following: {plural(all, "trace")}{all > kept ? `, the last ${count(kept)} kept` : ""}</>;
}

function LiveList({ params, start }: { params: Params; start: () => void }) {
  const now = useStore(following);
  const list = useStore(traces);
  const hrefOf = (trace: Trace): string => hashOf("trace", { ...params, id: trace.id });
  if (list.length) return <TraceList traces={list} current={params["id"]} hrefOf={hrefOf} />;
  if (now.state === "idle") return (
    <Empty icon="trace" title="Nothing is followed" action={<Button icon="play" onClick={start}>Follow</Button>}>
      Say above what to follow, or follow all. Each stanza that fits appears here, with its way through the server.
    </Empty>
  );
  return <Empty icon="trace" title="Waiting for the first stanza">Whatever fits appears here as soon as it is done.</Empty>;
}

function RecentList({ of, params }: { of: Recent; params: Params }) {
  return (
    <Shown of={of} what="Recent traces" lines={8}>
      {(answer) => {
        const list = tracesOf(answer);
        return list.length === 0
          ? <Empty title="Nothing went wrong">Stanzas that fail or are slow are kept here, followed or not.</Empty>
          : <TraceList traces={list} current={params["id"]} hrefOf={(trace) => hashOf("trace", { ...params, id: trace.id })} />;
      }}
    </Shown>
  );
}

/** A trace of which only the id is known, as by a link. */
function Linked({ id, explain }: { id: string; explain: ((trace: Trace) => void) | undefined }) {
  const asked = useAsked(`shown ${id}`, () => query<Trace | { trace: Trace }>("shown", { id }));
  if (asked.value) {
    const trace = "trace" in asked.value ? asked.value.trace : asked.value;
    return <TraceDetail trace={trace} explain={explain && (() => explain(trace))} />;
  }
  if (!asked.failure) return <Loading what="the trace" lines={8} />;
  if (asked.failure.kind === "refused" && asked.failure.status === 404)
    return <Empty icon="trace" title="This trace is no longer kept">{told(asked.failure)}. The server keeps the latest errors and slow ones, and those that were followed lately.</Empty>;
  return <Failed failure={asked.failure} what="The trace" again={asked.again} />;
}

interface OpenProps {
  id: string;
  known: Trace[];
  back: string;
  explain: ((trace: Trace) => void) | undefined;
}

function OpenTrace({ id, known, back, explain }: OpenProps) {
  const [kept, keep] = useState<Trace>();
  const found = known.find((each) => each.id === id);
  // It stays open when the list forgets it.
  useEffect(() => { if (found) keep(found); }, [found]);
  const trace = found ?? (kept?.id === id ? kept : undefined);
  return (
    <section class="panel trace-open" aria-label="The open trace">
      <a class="button quiet back" href={back}><span>← All traces</span></a>
      {trace ? <TraceDetail trace={trace} explain={explain && (() => explain(trace))} /> : <Linked key={id} id={id} explain={explain} />}
    </section>
  );
}

function Tabs({ recent, params }: { recent: boolean; params: Params }) {
  const { show: _, id: __, ...filter } = params;
  return (
    <nav class="tabs" aria-label="Which traces">
      <a href={hashOf("trace", filter)} aria-current={recent ? undefined : "true"}>Live</a>
      <a href={hashOf("trace", { ...filter, show: "recent" })} aria-current={recent ? "true" : undefined}>Errors and slow ones</a>
    </nav>
  );
}

export function TraceView({ params }: { params: Params }) {
  const now = useStore(following);
  const live = useStore(traces);
  const canExplain = useStore(commands).has("explain");
  const [explaining, setExplaining] = useState<{ of: Trace | undefined }>();
  const isRecent = params["show"] === "recent";
  const recent = useAsked(isRecent ? "recent" : "", () => query<{ traces?: Trace[] } | Trace[]>("recent", { limit: "200" }), isRecent ? 4000 : undefined);
  const filter = filterOf(params);
  const { id, ...withoutId } = params;
  const start = (wanted: Filter): void => {
    replace("trace", paramsOf(wanted));
    startTracing(wanted);
  };
  const known = [...live, ...(recent.value ? tracesOf(recent.value) : [])];
  return (
    <div class={id ? "trace-view has-open" : "trace-view"}
      onKeyDown={(e) => { if (e.key === "Escape" && id && !(e.target instanceof HTMLInputElement)) go("trace", withoutId); }}>
      <div class="trace-side-by">
        <FilterForm filter={filter} busy={now.state !== "idle"} start={start} stop={stopTracing} />
        <Panel title={isRecent ? "Errors and slow ones" : "Traces"} class="trace-list-panel" flush note={isRecent ? "kept by the server" : <LiveState />}
          actions={<>
            {!isRecent && live.length > 0 && <Button look="quiet" onClick={forgetTraces}>Clear</Button>}
            {canExplain && <Button look="quiet" onClick={() => setExplaining({ of: undefined })}>Explain…</Button>}
          </>}>
          <Tabs recent={isRecent} params={params} />
          {isRecent ? <RecentList of={recent} params={params} /> : <LiveList params={params} start={() => start(filter)} />}
        </Panel>
      </div>
      {id ? <OpenTrace id={id} known={known} back={hashOf("trace", withoutId)} explain={canExplain ? (of) => setExplaining({ of }) : undefined} />
        : <div class="trace-open none"><Empty icon="trace" title="No trace is open">Choose one from the list: its way through the server is drawn here.</Empty></div>}
      {explaining && <ExplainDialog of={explaining.of} close={() => setExplaining(undefined)} />}
    </div>
  );
}
