// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { nobodyLately } from "./model/resting";
import { census, connect, disconnect, heardAt, lately, samples } from "./state/live";
import { resume, session } from "./state/session";
import { useStore } from "./state/store";
import { forgetTraces, stopTracing } from "./state/tracing";
import { Frame } from "./ui/frame";
import { Button } from "./ui/parts";
import { Empty } from "./ui/states";
import { LoginView } from "./views/login";

/** What one may not see without a login is forgotten with it. */
function forget(): void {
  stopTracing();
  forgetTraces();
  disconnect();
  census.set(undefined);
  samples.set([]);
  lately.set(nobodyLately);
  heardAt.set(0);
}

function Unreachable() {
  useEffect(() => {
    const timer = setInterval(() => void resume(), 3000);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="alone">
      <Empty icon="offline" title="The server cannot be reached"
        action={<Button icon="again" onClick={() => void resume()}>Try now</Button>}>
        It is tried again every three seconds.
      </Empty>
    </main>
  );
}

export function App() {
  const now = useStore(session);
  const inside = now.state === "in";
  useEffect(() => {
    if (!inside) return undefined;
    connect();
    return forget;
  }, [inside]);
  if (now.state === "in") return <Frame jid={now.jid} />;
  if (now.state === "out") return <LoginView expired={now.expired} />;
  if (now.state === "unreachable") return <Unreachable />;
  return <main class="alone"><p class="muted" role="status">Loading…</p></main>;
}
