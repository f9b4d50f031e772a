// SPDX-License-Identifier: Apache-2.0
import type { Census, Status } from "../../api/types";
import { hashOf } from "../../model/route";

const addressesOf = (status: Status, service: string): string[] =>
  (status.listening ?? []).filter((each) => each.service.startsWith(service)).map((each) => each.address);

/** What one does with a server on which nobody is. */
export function NobodyYet({ census, status }: { census: Census | undefined; status: Status | undefined }) {
  if (!status || (census?.totals.sessions ?? status.sessions ?? 0) > 0) return null;
  const at = addressesOf(status, "c2s");
  return (
    <p class="hint-box">
      <strong>Nobody is logged in.</strong> {at.length ? `Clients connect to ${at.join(" or ")}. ` : ""}
      When one comes, its stanzas appear in the charts, on the <a href={hashOf("map")}>map</a> and in <a href={hashOf("trace")}>Trace</a>;
      who may log in is told in <a href={hashOf("accounts")}>Accounts</a>.
    </p>
  );
}
