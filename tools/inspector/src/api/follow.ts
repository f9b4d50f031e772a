// SPDX-License-Identifier: Apache-2.0
// The events of a command that goes on, until it ends or is ended.
import { followAddress } from "./client";

export interface Listener<T> {
  event: (value: T) => void;
  /** The server has ended it, in order or with a failure. */
  ended: (summary: { result?: unknown; error?: { code: string; message: string } }) => void;
  /** It broke off: the network, the login or the server. */
  broken: () => void;
  opened?: () => void;
}

/** Follows the command; the answer ends it. It does not come back by itself. */
export function follow<T>(name: string, given: Record<string, string>, to: Listener<T>): () => void {
  const source = new EventSource(followAddress(name, given));
  source.addEventListener("open", () => to.opened?.());
  source.addEventListener("event", (e) => to.event(JSON.parse((e as MessageEvent<string>).data) as T));
  source.addEventListener("ended", (e) => {
    source.close();
    to.ended(JSON.parse((e as MessageEvent<string>).data) as Record<string, never>);
  });
  source.addEventListener("error", () => {
    source.close();
    to.broken();
  });
  return () => source.close();
}
