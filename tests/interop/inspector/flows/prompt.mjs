// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { enter } from "../browser.mjs";
import { followed, openFirst } from "../tracing.mjs";

const limit = 1000;

export const flows = {
  async "a stanza appears within a second, and opens as a diagram"(browser) {
    const { page, faults } = await enter(browser, { route: "/trace" });
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
  },
};
