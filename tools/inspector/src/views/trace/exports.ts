// SPDX-License-Identifier: Apache-2.0
import type { Trace } from "../../api/types";
import { diagramOf } from "../../model/diagram";
import { duration } from "../../model/format";
import { mermaidOf } from "../../model/mermaid";
import { svgOf } from "../../model/svg";
import { tell } from "../../state/notices";
import { colourOf } from "../../state/theme";

function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // The download has begun by then; the text may go.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const nameOf = (trace: Trace, ending: string): string => `trace-${trace.id.replace(/[^\w-]/g, "") || "explained"}.${ending}`;

export function titleOf({ stanza, took }: Trace): string {
  return `${stanza.kind} from ${stanza.from ?? "?"} to ${stanza.to ?? "?"}, ${duration(took)}`;
}

export function saveSvg(trace: Trace): void {
  const diagram = diagramOf(trace, { width: 1100, mostSteps: 5000 });
  save(nameOf(trace, "svg"), "image/svg+xml", svgOf(diagram, titleOf(trace), colourOf));
}

export const saveMermaid = (trace: Trace): void => save(nameOf(trace, "mmd"), "text/plain", mermaidOf(trace));

export const saveJson = (trace: Trace): void => save(nameOf(trace, "json"), "application/json", `${JSON.stringify(trace, null, 2)}\n`);

/** The address of this trace; the server shows it as long as it keeps it. */
export async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    tell("The link is copied.");
  } catch {
    tell("The browser does not let the page copy; the link is in the address bar.", true);
  }
}
