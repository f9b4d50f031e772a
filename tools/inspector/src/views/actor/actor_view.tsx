// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { query } from "../../api/client";
import { span } from "../../model/format";
import { hashOf } from "../../model/route";
import { rootsOf, valuesOf } from "../../model/tree";
import { useAsked } from "../../state/asking";
import { useNow } from "../../state/hooks";
import { go } from "../../state/routing";
import { Button, Field, Panel } from "../../ui/parts";
import { Empty, Shown } from "../../ui/states";
import { LastMessages } from "./last_messages";
import { NowFigures, Senders } from "./senders";
import { Tree } from "./tree";

type Params = Record<string, string>;

function Ask({ jid }: { jid: string }) {
  const [text, setText] = useState(jid);
  useEffect(() => setText(jid), [jid]);
  return (
    <form class="find" role="search" data-key="/" onSubmit={(e) => { e.preventDefault(); go("actor", { jid: text.trim() }); }}>
      <Field label="Address" name="jid" type="search" placeholder="any JID: an account, a session, a room, a host" value={text} onInput={setText} class="grow" />
      <Button type="submit" icon="search">Describe</Button>
      {jid && <a class="button quiet" href={hashOf("actor")}><span>Central actors</span></a>}
    </form>
  );
}

function Age({ at }: { at: number }) {
  const now = useNow();
  return <>{now - at < 3500 ? "renewed every two seconds" : `${span((now - at) / 1000)} old`}</>;
}

/** The tree, with what has changed since it last came. */
function State({ jid }: { jid: string }) {
  const asked = useAsked(`describe ${jid}`, () => query<unknown>("describe", jid ? { jid } : {}), 2000);
  const roots = useMemo(() => rootsOf(asked.value), [asked.value]);
  const values = useMemo(() => valuesOf(roots), [roots]);
  const before = useRef({ now: values, was: new Map<string, string>() });
  if (before.current.now !== values) before.current = { now: values, was: before.current.now };
  const missing = asked.failure?.kind === "refused" && asked.failure.status === 404;
  return (
    <Panel title={jid || "Central actors"} note={asked.at ? <Age at={asked.at} /> : undefined} flush class="actor-state"
      actions={jid ? <><a class="button quiet" href={hashOf("trace", { jid })}><span>Trace it</span></a><a class="button quiet" href={hashOf("map", { jid })}><span>On the map</span></a></> : undefined}>
      {missing
        ? <Empty icon="actor" title={`There is no actor for ${jid}`}>Accounts without a session sleep: their actor is made as soon as something comes for them.</Empty>
        : (
          <Shown of={asked} what="The description" lines={8}>
            {() => (roots.length ? <Tree key={jid} roots={roots} before={before.current.was} label={jid || "Central actors"} /> : <Empty icon="actor" title="It tells nothing of itself" />)}
          </Shown>
        )}
    </Panel>
  );
}

export function ActorView({ params }: { params: Params }) {
  const jid = params["jid"]?.trim() ?? "";
  return (
    <div class="actor-view">
      <Ask jid={jid} />
      <div class={jid ? "actor-grid" : "actor-grid one"}>
        <State key={jid} jid={jid} />
        {jid && (
          <div class="actor-side">
            <NowFigures jid={jid} />
            <Senders jid={jid} />
            <LastMessages jid={jid} />
          </div>
        )}
      </div>
    </div>
  );
}
