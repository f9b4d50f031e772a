// SPDX-License-Identifier: Apache-2.0
import { count, duration, percent, rate } from "../../model/format";
import { isWithin } from "../../model/jid";
import { sendersTo } from "../../model/map_graph";
import { census } from "../../state/live";
import { useStore } from "../../state/store";
import { ActorName, Panel } from "../../ui/parts";
import { Empty } from "../../ui/states";

/** How the actors of the address are in this second, if they are busy. */
export function NowFigures({ jid }: { jid: string }) {
  const now = useStore(census);
  const own = now?.actors.filter((a) => isWithin(a.name, jid)) ?? [];
  return (
    <Panel title="This second" flush>
      {own.length === 0
        ? <Empty icon="actor" title="Not among the busiest">The census tells figures of the busiest actors only.</Empty>
        : (
          <ul class="senders">
            {own.slice(0, 12).map((a) => (
              <li key={a.id} class="own">
                <span><ActorName kind={a.kind} name={a.name} /></span>
                <span class="own-figures number">
                  <span>{rate(a.messages)}</span><span>mailbox {count(a.depth)}</span><span>waits {duration(a.wait.mean)}</span><span>{percent(a.cpu)} of a core</span>
                </span>
              </li>
            ))}
          </ul>
        )}
    </Panel>
  );
}

export function Senders({ jid }: { jid: string }) {
  const now = useStore(census);
  const senders = now ? sendersTo(now, jid) : [];
  return (
    <Panel title="Who sends to it" note="among the busiest" flush>
      {senders.length === 0 ? <Empty title="Nobody in this second" /> : (
        <ul class="senders">
          {senders.slice(0, 12).map(({ actor, messages }) => (
            <li key={actor.id}><span><ActorName kind={actor.kind} name={actor.name} /></span><span class="number">{rate(messages)}</span></li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
