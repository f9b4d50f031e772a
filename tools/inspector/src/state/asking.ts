// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Failure, type Result } from "../api/client";
import { link } from "./live";
import { watched } from "./session";

/** What was asked for: a value may be old while `failure` tells why. */
export interface Asked<T> {
  value: T | undefined;
  failure: Failure | undefined;
  loading: boolean;
  /** When the value came, in ms. */
  at: number;
  again: () => void;
}

/** After so many ms one asks again a server that could not be reached. */
const retryAfter = 5000;

/** Asks when `key` is another, and every `every` ms if that is given. What
 * comes too late for its key is not taken. */
export function useAsked<T>(key: string, ask: () => Promise<Result<T>>, every?: number): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, "again"> & { key: string }>(
    { key, value: undefined, failure: undefined, loading: true, at: 0 });
  const asking = useRef(ask);
  asking.current = ask;
  const turn = useRef(0);

  const once = useCallback(async () => {
    const mine = ++turn.current;
    const got = await watched(asking.current());
    if (mine !== turn.current) return;
    setState((was) => got.ok
      ? { key, value: got.value, failure: undefined, loading: false, at: Date.now() }
      : { ...was, key, value: was.key === key ? was.value : undefined, failure: got.failure, loading: false });
  }, [key]);

  useEffect(() => {
    setState((was) => (was.key === key ? was : { key, value: undefined, failure: undefined, loading: true, at: 0 }));
    void once();
    const timer = every ? setInterval(() => !document.hidden && void once(), every) : undefined;
    return () => {
      clearInterval(timer);
      ++turn.current;
    };
  }, [key, every, once]);

  // What failed while the server was away is asked once more when it is back,
  // and after a while, as it may be back for others only.
  const { failure } = state;
  useEffect(() => {
    if (failure?.kind !== "offline") return undefined;
    const heard = link.subscribe(() => void (link.get().state === "live" && once()));
    const retry = setTimeout(() => void once(), retryAfter);
    return () => {
      heard();
      clearTimeout(retry);
    };
  }, [failure, once]);

  const { key: of, ...rest } = state;
  const current = of === key ? rest : { value: undefined, failure: undefined, loading: true, at: 0 };
  return { ...current, again: () => void once() };
}
