// SPDX-License-Identifier: Apache-2.0
import { type Route, type View, hashOf, parseRoute } from "../model/route";
import { store } from "./store";

export const route = store<Route>(parseRoute(location.hash));

window.addEventListener("hashchange", () => route.set(parseRoute(location.hash)));

/** Goes there, as a step that "back" undoes. */
export function go(view: View, params: Record<string, string | undefined> = {}): void {
  location.hash = hashOf(view, params);
}

/** Changes where one is, without a step. */
export function replace(view: View, params: Record<string, string | undefined> = {}): void {
  const hash = hashOf(view, params);
  if (hash === location.hash) return;
  history.replaceState(null, "", hash);
  route.set(parseRoute(hash));
}
