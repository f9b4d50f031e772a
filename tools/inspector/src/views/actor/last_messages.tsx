// SPDX-License-Identifier: Apache-2.0
import { query } from "../../api/client";
import type { Trace } from "../../api/types";
import { hashOf } from "../../model/route";
import { concerns } from "../../model/traces";
import { useAsked } from "../../state/asking";
import { useStore } from "../../state/store";
import { following, startTracing, traces } from "../../state/tracing";
import { Button, Panel } from "../../ui/parts";
import { Empty } from "../../ui/states";
import { tracesOf } from "../overview/recent_faults";
import { TraceRow } from "../trace/trace_row";

/** What the page knows of the stanzas that had to do with it: those that are
 * followed, and what went wrong. */
export function LastMessages({ jid }: { jid: string }) {
  const live = useStore(traces);
  const now = useStore(following);
  const recent = useAsked(`recent ${jid}`, () => query<{ traces?: Trace[] } | Trace[]>("recent", { limit: "200" }), 4000);
  const all = new Map<string, Trace>();
  for (const each of [...live, ...(recent.value ? tracesOf(recent.value) : [])]) if (concerns(each, jid)) all.set(each.id, each);
  const list = [...all.values()].sort((a, b) => b.begun - a.begun).slice(0, 15);
  const follow = now.state === "idle" && <Button icon="play" look={list.length ? "quiet" : "plain"} onClick={() => startTracing({ jid })}>Follow it</Button>;
  return (
    <Panel title="Last messages" flush note={now.state === "idle" ? undefined : "following"} actions={list.length ? follow : undefined}>
      {list.length === 0
        ? <Empty icon="trace" title={now.state === "idle" ? "No stanza is known" : "Waiting for a stanza"} action={follow}>Stanzas are seen only while they are followed; errors and slow ones are kept always.</Empty>
        : <ul class="trace-list">{list.map((trace) => <TraceRow key={trace.id} trace={trace} href={hashOf("trace", { id: trace.id })} />)}</ul>}
    </Panel>
  );
}
