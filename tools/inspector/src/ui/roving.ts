// SPDX-License-Identifier: Apache-2.0

/** Moves the focus among the elements within `list` that match, by arrows,
 * Home and End. Whether the key was one of those. */
export function rove(e: KeyboardEvent, list: Element, matching: string): boolean {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[e.key];
  if (step === undefined) return false;
  const all = [...list.querySelectorAll<HTMLElement | SVGElement>(matching)];
  const at = all.findIndex((each) => each === document.activeElement || each.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  e.preventDefault();
  return true;
}
