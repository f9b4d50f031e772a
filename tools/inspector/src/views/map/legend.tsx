// SPDX-License-Identifier: Apache-2.0
import { depthSteps } from "../../model/depth";

/** What the colours of the nodes mean; the number stands at each node, too. */
export function Legend() {
  return (
    <dl class="depth-legend">
      <dt>Deepest mailbox</dt>
      {depthSteps.map((step) => (
        <dd key={step.name}><span class={`depth-swatch depth-${step.name}`} aria-hidden="true" />{step.label}</dd>
      ))}
    </dl>
  );
}
