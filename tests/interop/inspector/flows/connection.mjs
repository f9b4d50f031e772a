// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { enter, fillLogin } from "../browser.mjs";
import { fakeServer, target } from "../target.mjs";

export const flows = {
  async "without the server all is grey and says how old, and it comes back"(browser) {
    const { context, page } = await enter(browser);
    await context.setOffline(true);
    await page.getByRole("alert").getByText("Disconnected").waitFor();
    await page.getByText(/What you see is \d+ s old/).waitFor();
    await page.getByText(/Next attempt in \d+ s|Trying now/).waitFor();
    assert.match(await page.locator(".panel").first().evaluate((each) => getComputedStyle(each).filter), /grayscale/);

    await context.setOffline(false);
    await page.locator(".link-state.live").waitFor({ timeout: 35_000 });
    assert.equal(await page.locator(".banner").count(), 0);
  },

  async "views that need the server say that it is away, and load when it is back"(browser) {
    const { context, page } = await enter(browser);
    await context.setOffline(true);
    await page.locator(".banner").waitFor();
    await page.goto(`${target.url}/#/accounts`).catch(() => {});
    await page.getByText("Accounts could not be loaded").waitFor();
    await context.setOffline(false);
    await page.locator(".account-head").first().waitFor({ timeout: 35_000 });
  },

  async "who could not be logged out is told so and stays, and can be later"(browser) {
    const { context, page } = await enter(browser);
    await context.setOffline(true);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("status").getByText("You are still logged in").waitFor();
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();

    await context.setOffline(false);
    await page.locator(".link-state.live").waitFor({ timeout: 35_000 });
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Log in" }).waitFor();
  },
};

export const withFake = {
  async "what is followed goes on after a break, up to its limit"(browser) {
    const own = await fakeServer();
    const { page } = await enter(browser, { route: "/trace?limit=12", url: own.url });
    await page.getByRole("button", { name: "Follow", exact: true }).first().click();
    await page.locator(".trace-row").nth(3).waitFor();
    own.breakOff();
    await page.getByText("It has ended").waitFor();
    assert.equal(await page.locator(".trace-row").count(), 12);
    await own.stop();
  },

  async "a session that has ended asks for the login and keeps the route"(browser) {
    const own = await fakeServer();
    const { page } = await enter(browser, { route: `/actor?jid=${target.jid}`, url: own.url });
    await page.locator(".tree-row").first().waitFor();
    own.forgetLogins();
    await page.getByText("Your session has ended").waitFor({ timeout: 15_000 });
    await fillLogin(page);
    await page.locator(".tree-row").first().waitFor();
    assert.match(page.url(), /#\/actor\?jid=/);
    await own.stop();
  },
};
