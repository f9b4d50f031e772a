// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { query } from "../../api/client";
import type { SessionFacts } from "../../api/types";
import { type Account, type Which, accountsOf, chosen, pageOf } from "../../model/accounts";
import { count, plural } from "../../model/format";
import { useAsked } from "../../state/asking";
import { replace } from "../../state/routing";
import { Button, Field, Panel, Select } from "../../ui/parts";
import { Empty, Shown } from "../../ui/states";
import { AccountTable } from "./account_table";
import { type Asking, AccountDialog } from "./dialogs";

type Params = Record<string, string>;
type Users = { users: Parameters<typeof accountsOf>[0] };

const pageSize = 50;
const whiches = [["all", "all"], ["online", "logged in"], ["offline", "not logged in"], ["disabled", "disabled"]] as const;

interface PagesProps {
  page: number;
  pages: number;
  to: (page: number) => void;
}

function Pages({ page, pages, to }: PagesProps) {
  if (pages < 2) return null;
  return (
    <nav class="pages" aria-label="Pages">
      <Button icon="back" label="The page before" disabled={page === 0} onClick={() => to(page - 1)} />
      <span>Page {count(page + 1)} of {count(pages)}</span>
      <Button icon="forward" label="The next page" disabled={page === pages - 1} onClick={() => to(page + 1)} />
    </nav>
  );
}

interface ListProps {
  accounts: Account[];
  params: Params;
  ask: (what: Asking) => void;
}

function List({ accounts, params, ask }: ListProps) {
  const fits = chosen(accounts, params["find"] ?? "", (params["which"] as Which | undefined) ?? "all");
  const shown = pageOf(fits, Number(params["page"] ?? 1) - 1, pageSize);
  if (accounts.length === 0) return (
    <Empty icon="accounts" title="No accounts yet" action={<Button icon="plus" look="main" onClick={() => ask({ what: "adduser" })}>Create the first</Button>}>
      Accounts are what people log in with.
    </Empty>
  );
  if (fits.length === 0) return (
    <Empty icon="search" title="No account fits" action={<Button onClick={() => replace("accounts")}>Show all</Button>} />
  );
  return (
    <>
      <AccountTable accounts={shown.items} open={params["jid"]} ask={ask}
        turn={(jid) => replace("accounts", { ...params, jid: params["jid"] === jid ? "" : jid })} />
      <Pages page={shown.page} pages={shown.pages} to={(page) => replace("accounts", { ...params, page: String(page + 1), jid: "" })} />
    </>
  );
}

export function AccountsView({ params }: { params: Params }) {
  const users = useAsked("users", () => query<Users>("users", { details: "true" }), 15_000);
  const sessions = useAsked("sessions", () => query<{ sessions: SessionFacts[] }>("sessions"), 5000);
  const [asking, ask] = useState<Asking>();
  const again = (): void => {
    users.again();
    sessions.again();
  };
  const open = sessions.value?.sessions.length;
  const note = users.value ? `${plural(users.value.users.length, "account")}${open === undefined ? "" : `, ${plural(open, "session")}`}` : undefined;
  return (
    <div class="accounts-view">
      <div class="find" role="search" data-key="/">
        <Field label="Find" name="find" type="search" placeholder="part of an address" class="grow" value={params["find"] ?? ""}
          onInput={(find) => replace("accounts", { ...params, find, page: "" })} />
        <Select label="Show" value={params["which"] ?? "all"} options={whiches} onChange={(which) => replace("accounts", { ...params, which: which === "all" ? "" : which, page: "" })} />
        <Button icon="plus" look="main" onClick={() => ask({ what: "adduser" })}>Create account</Button>
      </div>
      <Panel title="Accounts" note={note} flush>
        <Shown of={users} what="Accounts" lines={10}>
          {({ users: all }) => <List accounts={accountsOf(all, sessions.value?.sessions ?? [])} params={params} ask={ask} />}
        </Shown>
      </Panel>
      {asking && <AccountDialog asking={asking} close={() => ask(undefined)} done={again} />}
    </div>
  );
}
