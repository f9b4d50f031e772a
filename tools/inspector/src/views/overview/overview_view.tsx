// SPDX-License-Identifier: Apache-2.0
import { query } from "../../api/client";
import type { Status, Trace } from "../../api/types";
import { useAsked } from "../../state/asking";
import { census, samples } from "../../state/live";
import { useStore } from "../../state/store";
import { Charts } from "./charts";
import { Figures } from "./figures";
import { NobodyYet } from "./nobody_yet";
import { Certificates, Listeners, Memory, RemoteDomains, Storage, Workers } from "./panels";
import { RecentFaults } from "./recent_faults";

export function OverviewView(_: { params: Record<string, string> }) {
  const now = useStore(census);
  const past = useStore(samples);
  const status = useAsked("status", () => query<Status>("status"), 5000);
  const recent = useAsked("recent", () => query<{ traces?: Trace[] } | Trace[]>("recent", { limit: "12" }), 5000);
  return (
    <div class="overview">
      <NobodyYet census={now} status={status.value} />
      <Figures census={now} status={status.value} />
      <Charts samples={past} />
      <div class="overview-grid">
        <RecentFaults of={recent} />
        <div class="overview-side">
          <Workers census={now} />
          <RemoteDomains census={now} />
          <Memory census={now} />
          <Certificates of={status} />
          <Storage of={status} census={now} />
          <Listeners of={status} />
        </div>
      </div>
    </div>
  );
}
