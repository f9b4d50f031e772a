// SPDX-License-Identifier: Apache-2.0
// What the map tells where there is little to draw.
import { query } from "../../api/client";
import { hashOf } from "../../model/route";
import { rootsOf } from "../../model/tree";
import { useAsked } from "../../state/asking";
import { Empty, Failed, Loading } from "../../ui/states";

/** Over a map on which nothing flows. */
export function Quiet() {
  return (
    <div class="map-quiet" role="status">
      <p><strong>No stanza flows now.</strong> These are the kinds of actors, with how many there are. When one comes, lines show its way
        between them, and who was busy stays on the map for half a minute. A JID that rests is found by the field above.</p>
    </div>
  );
}

function ways(jid: string) {
  return (
    <div class="row-of-buttons">
      <a class="button main" href={hashOf("actor", { jid })}><span>Open its actor</span></a>
      <a class="button" href={hashOf("trace", { jid })}><span>Trace it</span></a>
    </div>
  );
}

/** A JID of which no actor was busy: it rests, sleeps, or is not there. */
export function AtRest({ jid }: { jid: string }) {
  const asked = useAsked(`describe ${jid}`, () => query<unknown>("describe", { jid }));
  const missing = asked.failure?.kind === "refused" && asked.failure.status === 404;
  const [first] = rootsOf(asked.value);
  if (missing || first?.children?.some(({ name, value }) => name === "account" && value === "none")) return <Empty icon="map" title={`Nobody has the address ${jid}`}>There is no account, session, room or host of this name on this server now.</Empty>;
  if (asked.failure && !asked.value) return <Failed failure={asked.failure} what={`What is known of ${jid}`} again={asked.again} />;
  if (!asked.value) return <Loading what={jid} lines={6} />;
  const kind = first?.name ?? "actor";
  return (
    <Empty icon="actor" title={`${jid} is at rest`} action={ways(jid)}>
      It is there, as {kind}, and did nothing in the last half minute. It appears here with all whom it speaks with as soon as it is among the busiest.
    </Empty>
  );
}

/** By workers, and none of the actors tells its own. */
export function NoWorkers() {
  return <div class="map-quiet" role="status"><p><strong>No actor is placed.</strong> Actors appear at the worker on which they ran last, as soon as something is done.</p></div>;
}
