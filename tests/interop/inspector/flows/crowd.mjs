// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { enter } from "../browser.mjs";
import { target } from "../target.mjs";

/** The longest task of the page's script while `times` censuses come, in ms. */
const longestTask = (page, times) => page.evaluate((wanted) => new Promise((done) => {
  let longest = 0;
  let seen = 0;
  const tasks = new PerformanceObserver((list) => {
    for (const each of list.getEntries()) longest = Math.max(longest, each.duration);
  });
  tasks.observe({ type: "longtask" });
  const changes = new MutationObserver(() => {
    if (++seen < wanted) return;
    changes.disconnect();
    tasks.disconnect();
    done(longest);
  });
  changes.observe(document.querySelector(".map"), { subtree: true, characterData: true, childList: true });
}), times);

export const withFake = {
  async "ten thousand actors stay fluent, opened as far as they can be"(browser) {
    const { page, faults } = await enter(browser, { route: "/map", reducedMotion: "no-preference" });
    await page.locator(".node").first().waitFor();
    assert.match(await page.locator(".panel-note").first().innerText(), /^(9|10)\s?\d{3} actors/);
    for (const kind of ["session", "user", "room"]) {
      const began = Date.now();
      await page.getByRole("button", { name: new RegExp(`^${kind}: `) }).click();
      await page.getByRole("button", { name: `Close ${kind}`, exact: true }).waitFor();
      assert.ok(Date.now() - began < 2000, `${kind}: ${Date.now() - began} ms`);
    }
    await page.goto(`${target.url}/#/map?open=session,user,room,session|localhost,session|example.org,session|chat.example.net,user|localhost,user|example.org,user|chat.example.net`);
    await page.locator(".level-actor").nth(100).waitFor();

    const nodes = await page.locator(".node").count();
    assert.ok(nodes > 100 && nodes < 400, `${nodes} nodes`);
    const longest = await longestTask(page, 4);
    assert.ok(longest < 800, `a task took ${longest} ms`);
    assert.deepEqual(faults, []);
  },

  async "a flood of traces is kept within bounds"(browser) {
    const { page } = await enter(browser, { route: "/trace" });
    await page.getByRole("button", { name: "Follow", exact: true }).first().click();
    await page.locator(".trace-row").nth(8).waitFor();
    await page.locator(".trace-list").hover();
    const first = await page.locator(".trace-row").first().getAttribute("data-trace");
    // The list holds still under the pointer, and tells what it holds back.
    await page.getByRole("button", { name: /new ones?: show/ }).waitFor();
    assert.equal(await page.locator(".trace-row").first().getAttribute("data-trace"), first);
    await page.getByRole("button", { name: /new ones?: show/ }).click();
    assert.notEqual(await page.locator(".trace-row").first().getAttribute("data-trace"), first);
  },
};
