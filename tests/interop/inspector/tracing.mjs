// SPDX-License-Identifier: Apache-2.0
// What flows do in the view of traces.
import { stimulate, target } from "./target.mjs";

/** The row of what somebody says when a flow has him; at the fake server, where
 * all talk all the time, that of any message. */
const rowOf = (page) => page.locator(".trace-row", { hasText: target.fake ? "message" : /bob@localhost\S* .*carol@localhost/ }).first();

/** Follows messages, has somebody speak, and tells how long after it was sent it
 * appeared, in ms. */
export async function followed(page, jid = "") {
  await page.getByLabel("Address").fill(jid);
  await page.getByLabel("Kind").selectOption("message");
  await page.getByRole("button", { name: "Follow", exact: true }).first().click();
  await page.getByText(/Following:/).waitFor();
  const appeared = rowOf(page).waitFor().then(() => Date.now());
  const [shown, sent] = await Promise.all([appeared, stimulate()]);
  return shown - sent;
}

/** Opens the newest of what came. */
export async function openFirst(page) {
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Follow", exact: true }).waitFor();
  await page.locator(".trace-row").first().click();
  await page.locator(".diagram .step").first().waitFor();
}
