// SPDX-License-Identifier: Apache-2.0
// The census as it comes each second. It also tells whether the server is
// there: where it stays away, all that the page shows is old.
import { whoAmI } from "../api/client";
import { follow } from "../api/follow";
import type { Census } from "../api/types";
import { backoff } from "../model/backoff";
import { type Sample, sampleOf, withSample } from "../model/history";
import { type Lately, nobodyLately, remembered } from "../model/resting";
import { samplingFor, usualSampling } from "../model/sampling";
import { expire } from "./session";
import { store } from "./store";

export type Link =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "paused" }
  | { state: "lost"; since: number; attempt: number; retryAt: number; why: string };

export const link = store<Link>({ state: "connecting" });
export const census = store<Census | undefined>(undefined);
export const samples = store<Sample[]>([]);
/** Who was busy in the last seconds. */
export const lately = store<Lately>(nobodyLately);
/** When the census came, in ms. */
export const heardAt = store(0);

const silence = 6000;
const hiddenFor = 60_000;

let stop: (() => void) | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let attempt = 0;
let sampling = usualSampling;

function wait(ms: number, then: () => void): void {
  clearTimeout(timer);
  timer = setTimeout(then, ms);
}

function hear(next: Census): void {
  attempt = 0;
  census.set(next);
  lately.update((before) => remembered(before, next));
  samples.update((all) => withSample(all, sampleOf(next)));
  heardAt.set(Date.now());
  if (link.get().state !== "live") link.set({ state: "live" });
  wait(silence, () => void lose("nothing has come for some seconds"));
  const wanted = samplingFor(next, sampling);
  if (wanted === sampling) return;
  sampling = wanted;
  stop?.();
  stop = open();
}

const open = (): (() => void) => follow<Census>("top", { sampling: String(sampling) }, {
  event: hear,
  ended: ({ error }) => void lose(error?.message ?? "the server has ended it"),
  broken: () => void lose("the connection broke"),
});

async function lose(why: string): Promise<void> {
  stop?.();
  stop = undefined;
  clearTimeout(timer);
  const since = heardAt.get() || Date.now();
  const delay = backoff(attempt, Math.random());
  link.set({ state: "lost", since, attempt: ++attempt, retryAt: Date.now() + delay, why });
  wait(delay, connect);
  const known = await whoAmI();
  if (!known.ok && known.failure.kind === "refused" && known.failure.status === 401) expire();
}

/** Connects now, whether it was to wait or not. */
export function connect(): void {
  stop?.();
  if (link.get().state === "paused") link.set({ state: "connecting" });
  wait(silence, () => void lose("no answer"));
  stop = open();
}

export function disconnect(): void {
  stop?.();
  stop = undefined;
  clearTimeout(timer);
  attempt = 0;
  link.set({ state: "connecting" });
}

let hideTimer: ReturnType<typeof setTimeout> | undefined;

/** A page that nobody sees asks for nothing: browsers have few connections. */
function visibility(): void {
  clearTimeout(hideTimer);
  if (!document.hidden && link.get().state === "paused") connect();
  if (!document.hidden || link.get().state !== "live") return;
  hideTimer = setTimeout(() => {
    disconnect();
    link.set({ state: "paused" });
  }, hiddenFor);
}

document.addEventListener("visibilitychange", visibility);
window.addEventListener("offline", () => {
  if (stop) void lose("this computer is offline");
});
window.addEventListener("online", () => {
  if (link.get().state === "lost") connect();
});
