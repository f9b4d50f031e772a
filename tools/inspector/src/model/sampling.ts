// SPDX-License-Identifier: Apache-2.0
import type { Census } from "../api/types";

/** Each which message a census looks at where there are many. */
export const usualSampling = 16;

const few = 1000;
const many = 4000;

/** On a server with little to do each message is looked at, so that none is
 * missed; on a busy one some. Between the two it stays as it is. */
export function samplingFor({ kinds }: Census, now: number): number {
  const messages = kinds.reduce((all, each) => all + each.messages, 0);
  return messages < few ? 1 : messages > many ? usualSampling : now;
}
