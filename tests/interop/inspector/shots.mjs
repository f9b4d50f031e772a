// SPDX-License-Identifier: Apache-2.0
// Takes pictures of all views: node shots.mjs FOLDER [NAME]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { enter, launch, open } from "./browser.mjs";
import { prepare, stimulate, target } from "./target.mjs";

const folder = process.argv[2] ?? "shots";
const only = process.argv[3] ?? "";
const sizes = [[360, 740], [1280, 860], [3840, 2160]];

async function firstTrace(page) {
  await page.getByRole("button", { name: "Follow", exact: true }).first().click();
  await stimulate();
  await page.locator(".trace-row").nth(2).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.locator(".trace-row").first().click();
  await page.locator(".diagram .step").nth(2).click();
}

const views = {
  overview: async (page) => {
    await page.locator(".charts .uplot").first().waitFor();
    for (let i = 0; i < 3; ++i) await nextCensus(page);
  },
  map: async (page) => { await page.locator(".node").first().waitFor(); },
  "map-open": async (page) => {
    await page.goto(`${target.url}/#/map?open=session,host`);
    await page.locator(".level-domain, .level-actor").first().waitFor();
  },
  "map-jid": async (page) => {
    await page.goto(`${target.url}/#/map?jid=${target.jid}`);
    await page.locator(".level-actor").first().focus();
  },
  "map-table": async (page) => { await page.goto(`${target.url}/#/map?as=table`); await page.locator("table").first().waitFor(); },
  trace: firstTrace,
  "trace-empty": async (page) => { await page.goto(`${target.url}/#/trace`); await page.getByText("Nothing is followed").waitFor(); },
  "trace-recent": async (page) => { await page.goto(`${target.url}/#/trace?show=recent`); await page.locator(".trace-row").first().click(); await page.locator(".diagram").waitFor(); },
  actor: async (page) => { await page.goto(`${target.url}/#/actor?jid=${target.jid}`); await page.locator(".tree-row").nth(3).waitFor(); },
  accounts: async (page) => { await page.goto(`${target.url}/#/accounts`); await page.locator(".account-head").first().click(); },
  "accounts-delete": async (page) => {
    await page.goto(`${target.url}/#/accounts`);
    await page.locator(".account-head").first().click();
    await page.getByRole("button", { name: "Delete" }).click();
  },
  lost: async (page) => { await page.context().setOffline(true); await page.locator(".banner").waitFor(); },
};

/** The figures are those of the next second. */
async function nextCensus(page) {
  const before = await page.locator(".stats").innerText();
  await page.waitForFunction((was) => document.querySelector(".stats").innerText !== was, before);
}

/** What moves for a moment, as colours under the pointer, has come to rest. */
const settled = (page) => page.evaluate(() => Promise.allSettled(
  document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished)));

async function shoot(browser, name, scheme, [width, height]) {
  const route = `/${name.split("-")[0].replace("lost", "overview")}`;
  const { context, page, faults } = name === "login" ? await open(browser, { width, height, scheme }) : await enter(browser, { route, width, height, scheme });
  await views[name]?.(page);
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) });
  if (faults.length) console.log(name, faults);
  await context.close();
}

mkdirSync(folder, { recursive: true });
await prepare();
const browser = await launch();
for (const name of ["login", ...Object.keys(views)].filter((each) => each.startsWith(only)))
  for (const scheme of ["light", "dark"])
    for (const size of sizes) await shoot(browser, name, scheme, size).catch((fault) => console.log(name, size[0], fault.message));
await browser.close();
await target.fake?.stop();
