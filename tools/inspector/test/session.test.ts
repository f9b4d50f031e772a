// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { notice } from "../src/state/notices";
import { end, session } from "../src/state/session";

/** Logs out where the server answers so; nothing: it cannot be reached. */
async function loggedOut(t: TestContext, status?: number) {
  t.mock.method(globalThis, "setTimeout", () => 0);
  t.mock.method(globalThis, "fetch", () => status === undefined
    ? Promise.reject(new TypeError("offline"))
    : Promise.resolve(new Response(status === 204 ? null : JSON.stringify({ error: { code: "busy", message: "too much is waiting" } }), { status })));
  session.set({ state: "in", jid: "alice@localhost" });
  notice.set(undefined);
  await end();
  return { state: session.get().state, told: notice.get() };
}

test("a login that the server has ended is over", async (t) => {
  assert.deepEqual(await loggedOut(t, 204), { state: "out", told: undefined });
  assert.deepEqual(await loggedOut(t, 401), { state: "out", told: undefined });
});

test("a login that could not be ended goes on, and one is told", async (t) => {
  const offline = await loggedOut(t);
  assert.equal(offline.state, "in");
  assert.equal(offline.told?.text, "You are still logged in: The server cannot be reached");
  assert.ok(offline.told?.bad);

  const refused = await loggedOut(t, 503);
  assert.equal(refused.state, "in");
  assert.equal(refused.told?.text, "You are still logged in: too much is waiting");
});
