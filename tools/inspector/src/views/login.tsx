// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { type Failure, told } from "../api/client";
import { span } from "../model/format";
import { useNow } from "../state/hooks";
import { start } from "../state/session";
import { Button, Field } from "../ui/parts";

const explained = (failure: Failure): string =>
  failure.kind === "refused" && failure.status === 401
    ? "Wrong address or password, or not an administrator."
    : `${told(failure)}.`;

export function LoginView({ expired }: { expired: boolean }) {
  const [jid, setJid] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [lockedUntil, setLockedUntil] = useState(0);
  const now = useNow(lockedUntil > 0);
  const form = useRef<HTMLFormElement>(null);
  const locked = Math.max(0, Math.ceil((lockedUntil - now) / 1000));
  useEffect(() => {
    document.title = "Log in · Troupe Inspector";
    form.current?.querySelector("input")?.focus();
  }, []);

  const submit = async (e: Event): Promise<void> => {
    e.preventDefault();
    setBusy(true);
    setFailure(undefined);
    const wrong = await start(jid.trim(), password);
    setBusy(false);
    if (!wrong) return;
    setFailure(wrong);
    if (wrong.kind === "refused" && wrong.retryAfter) setLockedUntil(Date.now() + wrong.retryAfter * 1000);
    setPassword("");
    form.current?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
  };

  return (
    <main class="alone">
      <form class="login" ref={form} onSubmit={(e) => void submit(e)}>
        <img src="/assets/logo.svg" alt="" width="48" height="48" />
        <h1>Troupe Inspector</h1>
        <p class="muted">{expired ? "Your session has ended. Log in to go on where you were." : "Log in as an administrator of this server."}</p>
        <Field label="Address" name="username" value={jid} onInput={setJid} placeholder="you@example.org" autocomplete="username" required invalid={!!failure} />
        <Field label="Password" name="password" type="password" value={password} onInput={setPassword} autocomplete="current-password" required invalid={!!failure} />
        <div class="login-failure" role="alert">
          {failure && <p>{locked > 0 ? `Too many attempts. Try again in ${span(locked)}.` : explained(failure)}</p>}
        </div>
        <Button type="submit" look="main" disabled={busy || locked > 0}>{busy ? "Logging in…" : "Log in"}</Button>
      </form>
    </main>
  );
}
