// SPDX-License-Identifier: Apache-2.0
import { type Heat, ageSteps, depthSteps } from "../../model/depth";

const titles: Record<Heat, string> = { depth: "Deepest mailbox", age: "Oldest message" };

/** What the colours of the nodes mean; the number stands at each node, too. */
export function Legend({ heat }: { heat: Heat }) {
  return (
    <dl class="depth-legend">
      <dt>{titles[heat]}</dt>
      {(heat === "age" ? ageSteps : depthSteps).map((step) => (
        <dd key={step.name}><span class={`depth-swatch depth-${step.name}`} aria-hidden="true" />{step.label}</dd>
      ))}
    </dl>
  );
}
