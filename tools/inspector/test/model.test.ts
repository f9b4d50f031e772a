// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import test from "node:test";
import { accountsNote, accountsOf, chosen, pageOf } from "../src/model/accounts";
import { backoff } from "../src/model/backoff";
import { bytes, count, duration, percent, short, shortened, span } from "../src/model/format";
import { sampleOf, withSample } from "../src/model/history";
import { domain, isAccount, isWithin } from "../src/model/jid";
import { mainReason } from "../src/model/outcome";
import { hashOf, parseRoute } from "../src/model/route";
import { argumentsOf, asTrace, concerns, filterOf, kept, notesOf, paramsOf, remaining, stanzaText, withTraces } from "../src/model/traces";
import { rootsOf, treeRows, valuesOf } from "../src/model/tree";
import { census, decision, trace } from "./samples";

test("durations have the unit that suits them", () => {
  assert.deepEqual([0, 8.13, 812.4, 12_400, 999_600, 3_500_000, 125e6].map(duration), ["0 µs", "8.13 µs", "812 µs", "12.4 ms", "1 s", "3.5 s", "2 min 5 s"]);
});

test("numbers are short where room is, and exact elsewhere", () => {
  assert.deepEqual([0, 9.94, 99.6, 5321, 1_200_000].map(short), ["0", "9.9", "100", "5.32k", "1.2M"]);
  assert.equal(count(1234567), "1\u202f234\u202f567");
  assert.equal(count(undefined), "–");
  assert.equal(bytes(21340160), "20.4 MiB");
  assert.equal(percent(0.004), "0.4 %");
  assert.equal(span(276_480), "3 d 4 h");
  assert.equal(shortened("abcdefghij", 5), "ab…ij");
});

test("an address has a domain, and resources are within it", () => {
  assert.equal(domain("alice@localhost/a@b"), "localhost");
  assert.equal(domain("rooms.localhost"), "rooms.localhost");
  assert.ok(isWithin("alice@localhost/phone", "alice@localhost"));
  assert.ok(!isWithin("alice@localhost.org", "alice@localhost"));
  assert.ok(!isWithin("alice@localhost/phones", "alice@localhost/phone"));
  assert.ok(isAccount("alice@localhost") && !isAccount("alice") && !isAccount("a@b/c"));
});

test("a route comes back from its address", () => {
  const hash = hashOf("trace", { id: "9f", jid: "a+b@x/ü &", kind: "" });

  assert.deepEqual(parseRoute(hash), { view: "trace", params: { id: "9f", jid: "a+b@x/ü &" } });
  assert.deepEqual(parseRoute("#/nonsense?x=1").view, "overview");
  assert.deepEqual(parseRoute(""), { view: "overview", params: {} });
});

test("attempts come at longer and longer intervals, up to half a minute", () => {
  assert.deepEqual([0, 1, 2, 20].map((n) => backoff(n, 0.5)), [500, 1000, 2000, 30_000]);
  assert.ok(backoff(3, 0) < backoff(3, 1));
});

test("a filter is kept in the route and asked with units", () => {
  const filter = filterOf({ id: "trace", stanza: "m1", jid: " alice@localhost ", for: "30", payload: "true" });

  assert.deepEqual(filter, { jid: "alice@localhost", id: "m1", for: "30", payload: "true" });
  assert.deepEqual(paramsOf(filter), { jid: "alice@localhost", stanza: "m1", for: "30", payload: "true" });
  assert.deepEqual(argumentsOf(filter), { jid: "alice@localhost", id: "m1", for: "30s", payload: "true" });
});

test("what broke off is asked for what is left of its limit and time", () => {
  const left = (filter: Parameters<typeof remaining>[0]) => remaining(filter, 3, 20_000);

  assert.deepEqual(left({ jid: "alice@localhost", payload: "true" }), { jid: "alice@localhost", payload: "true" });
  assert.deepEqual(left({ limit: "5" }), { limit: "2" });
  assert.deepEqual(["30", "30s", "2m", "30000ms", "1h"].map((time) => left({ for: time })?.for), ["10000ms", "10000ms", "100000ms", "10000ms", "3580000ms"]);
  assert.deepEqual(left({ limit: "5", for: "soon" }), { limit: "2", for: "soon" });
  assert.deepEqual([left({ limit: "3" }), left({ for: "20" }), left({ limit: "5", for: "5" })], [undefined, undefined, undefined]);
});

test("traces are kept newest first, each once, and not too many", () => {
  const many = Array.from({ length: kept + 20 }, (_, i) => trace({ id: String(i) }));
  const list = withTraces(withTraces([], many), [trace({ id: "5", outcome: "failed" })]);

  assert.equal(list.length, kept);
  assert.equal(list[0]?.outcome, "failed");
  assert.equal(list[1]?.id, String(kept + 19));
  assert.equal(list.filter((t) => t.id === "5").length, 1);
});

