// SPDX-License-Identifier: Apache-2.0
// What flows do in the view of traces.
import { stimulate } from "./target.mjs";

/** Follows, has somebody speak, and tells how long it took to appear, in ms. */
export async function followed(page, jid = "") {
  await page.getByLabel("Address").fill(jid);
  await page.getByRole("button", { name: "Follow", exact: true }).first().click();
  await page.getByText(/Following:/).waitFor();
  await stimulate();
  const sent = Date.now();
  await page.locator(".trace-row").first().waitFor();
  return Date.now() - sent;
}

/** Opens the newest of what came. */
export async function openFirst(page) {
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Follow", exact: true }).waitFor();
  await page.locator(".trace-row").first().click();
  await page.locator(".diagram .step").first().waitFor();
}
