// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { enter, fillLogin, open } from "../browser.mjs";
import { target } from "../target.mjs";

export const flows = {
  async "the page comes with a strict policy and is not kept by others' frames"() {
    const policy = (await fetch(`${target.url}/`)).headers.get("content-security-policy") ?? "";

    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /style-src 'self'(;|$)/);
    assert.doesNotMatch(policy, /unsafe/);
  },

  async "a wrong password is refused in words and leaves the address"(browser) {
    const { page } = await open(browser, { route: "/map" });
    await fillLogin(page, target.jid, "not the password");

    await page.getByRole("alert").getByText("Wrong address or password").waitFor();
    assert.equal(await page.getByLabel("Address", { exact: true }).inputValue(), target.jid);
    assert.equal(await page.getByLabel("Password").inputValue(), "");
  },

  async "who logs in comes to where the address points"(browser) {
    const { page, faults } = await enter(browser, { route: "/actor?jid=nobody@localhost" });

    await page.getByRole("heading", { name: "Actor", level: 1 }).waitFor();
    assert.equal(await page.getByLabel("Address").inputValue(), "nobody@localhost");
    assert.deepEqual(faults, []);
  },

  async "a login lasts over a reload and ends when one logs out"(browser) {
    const { page } = await enter(browser);
    await page.reload();
    await page.locator(".link-state.live").waitFor();

    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Log in" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Log in" }).waitFor();
  },
};
