// SPDX-License-Identifier: Apache-2.0
// axe-core, put into the page from without: its policy forbids it to load it.
import assert from "node:assert/strict";
import axe from "axe-core";
import { enter, fillLogin, open } from "../browser.mjs";
import { fakeServer, stimulate, target } from "../target.mjs";

/** Contrast is most of the work. */
async function findings(page, contrast = true) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const options = { resultTypes: ["violations"], rules: { "color-contrast": { enabled: contrast } } };
  const { violations } = await page.evaluate((how) => globalThis.axe.run(document, how), options);
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

const widths = [1280, 360, 3840];

/** Each place is visited once, and looked at in all widths; colours are the
 * same in all of them, and looked at in the first. */
const checked = (scheme, sizes = widths) => async (browser) => {
  const found = [];
  const look = async (page, place) => {
    for (const width of sizes) {
      await page.setViewportSize({ width, height: 900 });
      found.push(...(await findings(page, width === sizes[0])).map((each) => `${place} at ${width}: ${each}`));
    }
  };
  const { context, page } = await open(browser, { scheme });
  await look(page, "login");
  await fillLogin(page);
  await page.locator(".link-state.live").waitFor();
  for (const [place, wait] of places) {
    await page.goto(`${target.url}/#/${place}`);
    await wait(page);
    await look(page, place);
  }
  await page.goto(`${target.url}/#/overview`);
  await context.setOffline(true);
  await page.locator(".banner").waitFor();
  await look(page, "disconnected");
  assert.deepEqual(found, []);
};

export const withFake = {
  "axe finds nothing serious in light colours, at three widths": checked("light"),
  "axe finds nothing serious in dark colours, at three widths": checked("dark"),

  async "axe finds nothing serious where nobody speaks"(browser) {
    const own = await fakeServer({ idle: true });
    const { page } = await enter(browser, { url: own.url, scheme: "dark" });
    const found = [];
    for (const [place, wait] of [["overview", ".hint-box"], ["map", ".map-quiet"], ["map?group=worker", ".level-worker"], [`actor?jid=${target.jid}`, ".state"]]) {
      await page.goto(`${own.url}/#/${place}`);
      await page.locator(wait).first().waitFor();
      found.push(...(await findings(page)).map((each) => `${place}: ${each}`));
    }
    assert.deepEqual(found, []);
    await own.stop();
  },
};

export const withReal = {
  "axe finds nothing serious in light colours, on a large screen": checked("light", [3840]),
  "axe finds nothing serious in dark colours, on a small one": checked("dark", [360]),
};
