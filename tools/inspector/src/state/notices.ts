// SPDX-License-Identifier: Apache-2.0
import { store } from "./store";

export interface Notice {
  text: string;
  bad: boolean;
  key: number;
}

/** What was done last, told for some seconds (and to screen readers). */
export const notice = store<Notice | undefined>(undefined);

let timer: ReturnType<typeof setTimeout> | undefined;
let key = 0;

export function tell(text: string, bad = false): void {
  clearTimeout(timer);
  notice.set({ text, bad, key: ++key });
  timer = setTimeout(() => notice.set(undefined), bad ? 9000 : 5000);
}
