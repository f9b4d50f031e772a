// SPDX-License-Identifier: Apache-2.0
import { bytes, duration, percent, short } from "../../model/format";
import type { Sample } from "../../model/history";
import { Chart, type Line } from "../../ui/chart";
import { Panel } from "../../ui/parts";
import { Loading } from "../../ui/states";

const stanzas: readonly Line[] = [
  { name: "in", colour: "--accent", of: (s) => s.stanzasIn, filled: true },
  { name: "out", colour: "--good", of: (s) => s.stanzasOut, dashed: true },
];
const waits: readonly Line[] = [
  { name: "wait", colour: "--accent", of: (s) => s.waitMean, filled: true },
  { name: "longest", colour: "--kept", of: (s) => s.waitMax, dashed: true },
  { name: "handled", colour: "--good", of: (s) => s.handling },
];
const load: readonly Line[] = [{ name: "all workers", colour: "--accent", of: (s) => s.cpu, filled: true }];
const memory: readonly Line[] = [{ name: "resident", colour: "--off", of: (s) => s.resident, filled: true }];

/** The last minutes, since the page was opened. */
export function Charts({ samples }: { samples: readonly Sample[] }) {
  return (
    <Panel title="The last five minutes" note="since this page is open" class="charts-panel">
      {samples.length === 0 ? <Loading what="charts" lines={4} /> : (
        <div class="charts">
          <Chart title="Stanzas per second" lines={stanzas} samples={samples} format={short} />
          <Chart title="Messages" lines={waits} samples={samples} format={duration} />
          <Chart title="Load of the workers" lines={load} samples={samples} format={percent} />
          <Chart title="Memory" lines={memory} samples={samples} format={bytes} binary />
        </div>
      )}
    </Panel>
  );
}