test("a trace concerns all whom it came to", () => {
  assert.ok(concerns(trace(), "bob@localhost") && concerns(trace(), "alice@localhost") && !concerns(trace(), "carol@localhost"));
});

test("the reason is that of the decision that counts", () => {
  const decisions = [decision(1, 0, { outcome: "noted", reason: "archived" }), decision(1, 1, { reason: "the resource" }), decision(1, 2, { outcome: "noted", reason: "done" })];
  assert.equal(mainReason(trace({ decisions })), "the resource");
  assert.equal(mainReason(trace({ decisions: [] })), "no decision was told");
});

test("an explanation is drawn as a trace, whole or not", () => {
  assert.equal(asTrace({ trace: trace() })?.id, trace().id);
  assert.deepEqual(asTrace({ decisions: [decision(0, 1)] })?.hops, []);
  assert.equal(asTrace({ nothing: 1 }), undefined);
});

test("an explanation has notes, or none", () => {
  assert.deepEqual(notesOf({ trace: trace(), notes: ["sent as alice@localhost/desk", 7] }), ["sent as alice@localhost/desk"]);
  assert.deepEqual(notesOf(trace()), []);
});

test("what is explained is the stanza, or what is known of it", () => {
  assert.equal(stanzaText(trace({ stanza: { kind: "iq", xml: "<iq/>" } })), "<iq/>");
  assert.equal(stanzaText(trace({ stanza: { kind: "message", to: "o'hara@x", type: "chat", children: ["body jabber:client", "request urn:xmpp:receipts"] } })),
    "<message to='o&apos;hara@x' type='chat'><body>…</body><request xmlns='urn:xmpp:receipts'/></message>");
});

test("history forgets what is old and leaves a gap where nothing came", () => {
  const sample = sampleOf(census());
  const at = (seconds: number) => ({ ...sample, at: seconds });
  const history = [at(1000), at(1001), at(1100)].reduce(withSample, [] as ReturnType<typeof withSample>);

  assert.deepEqual(history.map((s) => [s.at, s.stanzasIn]), [[1000, 900], [1001, 900], [1002, null], [1100, 900]]);
  assert.deepEqual(withSample(history, at(1601)).map((s) => s.at), [1001, 1002, 1100, 1101, 1601]);
  assert.equal(sample.cpu, 0.5);
  assert.equal(sample.waitMean, 8);
  assert.equal(Math.round(sample.handling ?? 0), 74);
});

test("sessions are of all accounts, and where they are not counted the text says so", () => {
  assert.equal(accountsNote(4200, 17), "of 4\u202f200 accounts");
  assert.equal(accountsNote(undefined, 17), "17 accounts in memory");
  assert.equal(accountsNote(undefined, undefined), undefined);
});

test("accounts have their sessions and are found, chosen and paged", () => {
  const session = (jid: string) => ({ jid });
  const all = accountsOf(["bob@x", { jid: "alice@x", disabled: true }, "bob10@x", "bob2@x"], [session("bob@x/a"), session("bob@x/b")]);

  assert.deepEqual(all.map((a) => a.jid), ["alice@x", "bob@x", "bob2@x", "bob10@x"]);
  assert.deepEqual(chosen(all, "", "online").map((a) => a.sessions.length), [2]);
  assert.deepEqual(chosen(all, "ALI", "disabled").map((a) => a.jid), ["alice@x"]);
  assert.deepEqual(pageOf([1, 2, 3, 4, 5], 9, 2), { items: [5], page: 2, pages: 3, first: 4 });
  assert.deepEqual(pageOf([], 0, 2), { items: [], page: 0, pages: 1, first: 0 });
});

test("a tree is open to the second level, and marks what has changed", () => {
  const was = rootsOf({ actors: [{ name: "user", value: "a@x", children: [{ name: "s", value: "1", children: [{ name: "q", value: "5", children: [{ name: "deep" }] }] }, { name: "s", value: "2" }] }] });
  const now = structuredClone(was);
  const second = now[0]?.children?.[1];
  if (second) second.value = "3";

  const rows = treeRows(now, new Set(), valuesOf(was));
  assert.deepEqual(rows.map((r) => [r.path, r.depth, r.open, r.changed]), [["0", 0, true, false], ["0/s", 1, true, false], ["0/s/q", 2, false, false], ["0/s~1", 1, false, true]]);
  assert.equal(treeRows(now, new Set(["0"]), new Map()).length, 1);
});
