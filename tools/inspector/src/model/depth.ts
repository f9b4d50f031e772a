// SPDX-License-Identifier: Apache-2.0
// Mailbox depth in five steps: a colour each, and always its number beside it.

export interface DepthStep {
  /** From this depth on. */
  least: number;
  label: string;
  name: "idle" | "low" | "some" | "many" | "flooded";
}

export const depthSteps: readonly DepthStep[] = [
  { least: 0, label: "0", name: "idle" },
  { least: 1, label: "1–9", name: "low" },
  { least: 10, label: "10–99", name: "some" },
  { least: 100, label: "100–999", name: "many" },
  { least: 1000, label: "1000 +", name: "flooded" },
];

export function depthStep(depth: number | undefined): DepthStep {
  const known = depth ?? 0;
  return [...depthSteps].reverse().find((step) => known >= step.least) ?? (depthSteps[0] as DepthStep);
}
