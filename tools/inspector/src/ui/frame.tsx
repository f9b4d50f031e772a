// SPDX-License-Identifier: Apache-2.0
// What is around each view: the way to the others, the connection, the login.
import { useEffect, useRef } from "preact/hooks";
import { type View, hashOf } from "../model/route";
import { link } from "../state/live";
import { route } from "../state/routing";
import { end } from "../state/session";
import { useStore } from "../state/store";
import { type Theme, setTheme, theme } from "../state/theme";
import { AccountsView } from "../views/accounts/accounts_view";
import { ActorView } from "../views/actor/actor_view";
import { MapView } from "../views/map/map_view";
import { OverviewView } from "../views/overview/overview_view";
import { TraceView } from "../views/trace/trace_view";
import { Banner, LinkState, Notices } from "./banner";
import { Icon } from "./icons";
import { Keys, keysShown, useKeys } from "./keys";
import { Button } from "./parts";

const titles: Record<View, string> = {
  overview: "Overview", map: "Live map", trace: "Trace", actor: "Actor", accounts: "Accounts",
};

const shown = { overview: OverviewView, map: MapView, trace: TraceView, actor: ActorView, accounts: AccountsView };

function Ways({ at }: { at: View }) {
  return (
    <nav class="ways" aria-label="Views">
      {(Object.keys(titles) as View[]).map((view, i) => (
        <a key={view} href={hashOf(view)} aria-current={view === at ? "page" : undefined} title={`${titles[view]} (${i + 1})`}>
          <Icon name={view} />
          <span>{view === "map" ? "Map" : titles[view]}</span>
        </a>
      ))}
    </nav>
  );
}

function ThemeButton() {
  const now = useStore(theme);
  const next: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
  const icon = { auto: "auto", light: "sun", dark: "moon" } as const;
  return <Button icon={icon[now]} look="quiet" label={`Colours: ${now}. Change to ${next[now]}`} onClick={() => setTheme(next[now])} />;
}

function Tools({ jid }: { jid: string }) {
  return (
    <div class="tools">
      <LinkState />
      <ThemeButton />
      <Button icon="keys" look="quiet" label="Keys (?)" onClick={() => keysShown.set(true)} />
      <span class="who" title={jid}>{jid}</span>
      <Button icon="leave" look="quiet" label="Log out" onClick={() => void end()} />
    </div>
  );
}

export function Frame({ jid }: { jid: string }) {
  const now = useStore(route);
  const lost = useStore(link).state === "lost";
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useKeys();
  useEffect(() => {
    document.title = `${titles[now.view]} · Troupe Inspector`;
    // Who reads by ear is told that this is another view.
    if (!first.current) heading.current?.focus({ preventScroll: true });
    first.current = false;
    window.scrollTo(0, 0);
  }, [now.view]);
  const ViewNow = shown[now.view];
  return (
    <>
      <a class="skip" href="#content" onClick={(e) => { e.preventDefault(); heading.current?.focus(); }}>Skip to content</a>
      <div class="frame">
        <header class="top">
          <a class="brand" href="#/overview"><img src="/assets/logo.svg" alt="" width="28" height="28" /><span>Troupe <b>Inspector</b></span></a>
          <Ways at={now.view} />
          <Tools jid={jid} />
        </header>
        <main id="content" class={`view view-${now.view} ${lost ? "stale" : ""}`}>
          <Banner />
          <h1 ref={heading} tabIndex={-1}>{titles[now.view]}</h1>
          <ViewNow params={now.params} />
        </main>
      </div>
      <Notices />
      <Keys />
    </>
  );
}
