// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { Filter } from "../src/model/traces";
import { following, startTracing } from "../src/state/tracing";
import { trace } from "./samples";

type Heard = (e: { data: string }) => void;

/** A server's events, told by the test. */
class Source {
  private readonly heard = new Map<string, Heard>();
  constructor(readonly url: string) { sources.push(this); }
  addEventListener(name: string, listener: Heard): void { this.heard.set(name, listener); }
  close(): void {}
  tell(name: string, value: unknown = {}): void { this.heard.get(name)?.({ data: JSON.stringify(value) }); }
  asked(): Record<string, string> { return Object.fromEntries(new URL(this.url, "http://localhost").searchParams); }
}

const sources: Source[] = [];
const later: (() => void)[] = [];

/** Follows; timers fire and time passes when the test wants it. */
function follows(t: TestContext, filter: Filter) {
  sources.length = later.length = 0;
  let now = 1_000_000;
  t.mock.method(Date, "now", () => now);
  t.mock.method(globalThis, "setTimeout", (f: () => void) => later.push(f));
  t.mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("offline")));
  Object.assign(globalThis, { EventSource: Source });
  startTracing(filter);
  return {
    /** So many traces come, then so much time passes, and it breaks off. */
    break: (came: number, ms: number) => {
      const source = sources.at(-1);
      source?.tell("open");
      for (let i = 0; i < came; ++i) source?.tell("event", trace({ id: `${sources.length} ${i}` }));
      now += ms;
      source?.tell("error");
      for (const each of later.splice(0)) each();
    },
  };
}

test("after a break only what is left is asked for, and then it ends", (t) => {
  const it = follows(t, { jid: "alice@localhost", limit: "5", for: "60" });
  it.break(2, 20_000);
  it.break(1, 10_000);
  it.break(2, 1000);

  assert.deepEqual(sources.map((each) => each.asked()), [
    { jid: "alice@localhost", limit: "5", for: "60s" },
    { jid: "alice@localhost", limit: "3", for: "40000ms" },
    { jid: "alice@localhost", limit: "2", for: "30000ms" },
  ]);
  assert.deepEqual(following.get(), { state: "idle", note: "It has ended: its limit or time is reached." });
});

test("time passes while the server is away", (t) => {
  const it = follows(t, { for: "2m" });
  it.break(0, 119_000);
  it.break(0, 5000);

  assert.deepEqual(sources.map((each) => each.asked()), [{ for: "2m" }, { for: "1000ms" }]);
  assert.equal(following.get().state, "idle");
});

test("without a limit it is asked for again as it was", (t) => {
  const it = follows(t, { kind: "message" });
  it.break(3, 1000);

  assert.deepEqual(sources.map((each) => each.asked()), [{ kind: "message" }, { kind: "message" }]);
});
