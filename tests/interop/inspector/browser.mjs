// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, and a page of the Inspector that fails on what a user
// would only see in the console.
import { chromium } from "playwright-core";
import { target } from "./target.mjs";

// This machine may have no network but its own: nothing is asked of others.
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

export const launch = () => chromium.launch({ executablePath: process.env.TROUPE_CHROMIUM ?? "/usr/bin/chromium", args: flags });

/** What the page's console and policy say against it. A refused login and a
 * server that is away are logged by the browser itself. */
function faultsOf(page) {
  const faults = [];
  const expected = /Failed to load resource|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/;
  page.on("pageerror", (fault) => faults.push(String(fault)));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected.test(message.text())) faults.push(message.text());
  });
  return faults;
}

/** Without motion unless that is what is looked at: it is much work to draw. */
export async function open(browser, { route = "/overview", width = 1280, height = 860, scheme = "light", url = target.url, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, acceptDownloads: true, reducedMotion: "reduce", ignoreHTTPSErrors: true, ...more });
  context.setDefaultTimeout(Number(process.env.TROUPE_PATIENCE ?? 20) * 1000);
  const page = await context.newPage();
  const faults = faultsOf(page);
  await page.goto(`${url}/#${route}`);
  return { context, page, faults };
}

/** The figures are those of the next second. */
export async function nextCensus(page) {
  const before = await page.locator(".stats").innerText();
  await page.waitForFunction((was) => document.querySelector(".stats").innerText !== was, before);
}

export async function fillLogin(page, jid = target.jid, password = target.password) {
  await page.getByLabel("Address", { exact: true }).fill(jid);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** A page that is logged in and has its first census. */
export async function enter(browser, options) {
  const opened = await open(browser, options);
  await fillLogin(opened.page);
  await opened.page.locator(".link-state.live").waitFor();
  return opened;
}
