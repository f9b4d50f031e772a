// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "preact/hooks";
import { query } from "../api/client";
import type { Census, Status } from "../api/types";
import { withResting } from "../model/resting";
import { useAsked } from "./asking";
import { census, lately } from "./live";
import { useStore } from "./store";

/** The census with those who rest: all kinds, and who was busy lately. */
export function useRestingCensus(): Census | undefined {
  const now = useStore(census);
  const before = useStore(lately);
  const counted = useAsked("status", () => query<Status>("status"), 5000).value?.counted?.actors;
  return useMemo(() => now && withResting(now, before, counted), [now, before, counted]);
}
