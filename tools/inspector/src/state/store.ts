// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";

/** A value that many look at and that tells them when it is another. */
export interface Store<T> {
  get(): T;
  set(next: T): void;
  update(change: (now: T) => T): void;
  subscribe(heard: () => void): () => void;
}

export function store<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T): void => {
    if (Object.is(next, value)) return;
    value = next;
    for (const each of [...listeners]) each();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}

/** The store's value, for a component that is drawn anew with it. */
export function useStore<T>(from: Store<T>): T {
  const [, drawAnew] = useState({});
  useEffect(() => {
    let seen = from.get();
    const look = (): void => {
      if (Object.is(seen, from.get())) return;
      seen = from.get();
      drawAnew({});
    };
    look();
    return from.subscribe(look);
  }, [from]);
  return from.get();
}
