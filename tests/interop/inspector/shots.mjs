// SPDX-License-Identifier: Apache-2.0
// Takes pictures of all views: node shots.mjs FOLDER [NAME [WIDTH]]
// All whose names begin so; "=map" is that one only.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { enter, launch, nextCensus, open } from "./browser.mjs";
import { fakeServer, prepare, stimulate, target } from "./target.mjs";

const folder = process.argv[2] ?? "shots";
const only = process.argv[3] ?? "";
const width = Number(process.argv[4] ?? 0);
const sizes = [[360, 740], [1280, 860], [3840, 2160]].filter(([each]) => !width || each === width);
const wanted = (name) => (only.startsWith("=") ? name === only.slice(1) : name.startsWith(only));

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
  "map-workers": async (page) => { await page.goto(`${target.url}/#/map?group=worker&open=worker+1&colour=age`); await page.locator(".level-domain").first().waitFor(); },
  "map-table": async (page) => { await page.goto(`${target.url}/#/map?as=table`); await page.locator("table").first().waitFor(); },
  trace: firstTrace,
  "trace-empty": async (page) => { await page.goto(`${target.url}/#/trace`); await page.getByText("Nothing is followed").waitFor(); },
  "trace-recent": async (page) => { await page.goto(`${target.url}/#/trace?show=recent`); await page.locator(".trace-row").first().click(); await page.locator(".diagram").waitFor(); },
  "trace-explain": async (page) => {
    await firstTrace(page);
    await page.getByRole("button", { name: "Replay this stanza" }).click();
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.locator("dialog .diagram .step").first().waitFor();
  },
  actor: async (page) => { await page.goto(`${target.url}/#/actor?jid=${target.jid}`); await page.locator(".tree-row").nth(3).waitFor(); },
  accounts: async (page) => { await page.goto(`${target.url}/#/accounts`); await page.locator(".account-head").first().click(); },
  "accounts-delete": async (page) => {
    await page.goto(`${target.url}/#/accounts`);
    await page.locator(".account-head").first().click();
    await page.getByRole("button", { name: "Delete" }).click();
  },
  "overview-quiet": async (page) => { await page.locator(".hint-box").waitFor(); await page.locator(".charts .uplot").first().waitFor(); },
  "map-quiet": async (page) => { await page.locator(".map-quiet").waitFor(); await page.locator(".node").nth(5).waitFor(); },
  lost: async (page) => { await page.context().setOffline(true); await page.locator(".banner").waitFor(); },
};

/** What moves for a moment, as colours under the pointer, has come to rest. */
const settled = (page) => page.evaluate(() => Promise.allSettled(
  document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished)));

async function shoot(browser, name, scheme, [width, height]) {
  const route = `/${name.split("-")[0].replace("lost", "overview")}`;
  const at = { route, width, height, scheme, reducedMotion: "reduce" };
  const quiet = name.endsWith("-quiet") && target.fake ? await fakeServer({ idle: true }) : undefined;
  if (quiet) at.url = quiet.url;
  const { context, page, faults } = name === "login" ? await open(browser, at) : await enter(browser, at);
  context.setDefaultTimeout(60_000);
  await views[name]?.(page);
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) });
  if (faults.length) console.log(name, faults);
  await context.close();
  await quiet?.stop();
}

mkdirSync(folder, { recursive: true });
await prepare();
const browser = await launch();
for (const name of ["login", ...Object.keys(views)].filter(wanted))
  for (const scheme of ["light", "dark"])
    for (const size of sizes) await shoot(browser, name, scheme, size).catch((fault) => console.log(name, size[0], fault.message));
await browser.close();
await target.fake?.stop();
