// SPDX-License-Identifier: Apache-2.0
// Drives the page as people do: node run.mjs [WORDS OF A TEST'S NAME]
import { launch } from "./browser.mjs";
import { prepare, target } from "./target.mjs";

await prepare();
const names = ["login", "views", "trace", "connection", "accounts", "crowd", "access"];
const all = [];
for (const name of names) all.push(...Object.entries((await import(`./flows/${name}.mjs`)).flows));

const wanted = process.argv.slice(2).join(" ");
let failed = 0;
let passed = 0;
let browser = await launch();
for (const [name, flow] of all.filter(([each]) => each.includes(wanted))) {
  try {
    await flow(browser);
    ++passed;
    console.log(`passed ${name}`);
  } catch (fault) {
    ++failed;
    console.log(`FAILED ${name}\n${fault.stack}`);
    // What it left open must not disturb the next.
    await browser.close();
    browser = await launch();
  }
}
await browser.close();
await target.fake?.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(passed && !failed ? 0 : 1);
