// SPDX-License-Identifier: Apache-2.0
// What the colours of the map mean, in five steps: how deep mailboxes are, or
// how long the oldest message in them waits. The number stands beside them.

export interface HeatStep {
  /** From this on. */
  least: number;
  label: string;
  name: "idle" | "low" | "some" | "many" | "flooded";
}

export const depthSteps: readonly HeatStep[] = [
  { least: 0, label: "0", name: "idle" },
  { least: 1, label: "1–9", name: "low" },
  { least: 10, label: "10–99", name: "some" },
  { least: 100, label: "100–999", name: "many" },
  { least: 1000, label: "1000 +", name: "flooded" },
];

/** µs */
export const ageSteps: readonly HeatStep[] = [
  { least: 0, label: "none waits", name: "idle" },
  { least: 1, label: "< 10 ms", name: "low" },
  { least: 10_000, label: "< 100 ms", name: "some" },
  { least: 100_000, label: "< 1 s", name: "many" },
  { least: 1_000_000, label: "1 s +", name: "flooded" },
];

function stepOf(steps: readonly HeatStep[], value: number | undefined): HeatStep {
  const known = value ?? 0;
  return [...steps].reverse().find((step) => known >= step.least) ?? (steps[0] as HeatStep);
}

export const depthStep = (depth: number | undefined): HeatStep => stepOf(depthSteps, depth);
export const ageStep = (age: number | undefined): HeatStep => stepOf(ageSteps, age);

/** By what the map's nodes are coloured. */
export type Heat = "depth" | "age";
