// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { enter } from "../browser.mjs";
import { stimulate, target } from "../target.mjs";
import { followed, openFirst } from "../tracing.mjs";

async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
  return readFile(await download.path(), "utf8");
}

export const flows = {
  async "a trace is saved as SVG, Mermaid and JSON, without text"(browser) {
    const { page, faults } = await enter(browser, { route: "/trace" });
    await followed(page);
    await openFirst(page);

    const svg = await saved(page, "SVG");
    const parsed = await page.evaluate((text) => {
      const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
      return { name: root.localName, wrong: root.querySelectorAll("parsererror, script, style").length, texts: root.querySelectorAll("text").length };
    }, svg);
    assert.equal(parsed.name, "svg");
    assert.equal(parsed.wrong, 0);
    assert.ok(parsed.texts > 3);
    assert.doesNotMatch(svg, /var\(|href=/);

    assert.match(await saved(page, "Mermaid"), /^sequenceDiagram\n/);
    const trace = JSON.parse(await saved(page, "JSON"));
    assert.ok(trace.hops.length + trace.decisions.length > 0);
    assert.equal(trace.stanza.xml, undefined);
    assert.equal(await page.locator(".payload").count(), 0);
    assert.deepEqual(faults, []);
  },

  async "text is shown only when it was asked for, and one is warned"(browser) {
    const { page } = await enter(browser, { route: "/trace" });
    await page.getByText("More conditions").click();
    await page.getByText("You will see what people write").waitFor();
    await page.getByLabel(/Show the stanzas' text/).check();
    await page.getByLabel("Kind").selectOption("message");
    await followed(page);
    assert.match(page.url(), /payload=true/);
    await openFirst(page);
    assert.match(await page.locator(".payload .code").innerText(), /^<message/);
  },

  async "a link opens the same trace again"(browser) {
    const { context, page } = await enter(browser, { route: "/trace" });
    await followed(page);
    await openFirst(page);
    const steps = await page.locator(".diagram .step").count();
    const again = await context.newPage();
    await again.goto(page.url());
    await again.locator(".diagram .step").first().waitFor();
    assert.equal(await again.locator(".diagram .step").count(), steps);

    await again.goto(`${target.url}/#/trace?id=0123456789abcdef`);
    await again.getByText("no longer kept").waitFor();
  },

  async "errors that were not followed are there"(browser) {
    const { page } = await enter(browser, { route: "/trace?show=recent" });
    await stimulate("refused");
    const row = page.locator(".trace-row", { hasText: "nobody@localhost" }).first();
    await row.waitFor();
    await row.click();
    await page.locator(".verdict", { hasText: "refused" }).waitFor();
  },

  async "from a trace one comes to its actor"(browser) {
    const { page } = await enter(browser, { route: "/trace" });
    await followed(page);
    await openFirst(page);
    await page.locator(".trace-detail h2 a.jid").first().click();
    await page.getByRole("heading", { name: "Actor", level: 1 }).waitFor();
    await page.locator(".tree-row").first().waitFor();
  },

  async "a stanza is replayed as explain"(browser) {
    const { page } = await enter(browser, { route: "/trace" });
    await followed(page);
    await openFirst(page);
    await page.getByRole("button", { name: "Replay this stanza" }).click();
    const dialog = page.getByRole("dialog", { name: "Explain a stanza" });
    if (!(await dialog.getByLabel("As").inputValue())) await dialog.getByLabel("As").fill(target.jid);
    await dialog.getByRole("button", { name: "Explain", exact: true }).click();
    await dialog.locator(".trace-detail .verdict").waitFor();
    await dialog.locator(".diagram .step").first().waitFor();
    if (target.fake) await dialog.getByRole("list", { name: "Notes" }).getByText("has no session").waitFor();
  },

  async "what is followed ends at its limit and says so"(browser) {
    const { page } = await enter(browser, { route: "/trace?limit=2" });
    await page.getByRole("button", { name: "Follow", exact: true }).first().click();
    await page.getByText(/Following:/).or(page.getByText("It has ended")).waitFor();
    await stimulate();
    await stimulate();
    await page.getByText("It has ended").waitFor();
    assert.equal(await page.locator(".trace-row").count(), 2);
  },
};
