// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { enter } from "../browser.mjs";
import { stimulate, target } from "../target.mjs";

const domain = target.jid.split("@")[1];
const jid = `inspector-test@${domain}`;

const notice = (page, text) => page.getByRole("status").getByText(text).waitFor();

async function find(page) {
  await page.getByLabel("Find").fill("inspector-test");
  const head = page.locator(".account-head", { hasText: jid });
  await head.waitFor();
  if ((await head.getAttribute("aria-expanded")) === "false") await head.click();
}

export const flows = {
  async "an account is made, reset, disabled, enabled and deleted"(browser) {
    const { page, faults } = await enter(browser, { route: "/accounts" });
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("dialog").getByLabel("Address").fill(jid);
    await page.getByRole("dialog").getByLabel("Password").fill("correct horse");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await notice(page, `${jid} is created.`);

    await find(page);
    await page.getByRole("button", { name: "Reset password" }).click();
    await page.getByRole("dialog").getByLabel("Password").fill("battery staple");
    await page.getByRole("button", { name: "Set password", exact: true }).click();
    await notice(page, `The password of ${jid} is set.`);

    await page.getByRole("button", { name: "Disable", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await notice(page, `${jid} is disabled.`);
    await page.getByRole("button", { name: "Enable", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Enable" }).click();
    await notice(page, `${jid} is enabled.`);

    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const really = page.getByRole("button", { name: "Delete for ever" });
    assert.ok(await really.isDisabled());
    await page.getByRole("dialog").getByLabel(/to confirm/).fill(jid);
    await really.click();
    await notice(page, `${jid} is deleted.`);
    await page.getByText("No account fits").waitFor();
    assert.deepEqual(faults, []);
  },

  async "what the server refuses is told in the dialog"(browser) {
    const { page } = await enter(browser, { route: "/accounts" });
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("dialog").getByLabel("Address").fill(target.jid);
    await page.getByRole("dialog").getByLabel("Password").fill("correct horse");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  },
};

export const withReal = {
  async "a session is kicked, and is gone"(browser) {
    await stimulate("guest");
    const { page } = await enter(browser, { route: "/accounts?find=alice@localhost" });
    await page.locator(".account-head").first().click();
    const kick = page.getByRole("button", { name: "Kick alice@localhost/guest", exact: true });
    await kick.click();
    await page.getByRole("dialog").getByRole("button", { name: "Kick" }).click();
    await notice(page, "alice@localhost/guest is kicked.");
    await kick.waitFor({ state: "detached" });
  },
};

export const withFake = {
  async "sessions are listed, and one is kicked"(browser) {
    const { page } = await enter(browser, { route: "/accounts?find=bob@example.org" });
    await page.locator(".account-head").first().click();
    await page.getByRole("button", { name: /^Kick bob@example.org\// }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Kick" }).click();
    await notice(page, /is kicked/);
  },

  async "accounts are paged"(browser) {
    const { page } = await enter(browser, { route: "/accounts" });
    await page.getByText(/Page 1 of 8\d/).waitFor();
    await page.getByRole("button", { name: "The next page" }).click();
    await page.getByText(/Page 2 of 8\d/).waitFor();
    assert.match(page.url(), /page=2/);
  },
};
