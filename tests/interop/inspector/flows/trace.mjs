// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { enter } from "../browser.mjs";
import { stimulate, target } from "../target.mjs";

const limit = 1000;

async function followed(page, jid = "") {
  await page.getByLabel("Address").fill(jid);
  await page.getByRole("button", { name: "Follow", exact: true }).first().click();
  await page.getByText(/Following:/).waitFor();
  await stimulate();
  const sent = Date.now();
  await page.locator(".trace-row").first().waitFor();
  return Date.now() - sent;
}

async function openFirst(page) {
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Follow", exact: true }).waitFor();
  await page.locator(".trace-row").first().click();
  await page.locator(".diagram .step").first().waitFor();
}

async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
  return readFile(await download.path(), "utf8");
}

export const flows = {
  async "a stanza appears within a second, and opens as a diagram"(browser) {
    const { context, page, faults } = await enter(browser, { route: "/trace" });
    const took = await followed(page);
    assert.ok(took <= limit, `${took} ms`);
    await openFirst(page);

    const step = page.locator(".diagram .step").first();
    await step.focus();
    await page.getByText("Sent at").or(page.getByText("Decision", { exact: true })).first().waitFor();
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator(".diagram .step[aria-pressed=true]").count(), 1);
    await page.getByText(/steps? as a table/).click();
    await page.getByRole("region", { name: "Steps" }).getByRole("row").nth(1).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  },

  async "a trace is saved as SVG, Mermaid and JSON, without text"(browser) {
    const { context, page, faults } = await enter(browser, { route: "/trace" });
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
    await context.close();
  },

  async "text is shown only when it was asked for, and one is warned"(browser) {
    const { context, page } = await enter(browser, { route: "/trace" });
    await page.getByText("More conditions").click();
    await page.getByText("You will see what people write").waitFor();
    await page.getByLabel(/Show the stanzas' text/).check();
    await page.getByLabel("Kind").selectOption("message");
    await followed(page);
    assert.match(page.url(), /payload=true/);
    await openFirst(page);
    assert.match(await page.locator(".payload .code").innerText(), /^<message/);
    await context.close();
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
    await context.close();
  },

  async "errors that were not followed are there"(browser) {
    const { context, page } = await enter(browser, { route: "/trace?show=recent" });
    await page.locator(".trace-row").first().or(page.getByText("Nothing went wrong")).waitFor();
    await context.close();
  },

  async "from a trace one comes to its actor"(browser) {
    const { context, page } = await enter(browser, { route: "/trace" });
    await followed(page);
    await openFirst(page);
    await page.locator(".trace-detail h2 a.jid").first().click();
    await page.getByRole("heading", { name: "Actor", level: 1 }).waitFor();
    await page.locator(".tree-row").first().waitFor();
    await context.close();
  },

  async "a stanza is replayed as explain"(browser) {
    const { context, page } = await enter(browser, { route: "/trace" });
    await followed(page);
    await openFirst(page);
    await page.getByRole("button", { name: "Replay this stanza" }).click();
    const dialog = page.getByRole("dialog", { name: "Explain a stanza" });
    if (!(await dialog.getByLabel("As").inputValue())) await dialog.getByLabel("As").fill(target.jid);
    await dialog.getByRole("button", { name: "Explain", exact: true }).click();
    await dialog.locator(".diagram .step").first().waitFor();
    await context.close();
  },

  async "what is followed ends at its limit and says so"(browser) {
    if (!target.fake) return;
    const { context, page } = await enter(browser, { route: "/trace?limit=2" });
    await page.getByRole("button", { name: "Follow", exact: true }).first().click();
    await page.getByText("It has ended").waitFor();
    assert.equal(await page.locator(".trace-row").count(), 2);
    await context.close();
  },
};
