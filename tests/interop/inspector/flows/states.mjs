// SPDX-License-Identifier: Apache-2.0
// What stands where data is not: it is on its way, or cannot be had.
import { fillLogin, open } from "../browser.mjs";
import { target } from "../target.mjs";

const views = [
  ["overview", ["Certificates", "Storage", "Recent errors"]],
  ["map?jid=nobody@localhost", ["What is known of nobody@localhost"]],
  ["trace?show=recent", ["Recent traces"]],
  ["trace?id=9f3c", ["The trace"]],
  [`actor?jid=${target.jid}`, ["The description"]],
  ["accounts", ["Accounts"]],
];

const questions = "**/api/v1/commands/*";
const census = "**/api/v1/follow/top*";

export const flows = {
  async "each view says what it could not load, and loads it when asked again"(browser) {
    const { page } = await open(browser);
    await page.route(questions, (route) => route.fulfill({ status: 500, json: { error: { code: "failed", message: "The store is away" } } }));
    await fillLogin(page);
    for (const [view, names] of views) {
      await page.goto(`${target.url}/#/${view}`);
      for (const name of names) await page.getByRole("alert").getByText(`${name} could not be loaded`).waitFor();
      await page.getByText("The store is away").first().waitFor();
    }
    await page.unroute(questions);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".account-head").first().waitFor();
  },

  async "each view says that it is loading"(browser) {
    const { page } = await open(browser, { route: "/overview" });
    const held = [];
    await page.route(questions, (route) => { held.push(route); });
    await page.route(census, (route) => { held.push(route); });
    await fillLogin(page);
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    for (const view of ["overview", "map", "trace?show=recent", `actor?jid=${target.jid}`, "accounts"]) {
      await page.goto(`${target.url}/#/${view}`);
      await page.getByRole("status").getByText(/^Loading/).first().waitFor();
    }
    await page.unroute(questions);
    await page.unroute(census);
    await Promise.all(held.map((route) => route.continue().catch(() => {})));
    await page.locator(".account-head").first().waitFor();
  },

  async "without a census the map and the workers say that the server is away"(browser) {
    const { page } = await open(browser, { route: "/map" });
    await page.route(census, (route) => route.abort());
    await fillLogin(page);
    await page.getByRole("alert").getByText("The map could not be loaded").waitFor();
    await page.goto(`${target.url}/#/overview`);
    await page.getByRole("alert").getByText("The workers' load could not be loaded").waitFor();
    await page.unroute(census);
    // It comes back by itself.
    await page.locator(".link-state.live").waitFor({ timeout: 35_000 });
    await page.getByText("could not be loaded").first().waitFor({ state: "detached" });
  },
};
