// SPDX-License-Identifier: Apache-2.0
import type { Trace } from "../../api/types";
import { clock, duration } from "../../model/format";
import { mainReason } from "../../model/outcome";
import { Mark } from "../../ui/icons";

interface RowProps {
  trace: Trace;
  href: string;
  current?: boolean;
}

const nameOf = ({ stanza: { kind, type } }: Trace): string => (type ? `${kind} ${type}` : kind);

/** One trace in a list: what it was, from whom to whom, what came of it. */
export function TraceRow({ trace, href, current = false }: RowProps) {
  const { from, to } = trace.stanza;
  return (
    <li class="trace-item">
      <a class="trace-row" href={href} aria-current={current ? "true" : undefined} data-trace={trace.id}>
        <Mark outcome={trace.outcome} />
        <span class="trace-main">
          <span class="trace-way"><b>{nameOf(trace)}</b> {from ?? "server"} <span class="arrow-text" aria-hidden="true">→</span><span class="unseen"> to </span> {to ?? "server"}</span>
          <span class="trace-why"><span class="trace-outcome">{trace.outcome}</span> {mainReason(trace)}</span>
        </span>
        <span class="trace-side">
          <span class={trace.why === "slow" ? "number slow" : "number"}>{trace.state === "unfinished" ? "unfinished" : duration(trace.took)}</span>
          <time class="number muted">{clock(trace.begun)}</time>
        </span>
      </a>
    </li>
  );
}
