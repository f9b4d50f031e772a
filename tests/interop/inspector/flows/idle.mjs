// SPDX-License-Identifier: Apache-2.0
// A server on which nobody speaks.
import assert from "node:assert/strict";
import { enter } from "../browser.mjs";
import { fakeServer, target } from "../target.mjs";

/** The figure that stands before a node's name is how many there are. */
const node = (page, kind) => page.getByRole("button", { name: new RegExp(`^${kind}: \\d+ actors?, at rest`) });

async function restingMap(page) {
  await page.getByText("No stanza flows now.").waitFor();
  for (const kind of ["registry", "storage", "host", "user", "session"]) await page.locator(`.node[aria-label^="${kind}: "]`).waitFor();
}

async function findsWhoRests(page, jid) {
  await page.getByLabel("Only what is around").fill("nobody@localhost");
  await page.keyboard.press("Enter");
  await page.getByText("Nobody has the address nobody@localhost").waitFor();

  await page.getByLabel("Only what is around").fill(jid);
  await page.keyboard.press("Enter");
  await page.getByText(`${jid} is at rest`).waitFor();
  await page.getByRole("link", { name: "Open its actor" }).click();
  await page.getByRole("heading", { name: "Actor", level: 1 }).waitFor();
  await page.locator(".tree-row", { hasText: jid }).first().waitFor();
  // At a real server the page's own questions keep it from resting.
  if (!target.fake) return;
  await page.getByText("At rest", { exact: true }).waitFor();
  await page.getByText("Nobody in the last half minute").waitFor();
}

export const flows = {
  async "where nobody speaks the map has all kinds, and who rests is found"(browser) {
    const own = target.fake ? await fakeServer({ idle: true }) : undefined;
    const { page, faults } = await enter(browser, { route: "/map", ...(own ? { url: own.url } : {}) });
    await restingMap(page);
    await page.getByRole("button", { name: "As a table" }).click();
    await page.getByRole("row", { name: /^registry registry 1/ }).waitFor();
    await page.getByRole("button", { name: "As a table" }).click();
    await findsWhoRests(page, target.jid);
    assert.deepEqual(faults, []);
    await own?.stop();
  },
};

export const withFake = {
  async "an overview of nobody says how somebody comes, and workers rest"(browser) {
    const own = await fakeServer({ idle: true });
    const { page, faults } = await enter(browser, { url: own.url });
    await page.getByText("Nobody is logged in.").waitFor();
    await page.getByText("Nothing went wrong").waitFor();

    await page.goto(`${own.url}/#/map?group=worker`);
    await page.getByText("No actor is placed.").waitFor();
    assert.equal(await page.locator(".level-worker").count(), 4);
    await page.goto(`${own.url}/#/map`);
    await node(page, "user").waitFor();
    assert.deepEqual(faults, []);
    await own.stop();
  },
};
