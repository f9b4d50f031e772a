// SPDX-License-Identifier: Apache-2.0
// What stands where data is not, or not yet, or cannot be had.
import type { ComponentChildren } from "preact";
import { type Failure, told } from "../api/client";
import { connect, link } from "../state/live";
import { useStore } from "../state/store";
import { Icon, type IconName } from "./icons";
import { Button } from "./parts";

interface EmptyProps {
  icon?: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

export function Empty({ icon = "empty", title, children, action }: EmptyProps) {
  return (
    <div class="state">
      <span class="state-icon"><Icon name={icon} /></span>
      <p class="state-title">{title}</p>
      {children && <p class="state-text">{children}</p>}
      {action}
    </div>
  );
}

/** Bars where text will be; told as "loading". */
export function Loading({ lines = 4, what }: { lines?: number; what: string }) {
  return (
    <div class="loading" role="status">
      <span class="unseen">Loading {what}…</span>
      {Array.from({ length: lines }, (_, i) => <span key={i} class={`bone bone-${i % 4}`} aria-hidden="true" />)}
    </div>
  );
}

export function Failed({ failure, what, again }: { failure: Failure; what: string; again?: () => void }) {
  const offline = failure.kind === "offline";
  return (
    <div class="state bad" role="alert">
      <span class="state-icon"><Icon name={offline ? "offline" : "warn"} /></span>
      <p class="state-title">{what} could not be loaded</p>
      <p class="state-text">{told(failure)}.</p>
      {again && <Button icon="again" onClick={again}>Try again</Button>}
    </div>
  );
}

/** Where the census has not come yet: it is awaited, or the server is away. */
export function Awaited({ what, lines = 4 }: { what: string; lines?: number }) {
  const lost = useStore(link).state === "lost";
  return lost ? <Failed failure={{ kind: "offline" }} what={what} again={connect} /> : <Loading what={what} lines={lines} />;
}

interface Asked<T> {
  value: T | undefined;
  failure: Failure | undefined;
  again: () => void;
}

interface ShownProps<T> {
  of: Asked<T>;
  what: string;
  lines?: number;
  children: (value: T) => ComponentChildren;
}

/** What was asked for, or why it is not there. Old data stays, and says so. */
export function Shown<T>({ of, what, lines, children }: ShownProps<T>) {
  if (of.value === undefined)
    return of.failure ? <Failed failure={of.failure} what={what} again={of.again} /> : <Loading what={what} lines={lines ?? 4} />;
  return (
    <>
      {of.failure && of.failure.kind === "refused" && (
        <p class="inline-bad" role="status"><Icon name="warn" />Not renewed: {told(of.failure)}</p>
      )}
      {children(of.value)}
    </>
  );
}
