// SPDX-License-Identifier: Apache-2.0
// axe-core, put into the page from without: its policy forbids it to load it.
import assert from "node:assert/strict";
import axe from "axe-core";
import { enter, open } from "../browser.mjs";
import { stimulate, target } from "../target.mjs";

async function findings(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter((each) => each.impact === "serious" || each.impact === "critical")
    .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

async function openTrace(page) {
  await page.getByRole("button", { name: "Follow", exact: true }).first().click();
  await stimulate();
  await page.locator(".trace-row").first().waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.locator(".trace-row").first().click();
  await page.locator(".diagram .step").first().click();
}

const places = [
  ["overview", (page) => page.locator(".charts .uplot").first().waitFor()],
  ["map", (page) => page.locator(".node").first().focus()],
  ["map?as=table", (page) => page.locator("table").first().waitFor()],
  ["trace", openTrace],
  ["trace?show=recent", (page) => page.locator(".tabs").waitFor()],
  [`actor?jid=${target.jid}`, (page) => page.locator(".tree-row").first().waitFor()],
  ["accounts", (page) => page.locator(".account-head").first().click()],
  ["accounts?which=all", async (page) => {
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("dialog").waitFor();
  }],
];

const checked = (scheme, width) => async (browser) => {
  const found = [];
  const first = await open(browser, { scheme, width });
  found.push(...(await findings(first.page)).map((each) => `login: ${each}`));
  await first.context.close();
  const { context, page } = await enter(browser, { scheme, width });
  for (const [place, wait] of places) {
    await page.goto(`${target.url}/#/${place}`);
    await wait(page);
    found.push(...(await findings(page)).map((each) => `${place}: ${each}`));
  }
  await page.goto(`${target.url}/#/overview`);
  await context.setOffline(true);
  await page.locator(".banner").waitFor();
  found.push(...(await findings(page)).map((each) => `disconnected: ${each}`));
  await context.close();
  assert.deepEqual(found, []);
};

export const flows = {
  "axe finds nothing serious in light colours": checked("light", 1280),
  "axe finds nothing serious in dark colours": checked("dark", 1280),
  "axe finds nothing serious on a small screen": checked("dark", 360),
  "axe finds nothing serious on a large screen": checked("light", 3840),
};
