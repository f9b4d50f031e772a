// SPDX-License-Identifier: Apache-2.0

/** How long to wait, in ms, before the nth attempt (from 0) to come back: it
 * doubles up to half a minute. `chance` (0…1) spreads many pages. */
export function backoff(attempt: number, chance: number): number {
  const full = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.75 + 0.5 * chance));
}
