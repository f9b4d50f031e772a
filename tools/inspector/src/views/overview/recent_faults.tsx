// SPDX-License-Identifier: Apache-2.0
import type { Trace } from "../../api/types";
import { hashOf } from "../../model/route";
import type { Asked } from "../../state/asking";
import { Panel } from "../../ui/parts";
import { Empty, Shown } from "../../ui/states";
import { TraceRow } from "../trace/trace_row";

export const tracesOf = (answer: { traces?: Trace[] } | Trace[]): Trace[] =>
  Array.isArray(answer) ? answer : answer.traces ?? [];

/** Errors and slow ones that the server keeps, followed or not. */
export function RecentFaults({ of }: { of: Asked<{ traces?: Trace[] } | Trace[]> }) {
  return (
    <Panel title="Recent errors and slow stanzas" class="recent" flush
      actions={<a class="button quiet" href={hashOf("trace", { show: "recent" })}><span>All of them</span></a>}>
      <Shown of={of} what="Recent errors" lines={6}>
        {(answer) => {
          const list = tracesOf(answer).slice(0, 10);
          return list.length === 0
            ? <Empty title="Nothing went wrong">Stanzas that fail or are slow are kept here.</Empty>
            : <ul class="trace-list">{list.map((trace) => <TraceRow key={trace.id} trace={trace} href={hashOf("trace", { show: "recent", id: trace.id })} />)}</ul>;
        }}
      </Shown>
    </Panel>
  );
}
