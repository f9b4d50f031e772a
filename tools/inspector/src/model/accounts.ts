// SPDX-License-Identifier: Apache-2.0
import type { SessionFacts } from "../api/types";
import { plural } from "./format";
import { bare } from "./jid";

export interface Account {
  jid: string;
  disabled: boolean;
  sessions: SessionFacts[];
}

/** bob2 is before bob10. */
const order = new Intl.Collator("en", { numeric: true });

type Listed = string | { jid: string; disabled?: boolean; enabled?: boolean };

/** The accounts in order, each with who is logged in. */
export function accountsOf(users: Listed[], sessions: SessionFacts[]): Account[] {
  const open = new Map<string, SessionFacts[]>();
  for (const each of sessions) {
    const list = open.get(bare(each.jid));
    if (list) list.push(each);
    else open.set(bare(each.jid), [each]);
  }
  return users.map((user) => {
    const jid = typeof user === "string" ? user : user.jid;
    const disabled = typeof user !== "string" && (user.disabled === true || user.enabled === false);
    return { jid, disabled, sessions: open.get(jid) ?? [] };
  }).sort((a, b) => order.compare(a.jid, b.jid));
}

/** Of how many accounts the sessions are: of all, where it is known how many
 * there are, for the server has in memory only those that are in use. */
export function accountsNote(all: number | undefined, inMemory: number | undefined): string | undefined {
  if (all !== undefined) return `of ${plural(all, "account")}`;
  return inMemory === undefined ? undefined : `${plural(inMemory, "account")} in memory`;
}

export type Which = "all" | "online" | "offline" | "disabled";

export function chosen(accounts: Account[], text: string, which: Which): Account[] {
  const wanted = text.trim().toLowerCase();
  return accounts.filter((a) => a.jid.toLowerCase().includes(wanted)
    && (which === "all" || (which === "online" && a.sessions.length > 0)
      || (which === "offline" && a.sessions.length === 0) || (which === "disabled" && a.disabled)));
}

export interface Page<T> {
  items: T[];
  page: number;
  pages: number;
  first: number;
}

/** The page (from 0) of a list; one that is too high is the last. */
export function pageOf<T>(all: T[], wanted: number, size: number): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  return { items: all.slice(page * size, (page + 1) * size), page, pages, first: page * size };
}
