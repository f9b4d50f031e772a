// SPDX-License-Identifier: Apache-2.0
import type { ActorCensus } from "../../api/types";
import { bytes, count, duration, percent, rate } from "../../model/format";
import { isWithin } from "../../model/jid";
import { sendersTo } from "../../model/map_graph";
import { useRestingCensus } from "../../state/resting";
import { ActorName, Panel } from "../../ui/parts";
import { Awaited, Empty } from "../../ui/states";

function Figures({ of: a }: { of: ActorCensus }) {
  if (a.rested) return <span class="own-figures">at rest, busy some seconds ago</span>;
  return (
    <span class="own-figures number">
      <span>{rate(a.messages)}</span><span>mailbox {count(a.depth)}</span>
      {a.age ? <span>oldest waits {duration(a.age)}</span> : null}
      <span>waits {duration(a.wait.mean)}</span><span>{percent(a.cpu)} of a core</span>
      {a.memory !== undefined && <span>{bytes(a.memory)}</span>}
      {a.worker !== undefined && <span>worker {a.worker}</span>}
    </span>
  );
}

/** How the actors of the address are in this second, if they are busy. */
export function NowFigures({ jid }: { jid: string }) {
  const now = useRestingCensus();
  const own = now?.actors.filter((a) => isWithin(a.name, jid)) ?? [];
  return (
    <Panel title="This second" flush>
      {!now ? <Awaited what="The figures" lines={2} />
        : own.length === 0 ? <Empty icon="actor" title="At rest">It is not among the actors that are busy now. Its messages, its mailbox and its worker are told here as soon as it is.</Empty>
          : (
            <ul class="senders">
              {own.slice(0, 12).map((a) => <li key={a.id} class="own"><span><ActorName kind={a.kind} name={a.name} /></span><Figures of={a} /></li>)}
            </ul>
          )}
    </Panel>
  );
}

export function Senders({ jid }: { jid: string }) {
  const now = useRestingCensus();
  const senders = now ? sendersTo(now, jid) : [];
  return (
    <Panel title="Who sends to it" note="among the busiest" flush>
      {!now ? <Awaited what="The senders" lines={2} />
        : senders.length === 0 ? <Empty title="Nobody in the last half minute">Who sends to it appears here, busiest first.</Empty>
          : (
            <ul class="senders">
              {senders.slice(0, 12).map(({ actor, messages }) => (
                <li key={actor.id}><span><ActorName kind={actor.kind} name={actor.name} /></span><span class="number">{messages ? rate(messages) : "lately"}</span></li>
              ))}
            </ul>
          )}
    </Panel>
  );
}
