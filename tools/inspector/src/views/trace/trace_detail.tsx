// SPDX-License-Identifier: Apache-2.0
import type { Trace } from "../../api/types";
import { bytes, clock, duration } from "../../model/format";
import { mainReason, toneOf } from "../../model/outcome";
import { SequenceDiagram } from "../../ui/diagram";
import { Mark } from "../../ui/icons";
import { Button, Jid } from "../../ui/parts";
import { copyLink, saveJson, saveMermaid, saveSvg } from "./exports";

const childrenOf = (trace: Trace): string => (trace.stanza.children ?? []).map((each) => each.split(" ")[0]).join(", ");

function Head({ trace }: { trace: Trace }) {
  const { kind, type, from, to, id, bytes: size } = trace.stanza;
  return (
    <>
      <h2>{kind}{type ? ` ${type}` : ""} <span class="trace-ends"><Jid jid={from} /> <span aria-hidden="true">→</span><span class="unseen"> to </span> <Jid jid={to} /></span></h2>
      <p class={`verdict tone-${toneOf(trace.outcome)}`}><Mark outcome={trace.outcome} named /> <span>{mainReason(trace)}</span></p>
      <dl class="facts compact">
        <div><dt>Took</dt><dd>{trace.state === "unfinished" ? "unfinished" : duration(trace.took)}</dd></div>
        {trace.begun > 0 && <div><dt>Begun</dt><dd>{clock(trace.begun)}</dd></div>}
        {id && <div><dt>Stanza id</dt><dd class="mono">{id}</dd></div>}
        {size !== undefined && <div><dt>Size</dt><dd>{bytes(size)}</dd></div>}
        {childrenOf(trace) && <div><dt>Holds</dt><dd>{childrenOf(trace)}</dd></div>}
        {trace.id && <div><dt>Trace</dt><dd class="mono">{trace.id}</dd></div>}
      </dl>
    </>
  );
}

function Payload({ trace }: { trace: Trace }) {
  if (!trace.stanza.xml) return null;
  return (
    <details class="fold payload" open>
      <summary>The stanza's text</summary>
      <pre class="code" tabIndex={0} aria-label="The stanza's text">{trace.stanza.xml}</pre>
    </details>
  );
}

interface DetailProps {
  trace: Trace;
  explain?: (() => void) | undefined;
  linked?: boolean;
}

/** A trace with all that is told of it. */
export function TraceDetail({ trace, explain, linked = true }: DetailProps) {
  return (
    <div class="trace-detail">
      <Head trace={trace} />
      <div class="row-of-buttons" role="group" aria-label="With this trace">
        {linked && <Button icon="link" onClick={() => void copyLink()}>Copy link</Button>}
        <Button icon="save" onClick={() => saveSvg(trace)}>SVG</Button>
        <Button icon="save" onClick={() => saveMermaid(trace)}>Mermaid</Button>
        <Button icon="save" onClick={() => saveJson(trace)}>JSON</Button>
        {explain && <Button icon="again" onClick={explain}>Replay this stanza as explain</Button>}
      </div>
      <Payload trace={trace} />
      <SequenceDiagram key={trace.id} trace={trace} />
    </div>
  );
}
