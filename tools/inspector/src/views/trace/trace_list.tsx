// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState } from "preact/hooks";
import type { Trace } from "../../api/types";
import { plural } from "../../model/format";
import { Button } from "../../ui/parts";
import { rove } from "../../ui/roving";
import { TraceRow } from "./trace_row";

interface ListProps {
  traces: Trace[];
  current: string | undefined;
  hrefOf: (trace: Trace) => string;
}

/** Newest first. It holds still while one points at it or is in it, so that
 * nothing moves away from under the pointer. */
export function TraceList({ traces, current, hrefOf }: ListProps) {
  const [held, setHeld] = useState<Trace[]>();
  const list = useRef<HTMLUListElement>(null);
  const shown = held ?? traces;
  const fresh = held ? traces.findIndex((each) => each.id === held[0]?.id) : 0;
  const missed = held && traces !== held ? (fresh < 0 ? traces.length : fresh) : 0;
  const hold = (): void => setHeld((was) => was ?? traces);
  const release = (): void => {
    if (!list.current?.contains(document.activeElement)) setHeld(undefined);
  };
  const rows = useMemo(() => shown.map((trace) => (
    <TraceRow key={trace.id} trace={trace} href={hrefOf(trace)} current={trace.id === current} />
  )), [shown, current]);
  return (
    <div class="held" onPointerEnter={(e) => e.pointerType === "mouse" && hold()} onPointerLeave={release}>
      {missed > 0 && (
        <div class="held-note"><Button look="main" onClick={() => setHeld(undefined)}>{plural(missed, "new one", "new ones")}: show</Button></div>
      )}
      <ul class="trace-list" ref={list} onFocusIn={hold} onFocusOut={(e) => !list.current?.contains(e.relatedTarget as Node | null) && setHeld(undefined)}
        onKeyDown={(e) => list.current && rove(e, list.current, ".trace-row")}>
        {rows}
      </ul>
    </div>
  );
}
