// SPDX-License-Identifier: Apache-2.0
import type { Census, Status } from "../../api/types";
import { accountsNote } from "../../model/accounts";
import { bytes, count, duration, percent, short, span } from "../../model/format";
import { sampleOf } from "../../model/history";
import { Stat } from "../../ui/parts";

const orDash = (value: number | null | undefined, format: (v: number) => string): string =>
  value === null || value === undefined ? "–" : format(value);

/** The server in ten figures. */
export function Figures({ census, status }: { census: Census | undefined; status: Status | undefined }) {
  const now = census ? sampleOf(census) : undefined;
  const totals = census?.totals;
  const actors = census?.kinds.reduce((all, k) => all + k.actors, 0);
  const deepest = census?.kinds.reduce((most, k) => Math.max(most, k.depth.max), 0);
  return (
    <dl class="stats">
      <Stat name="Sessions" value={count(totals?.sessions ?? status?.sessions)}
        note={accountsNote(status?.users, totals?.accounts)} />
      <Stat name="Stanzas in" value={orDash(now?.stanzasIn, short)} note="per second" />
      <Stat name="Stanzas out" value={orDash(now?.stanzasOut, short)} note="per second" />
      <Stat name="Mean wait" value={orDash(now?.waitMean, duration)} note={now ? `longest ${duration(now.waitMax ?? 0)}` : undefined} />
      <Stat name="Workers' load" value={orDash(now?.cpu, percent)} note={census ? `${census.workers.length} workers` : undefined} />
      <Stat name="Actors" value={count(actors)} note={deepest === undefined ? undefined : `deepest mailbox ${count(deepest)}`}
        {...((deepest ?? 0) >= 1000 ? { tone: "bad" } : {})} />
      <Stat name="Rooms" value={count(totals?.rooms)} />
      <Stat name="Memory" value={bytes(totals?.resident ?? status?.memory_bytes)} note="resident" />
      <Stat name="Storage queue" value={orDash(totals?.storage_waiting, count)} note="transactions waiting"
        {...((totals?.storage_waiting ?? 0) >= 1000 ? { tone: "bad" } : {})} />
      <Stat name="Up" value={orDash(status?.uptime_seconds, span)} note={status?.version ? `version ${status.version}` : undefined} />
    </dl>
  );
}
