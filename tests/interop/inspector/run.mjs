// SPDX-License-Identifier: Apache-2.0
// Drives the page as people do: node run.mjs [WORDS OF A TEST'S NAME]
// Some at a time; what counts on nobody else comes first, one by one.
import { launch } from "./browser.mjs";
import { prepare, target } from "./target.mjs";

const alone = ["idle", "map", "prompt", "crowd"];
const together = ["login", "views", "states", "trace", "connection", "accounts", "access"];
const lanes = Number(process.env.TROUPE_LANES ?? 3);
const words = process.argv.slice(2).join(" ");

/** The flows of a file: those for any server, and those that need this kind. */
async function flowsOf(name) {
  const { flows = {}, withFake = {}, withReal = {} } = await import(`./flows/${name}.mjs`);
  return Object.entries({ ...flows, ...(target.fake ? withFake : withReal) }).filter(([each]) => each.includes(words));
}

const allOf = async (names) => (await Promise.all(names.map(flowsOf))).flat();

/** A browser that remembers what it has opened, so that nothing of a flow that
 * failed is left for the next. */
function watched(browser) {
  const opened = [];
  return {
    newContext: async (options) => {
      opened.push(await browser.newContext(options));
      return opened.at(-1);
    },
    close: () => Promise.all(opened.map((each) => each.close())),
  };
}

let passed = 0;
let failed = 0;

async function run(browser, [name, flow]) {
  const began = Date.now();
  const mine = watched(browser);
  let fault;
  try {
    await flow(mine);
    ++passed;
  } catch (caught) {
    fault = caught;
    ++failed;
  }
  await mine.close();
  console.log(`${fault ? "FAILED" : "passed"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)${fault ? `\n${fault.stack}` : ""}`);
}

async function lane(browser, queue) {
  for (let next = queue.shift(); next; next = queue.shift()) await run(browser, next);
}

await prepare();
const browser = await launch();
await lane(browser, await allOf(alone));
const queue = await allOf(together);
await Promise.all(Array.from({ length: lanes }, () => lane(browser, queue)));
await browser.close();
await target.fake?.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(passed && !failed ? 0 : 1);
