// SPDX-License-Identifier: Apache-2.0
// The traces that are followed. They go on while one looks at other views.
import { whoAmI } from "../api/client";
import { follow } from "../api/follow";
import type { Trace } from "../api/types";
import { backoff } from "../model/backoff";
import { type Filter, argumentsOf, remaining, withTraces } from "../model/traces";
import { expire } from "./session";
import { store } from "./store";

export type Following =
  | { state: "idle"; note?: string }
  | { state: "starting" | "following" | "reconnecting"; filter: Filter };

export const following = store<Following>({ state: "idle" });
export const traces = store<Trace[]>([]);
/** How many came since it was started; the list keeps the newest. */
export const came = store(0);

let stop: (() => void) | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let waiting: Trace[] = [];
let gathering: ReturnType<typeof setTimeout> | undefined;
let attempt = 0;
/** Of what is followed: how many came, and since when it is, in ms. The list may
 * have been emptied meanwhile. */
let heard = 0;
let since: number | undefined;

const together = 150;
const reached = "It has ended: its limit or time is reached.";

/** Some changes a second at most, however many come. */
function gather(trace: Trace): void {
  ++heard;
  waiting.push(trace);
  gathering ??= setTimeout(flush, together);
}

function flush(): void {
  clearTimeout(gathering);
  gathering = undefined;
  if (waiting.length === 0) return;
  const list = waiting;
  waiting = [];
  came.update((n) => n + list.length);
  traces.update((all) => withTraces(all, list));
}

function finish(note: string): void {
  flush();
  stop = undefined;
  following.set({ state: "idle", note });
}

/** Asks for what has not come yet. */
function comeBack(filter: Filter): void {
  const left = remaining(filter, heard, since === undefined ? 0 : Date.now() - since);
  if (left) open(filter, left);
  else finish(reached);
}

async function broken(filter: Filter): Promise<void> {
  following.set({ state: "reconnecting", filter });
  timer = setTimeout(() => comeBack(filter), backoff(attempt++, Math.random()));
  const known = await whoAmI();
  if (known.ok || known.failure.kind !== "refused" || known.failure.status !== 401) return;
  stopTracing();
  expire();
}

function open(filter: Filter, left = filter): void {
  stop = follow<Trace>("trace", argumentsOf(left), {
    opened: () => {
      attempt = 0;
      since ??= Date.now();
      following.set({ state: "following", filter });
    },
    event: gather,
    ended: ({ error }) => finish(error?.message ?? reached),
    broken: () => void broken(filter),
  });
}

export function startTracing(filter: Filter): void {
  stopTracing();
  came.set(0);
  traces.set([]);
  attempt = 0;
  heard = 0;
  since = undefined;
  following.set({ state: "starting", filter });
  open(filter);
}

export function stopTracing(): void {
  clearTimeout(timer);
  stop?.();
  stop = undefined;
  flush();
  following.set({ state: "idle" });
}

export const forgetTraces = (): void => {
  traces.set([]);
  came.set(0);
};

/** Adds one that was asked for by itself. */
export const keepTrace = (trace: Trace): void => traces.update((all) => withTraces(all, [trace]));

