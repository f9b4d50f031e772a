// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { run, told } from "../../api/client";
import { isAccount } from "../../model/jid";
import { tell } from "../../state/notices";
import { watched } from "../../state/session";
import { Dialog } from "../../ui/dialog";
import { Button, Field } from "../../ui/parts";

export type What = "adduser" | "passwd" | "disable" | "enable" | "deluser" | "kick";

export interface Asking {
  what: What;
  jid?: string;
}

interface Text {
  title: string;
  says: (jid: string) => string;
  button: string;
  done: (jid: string) => string;
  password?: boolean;
  /** The address must be typed again. */
  typed?: boolean;
}

const texts: Record<What, Text> = {
  adduser: { title: "Create an account", says: () => "Tell the password to its owner on a safe way.", button: "Create", done: (j) => `${j} is created.`, password: true },
  passwd: { title: "Reset the password", says: (j) => `${j} logs in with the new password from now on.`, button: "Set password", done: (j) => `The password of ${j} is set.`, password: true },
  disable: { title: "Disable the account", says: (j) => `${j} cannot log in until it is enabled again, and its sessions end. What it has is kept.`, button: "Disable", done: (j) => `${j} is disabled.` },
  enable: { title: "Enable the account", says: (j) => `${j} can log in again.`, button: "Enable", done: (j) => `${j} is enabled.` },
  deluser: { title: "Delete the account", says: (j) => `${j} goes with all that it has: contacts, archive, messages that wait. This cannot be undone.`, button: "Delete for ever", done: (j) => `${j} is deleted.`, typed: true },
  kick: { title: "End sessions", says: (j) => (j.includes("/") ? `The session ${j} ends. Its client may come back at once.` : `All sessions of ${j} end. Its clients may come back at once.`), button: "Kick", done: (j) => `${j} is kicked.` },
};

interface DialogProps {
  asking: Asking;
  close: () => void;
  done: () => void;
}

/** Asks before it does something; what is destroyed must be typed. */
export function AccountDialog({ asking, close, done }: DialogProps) {
  const text = texts[asking.what];
  const [jid, setJid] = useState(asking.jid ?? "");
  const [password, setPassword] = useState("");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const ready = (asking.jid || isAccount(jid)) && (!text.password || password.length > 0) && (!text.typed || typed === jid);

  const act = async (e: Event): Promise<void> => {
    e.preventDefault();
    if (!ready) return;
    setBusy(true);
    const got = await watched(run<unknown>(asking.what, text.password ? { jid, password } : { jid }));
    setBusy(false);
    if (!got.ok) {
      setWrong(told(got.failure));
      return;
    }
    tell(text.done(jid));
    done();
    close();
  };

  return (
    <Dialog title={text.title} close={close}>
      <form class="ask" onSubmit={(e) => void act(e)} autocomplete="off">
        <p>{text.says(jid)}</p>
        {!asking.jid && <Field label="Address" name="jid" value={jid} onInput={setJid} placeholder="user@example.org" autocomplete="off" required />}
        {text.password && <Field label="Password" name="new-password" type="password" value={password} onInput={setPassword} autocomplete="new-password" required />}
        {text.typed && <Field label={`Type ${jid} to confirm`} name="typed" value={typed} onInput={setTyped} autocomplete="off" />}
        {wrong && <p class="inline-bad" role="alert">{wrong}</p>}
        <div class="row-of-buttons end">
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" look={asking.what === "deluser" ? "bad" : "main"} disabled={busy || !ready}>{text.button}</Button>
        </div>
      </form>
    </Dialog>
  );
}
