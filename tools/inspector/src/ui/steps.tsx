// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Decision, Hop, Trace } from "../api/types";
import { bytes, duration, plural } from "../model/format";
import { type Step, nameIn, stepsOf } from "../model/steps";
import { Mark } from "./icons";
import { ActorName, Jid } from "./parts";

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div><dt>{name}</dt><dd>{children}</dd></div>
);

function ActorOf({ trace, id }: { trace: Trace; id: number }) {
  const actor = trace.actors.find((each) => each.id === id);
  if (!actor) return <span>{nameIn(trace, id)}</span>;
  return <ActorName {...actor} />;
}

function HopDetails({ trace, hop }: { trace: Trace; hop: Hop }) {
  return (
    <dl class="facts">
      <Fact name="Message"><strong>{hop.message}</strong></Fact>
      <Fact name="From"><ActorOf trace={trace} id={hop.from} /></Fact>
      <Fact name="To"><ActorOf trace={trace} id={hop.to} /></Fact>
      <Fact name="Sent at">{duration(hop.at)}</Fact>
      <Fact name="Waited">{duration(hop.wait)}</Fact>
      <Fact name="Handled in">{hop.handled ? duration(hop.handling) : <strong class="tone-bad">not handled</strong>}</Fact>
      {hop.bytes !== undefined && <Fact name="Size">{bytes(hop.bytes)}</Fact>}
      <Fact name="Span">{hop.span}{hop.parent ? <span class="muted"> caused by {hop.parent}</span> : null}</Fact>
    </dl>
  );
}

function DecisionDetails({ trace, decision: d }: { trace: Trace; decision: Decision }) {
  return (
    <dl class="facts">
      <Fact name="Decision"><Mark outcome={d.outcome} named /></Fact>
      <Fact name="What">{d.what}</Fact>
      {d.reason && <Fact name="Reason"><strong>{d.reason}</strong></Fact>}
      <Fact name="By"><ActorOf trace={trace} id={d.actor} /></Fact>
      {d.resource && <Fact name="Resource"><Jid jid={d.resource} /></Fact>}
      <Fact name="At">{duration(d.at)}</Fact>
      {d.kind && <Fact name="About">{d.kind}{d.id ? ` ${d.id}` : ""}</Fact>}
    </dl>
  );
}

export function StepDetails({ trace, step }: { trace: Trace; step: Step }) {
  return step.type === "hop" ? <HopDetails trace={trace} hop={step.hop} /> : <DecisionDetails trace={trace} decision={step.decision} />;
}

interface StepRowProps {
  trace: Trace;
  step: Step;
  sizes: boolean;
}

function StepRow({ trace, step, sizes }: StepRowProps) {
  if (step.type === "decision") {
    const { decision: d } = step;
    return (
      <tr>
        <td class="number">{duration(d.at)}</td>
        <td colSpan={2}><Mark outcome={d.outcome} named /> <span class="muted">by {nameIn(trace, d.actor)}</span></td>
        <td colSpan={sizes ? 4 : 3}>{d.what}{d.reason ? `: ${d.reason}` : ""}</td>
      </tr>
    );
  }
  const { hop } = step;
  return (
    <tr>
      <td class="number">{duration(hop.at)}</td>
      <td>{nameIn(trace, hop.from)}</td>
      <td>{nameIn(trace, hop.to)}</td>
      <td>{hop.message}</td>
      {sizes && <td class="number">{bytes(hop.bytes)}</td>}
      <td class="number">{duration(hop.wait)}</td>
      <td class="number">{hop.handled ? duration(hop.handling) : "not handled"}</td>
    </tr>
  );
}

/** The same as text, for those whom a table serves better. */
export function StepTable({ trace }: { trace: Trace }) {
  const steps = stepsOf(trace);
  const [open, setOpen] = useState(false);
  const sizes = trace.hops.some((hop) => hop.bytes !== undefined);
  return (
    <details class="fold" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{plural(steps.length, "step")} as a table</summary>
      {open && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Steps">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col" class="number">At</th><th scope="col">From</th><th scope="col">To</th><th scope="col">What</th>
                {sizes && <th scope="col" class="number">Size</th>}
                <th scope="col" class="number">Waited</th><th scope="col" class="number">Handled</th>
              </tr>
            </thead>
            <tbody>{steps.map((step, i) => <StepRow key={i} trace={trace} step={step} sizes={sizes} />)}</tbody>
          </table>
        </div>
      )}
    </details>
  );
}
