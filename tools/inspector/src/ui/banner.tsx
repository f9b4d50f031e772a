// SPDX-License-Identifier: Apache-2.0
import { span } from "../model/format";
import { useNow } from "../state/hooks";
import { connect, heardAt, link } from "../state/live";
import { notice } from "../state/notices";
import { useStore } from "../state/store";
import { Icon } from "./icons";
import { Button } from "./parts";

/** Tells that what is seen is old, and when it is tried again. */
export function Banner() {
  const now = useStore(link);
  const time = useNow(now.state === "lost");
  const heard = useStore(heardAt);
  if (now.state !== "lost") return null;
  const left = Math.max(0, Math.ceil((now.retryAt - time) / 1000));
  return (
    <div class="banner">
      <Icon name="offline" />
      <p>
        <strong role="alert">Disconnected.</strong>{" "}
        <span>{now.why.charAt(0).toUpperCase() + now.why.slice(1)}. {heard ? `What you see is ${span((time - heard) / 1000)} old. ` : ""}
          {left > 0 ? `Next attempt in ${left} s.` : "Trying now…"}</span>
      </p>
      <Button onClick={connect}>Try now</Button>
    </div>
  );
}

/** The state of the connection, always in sight. */
export function LinkState() {
  const now = useStore(link);
  const text = { live: "Live", connecting: "Connecting…", paused: "Paused", lost: "Disconnected" }[now.state];
  return <span class={`link-state ${now.state}`}><span class="dot" aria-hidden="true" />{text}</span>;
}

export function Notices() {
  const now = useStore(notice);
  return (
    <div class="notices" role="status" aria-live="polite">
      {now && <p key={now.key} class={now.bad ? "notice bad" : "notice"}>{now.text}</p>}
    </div>
  );
}
