// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { enter } from "../browser.mjs";
import { stimulate, target } from "../target.mjs";

export const withReal = {
  async "who speaks appears on the map with whom, and rests there"(browser) {
    const { page, faults } = await enter(browser, { route: "/map" });
    await stimulate("many");
    const users = page.locator(".node.level-kind[aria-label^='user: ']");
    await users.and(page.locator("[aria-label*='Enter opens it']")).click();
    await page.locator(".node[aria-label^='user bob@localhost']").waitFor();
    await page.locator(".node[aria-label^='user carol@localhost']").waitFor();

    await page.getByLabel("Only what is around").fill("bob@localhost");
    await page.keyboard.press("Enter");
    await page.locator(".node.rested[aria-label^='user carol@localhost']").waitFor();
    await page.locator(".edge.rested").first().waitFor({ state: "attached" });

    await page.locator(".node[aria-label^='user bob@localhost']").focus();
    await page.locator(".node-details").getByRole("link", { name: "Describe it" }).click();
    await page.locator(".senders").getByText("lately").first().waitFor();
    assert.deepEqual(faults, []);
  },
};

export const withFake = {
  async "the map is grouped by worker, down to an actor, and a link keeps it"(browser) {
    const { page, faults } = await enter(browser, { route: "/map" });
    await page.getByLabel("Group by").selectOption("worker");
    await page.locator(".level-worker").nth(3).waitFor();
    await page.getByRole("button", { name: /^worker 2: / }).click();
    await page.getByRole("button", { name: /^user: / }).click();
    await page.locator(".level-actor").first().focus();
    await page.locator(".node-details dt", { hasText: "Worker" }).waitFor();
    assert.match(page.url(), /group=worker/);

    await page.reload();
    await page.locator(".level-actor").first().waitFor();
    assert.deepEqual(faults, []);
  },

  async "nodes are coloured by their oldest message, and what is told stands in the table"(browser) {
    const { page } = await enter(browser, { route: "/map?open=room" });
    await page.getByLabel("Colour by").selectOption("age");
    await page.getByText("1 s +").waitFor();
    await page.locator(".node[aria-label*='the oldest message waits']").first().waitFor();
    await page.getByRole("button", { name: "As a table" }).click();
    for (const name of ["Oldest", "Memory"]) await page.getByRole("columnheader", { name }).waitFor();

    await page.goto(`${target.url}/#/overview`);
    await page.getByRole("region", { name: "Remote domains" }).getByText("slow.example.com").waitFor();
  },
};

export const flows = {
  async "workers are nodes with their load"(browser) {
    const { page } = await enter(browser, { route: "/map?group=worker" });
    await page.locator(".level-worker[aria-label*='load ']").first().waitFor();
  },
};
