// SPDX-License-Identifier: Apache-2.0
import type { Outcome, Trace } from "../api/types";

/** Tones have a colour; each outcome has a shape too, as colour alone tells
 * too little to too many. */
export type Tone = "good" | "kept" | "bad" | "off" | "plain";

const tones: Record<Outcome, Tone> = {
  delivered: "good", copied: "good",
  stored: "kept", held: "kept",
  dropped: "off", filtered: "off",
  refused: "bad", failed: "bad",
  noted: "plain",
};

/** Drawn in a box of 12 by 12, as lines. */
const marks: Record<Outcome, string> = {
  delivered: "M2 6.5 5 9.5 10 3",
  copied: "M4 4h6v6H4zM2 8V2h6",
  stored: "M2 3h8v2H2zM3 5v4.5h6V5M5 7h2",
  held: "M4 2.5v7M8 2.5v7",
  dropped: "M6 1.5v6M3.5 5.5 6 8l2.5-2.5M2 10.5h8",
  filtered: "M1.5 2.5h9L7 6.5v4L5 9.5v-3z",
  refused: "M4 1.5h4L10.5 4v4L8 10.5H4L1.5 8V4zM4 6h4",
  failed: "M2.5 2.5l7 7M9.5 2.5l-7 7",
  noted: "M6 5.2a.8.8 0 1 0 .01 0M6 1.5a4.5 4.5 0 1 0 .01 0",
};

export const toneOf = (outcome: Outcome): Tone => tones[outcome] ?? "plain";
export const markOf = (outcome: Outcome): string => marks[outcome] ?? marks.noted;

/** Whether something went wrong on the way. */
export const isFault = (outcome: Outcome): boolean => toneOf(outcome) === "bad";

/** The reason of the decision that counts most, for a list. */
export function mainReason(trace: Trace): string {
  const said = trace.decisions.filter((each) => each.outcome === trace.outcome);
  const of = said[said.length - 1] ?? trace.decisions[trace.decisions.length - 1];
  if (!of) return "no decision was told";
  return of.reason || of.what;
}
