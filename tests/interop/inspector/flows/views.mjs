// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { enter } from "../browser.mjs";
import { target } from "../target.mjs";

const titles = ["Overview", "Live map", "Trace", "Actor", "Accounts"];

/** What each view has when its data is there. */
const contents = [".charts .uplot", ".map .node", ".filter", ".tree-row", ".account-head"];

const focused = (page) => page.evaluate(() => {
  const { activeElement: at } = document;
  return at.getAttribute("aria-label") ?? at.textContent;
});

export const flows = {
  async "each view is reached by the way to it and shows its data"(browser) {
    const { page, faults } = await enter(browser);
    for (const [i, title] of titles.entries()) {
      await page.getByRole("navigation", { name: "Views" }).getByRole("link").nth(i).click();
      await page.getByRole("heading", { name: title, level: 1 }).waitFor();
      await page.locator(contents[i]).first().waitFor();
    }
    assert.deepEqual(faults, []);
  },

  async "the page is used by the keyboard alone"(browser) {
    const { page } = await enter(browser);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Skip to content");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "Overview");

    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await page.keyboard.press("2");
    const first = page.locator(".node").first();
    await first.focus();
    const before = await focused(page);
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await focused(page), before);

    await page.keyboard.press("4");
    await page.locator(".tree-row[aria-expanded=true]").first().focus();
    await page.keyboard.press("ArrowLeft");
    await page.locator(".tree-row").first().and(page.locator("[aria-expanded=false]")).waitFor();

    await page.keyboard.press("3");
    await page.getByRole("heading", { name: "Trace", level: 1 }).waitFor();
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.name), "jid");
  },

  async "each thing that has the focus shows it"(browser) {
    const { page } = await enter(browser, { route: "/accounts" });
    await page.locator(".account-head").first().waitFor();
    let i = 0;
    // As far as there is something: at the end the focus leaves the page.
    for (; i < 20; ++i) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      const seen = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return { what: document.activeElement.outerHTML.slice(0, 90), shown: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
      });
      assert.ok(seen.shown, seen.what);
    }
    assert.ok(i > 12, `only ${i} could be reached`);
  },

  async "the map shows a neighbourhood and the same as a table"(browser) {
    const { page } = await enter(browser, { route: "/map" });
    await page.locator(".node").first().waitFor();
    await page.getByRole("button", { name: "As a table" }).click();
    await page.getByRole("columnheader", { name: "Mailbox" }).waitFor();

    await page.getByLabel("Only what is around").fill(target.jid);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Neighbourhood" }).waitFor();
    assert.match(page.url(), /#\/map\?.*jid=/);
  },

  async "no view is wider than the window"(browser) {
    const { page } = await enter(browser);
    for (const [i, view] of ["overview", "map", "trace", `actor?jid=${target.jid}`, "accounts"].entries()) {
      await page.goto(`${target.url}/#/${view}`);
      await page.locator(contents[i]).first().waitFor();
      for (const width of [360, 768, 1280, 3840]) {
        await page.setViewportSize({ width, height: 900 });
        const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${view} at ${width}: ${over} px too wide`);
      }
      }
  },

  async "colours follow the system and can be chosen"(browser) {
    const { page } = await enter(browser, { scheme: "dark" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.getByRole("button", { name: /^Colours: auto/ }).click();
    assert.notEqual(await ground(), dark);
    await page.reload();
    await page.locator(".link-state.live").waitFor();
    assert.notEqual(await ground(), dark);
  },

  async "nothing moves for who wants no motion"(browser) {
    const { page } = await enter(browser, { route: "/map", reducedMotion: "reduce" });
    await page.locator(".node").first().waitFor();
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  },
};
