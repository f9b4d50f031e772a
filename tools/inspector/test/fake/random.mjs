// SPDX-License-Identifier: Apache-2.0
// The same figures in each run: a small generator with a seed.
let state = 20261121;

export function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

export const between = (low, high) => low + chance() * (high - low);
export const whole = (low, high) => Math.floor(between(low, high + 1));
export const one = (list) => list[Math.floor(chance() * list.length)];
/** Small mostly, large at times. */
export const skewed = (mean) => -Math.log(1 - chance()) * mean;
