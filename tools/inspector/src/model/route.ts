// SPDX-License-Identifier: Apache-2.0
// Where one is, as the address has it after the #: it can be kept and sent.

export const views = ["overview", "map", "trace", "actor", "accounts"] as const;
export type View = (typeof views)[number];

export interface Route {
  view: View;
  params: Record<string, string>;
}

/** What an address means; what it does not know is the overview. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const view = views.find((each) => each === path) ?? "overview";
  return { view, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a route; empty parameters are left out. */
export function hashOf(view: View, params: Record<string, string | undefined> = {}): string {
  const kept = Object.entries(params).filter((each): each is [string, string] => !!each[1]);
  const query = new URLSearchParams(kept).toString().replaceAll("%40", "@").replaceAll("%2F", "/");
  return `#/${view}${query ? `?${query}` : ""}`;
}
