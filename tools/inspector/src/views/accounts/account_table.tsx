// SPDX-License-Identifier: Apache-2.0
import type { SessionFacts } from "../../api/types";
import type { Account } from "../../model/accounts";
import { moment, plural } from "../../model/format";
import { resource } from "../../model/jid";
import { hashOf } from "../../model/route";
import { commands } from "../../state/session";
import { useStore } from "../../state/store";
import { Icon } from "../../ui/icons";
import { Button } from "../../ui/parts";
import type { Asking } from "./dialogs";

type Ask = (what: Asking) => void;

const stateOf = ({ disabled, sessions }: Account): { text: string; tone: string } =>
  disabled ? { text: "disabled", tone: "bad" }
    : sessions.length ? { text: plural(sessions.length, "session"), tone: "good" }
      : { text: "not logged in", tone: "muted" };

function SessionRow({ session: s, ask }: { session: SessionFacts; ask: Ask }) {
  return (
    <tr>
      <th scope="row"><a class="jid" href={hashOf("actor", { jid: s.jid })}>{resource(s.jid) || s.jid}</a></th>
      <td class="mono">{s.address ?? "–"}</td>
      <td>{s.secure ? <span class="tone-good">TLS</span> : <span class="tone-bad">no TLS</span>}</td>
      <td>{s.available ? `available, priority ${s.priority ?? 0}` : "not available"}</td>
      <td class="number muted">{s.since ? moment(Date.parse(s.since)) : "–"}</td>
      <td class="end"><Button look="quiet" label={`Kick ${s.jid}`} onClick={() => ask({ what: "kick", jid: s.jid })}>Kick</Button></td>
    </tr>
  );
}

function Sessions({ account, ask }: { account: Account; ask: Ask }) {
  if (account.sessions.length === 0) return <p class="muted">Nobody is logged in with it.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`Sessions of ${account.jid}`}>
      <table class="plain">
        <thead>
          <tr><th scope="col">Resource</th><th scope="col">From</th><th scope="col">Encryption</th><th scope="col">Presence</th><th scope="col" class="number">Since</th><th scope="col"><span class="unseen">What to do</span></th></tr>
        </thead>
        <tbody>{account.sessions.map((each) => <SessionRow key={each.jid} session={each} ask={ask} />)}</tbody>
      </table>
    </div>
  );
}

function Actions({ account: { jid, disabled, sessions }, ask }: { account: Account; ask: Ask }) {
  const known = useStore(commands);
  const can = (name: string): boolean => known.size === 0 || known.has(name);
  return (
    <div class="row-of-buttons" role="group" aria-label={`With ${jid}`}>
      <a class="button" href={hashOf("actor", { jid })}><span>Describe</span></a>
      <a class="button" href={hashOf("trace", { jid })}><span>Trace</span></a>
      <Button onClick={() => ask({ what: "passwd", jid })}>Reset password</Button>
      {disabled
        ? can("enable") && <Button onClick={() => ask({ what: "enable", jid })}>Enable</Button>
        : can("disable") && <Button onClick={() => ask({ what: "disable", jid })}>Disable</Button>}
      {sessions.length > 0 && <Button onClick={() => ask({ what: "kick", jid })}>Kick all sessions</Button>}
      <Button look="bad" onClick={() => ask({ what: "deluser", jid })}>Delete</Button>
    </div>
  );
}

interface TableProps {
  accounts: Account[];
  open: string | undefined;
  turn: (jid: string) => void;
  ask: Ask;
}

/** Each account opens to its sessions and what can be done with it. */
export function AccountTable({ accounts, open, turn, ask }: TableProps) {
  return (
    <ul class="account-list">
      {accounts.map((account) => {
        const state = stateOf(account);
        const isOpen = open === account.jid;
        return (
          <li key={account.jid} class={isOpen ? "account open" : "account"}>
            <button type="button" class="account-head" aria-expanded={isOpen} onClick={() => turn(account.jid)}>
              <span class={`tree-turn ${isOpen ? "open" : ""}`}><Icon name="forward" /></span>
              <span class="account-jid">{account.jid}</span>
              <span class={`account-state tone-${state.tone}`}>{state.text}</span>
            </button>
            {isOpen && <div class="account-body"><Actions account={account} ask={ask} /><Sessions account={account} ask={ask} /></div>}
          </li>
        );
      })}
    </ul>
  );
}
