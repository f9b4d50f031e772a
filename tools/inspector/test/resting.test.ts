// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import test from "node:test";
import { neighbourhood, sendersTo, wholeMap } from "../src/model/map_graph";
import { isQuiet, nobodyLately, remembered, withResting } from "../src/model/resting";
import { samplingFor } from "../src/model/sampling";
import { actor, census } from "./samples";

const second = 1e6;
const idle = (at: number) => census({ at, kinds: [], actors: [], edges: [], flows: [], totals: { stanzas_in: 0, stanzas_out: 0 } });
const busy = census();
const later = (seconds: number) => idle(busy.at + seconds * second);

test("where nothing flows all kinds are there with their numbers", () => {
  const { nodes, edges } = wholeMap(withResting(idle(1), nobodyLately, { session: 0, user: 12, host: 1, other: 0 }), new Set());

  assert.deepEqual(nodes.map((n) => [n.id, n.actors, n.rested]), [["session", 0, true], ["user", 12, true], ["host", 1, true]]);
  assert.deepEqual(edges, []);
});

test("a kind has as many actors as were counted, where a census saw fewer", () => {
  const { kinds } = withResting(busy, nobodyLately, { user: 9000, session: 1 });

  assert.deepEqual(kinds.map((k) => [k.kind, k.actors]), [["session", 5000], ["user", 9000]]);
});

test("who was busy lately stays at rest, with whom it spoke", () => {
  const now = withResting(later(10), remembered(nobodyLately, busy), {});
  const { nodes, edges } = neighbourhood(now, "alice@localhost");

  assert.deepEqual(nodes.map((n) => n.id).sort(), ["#1", "#3", "#4"]);
  assert.ok(nodes.every((n) => n.rested && n.messages === 0 && n.depth === 0));
  assert.ok(edges.length === 2 && edges.every((e) => e.messages === 0));
  assert.deepEqual(sendersTo(now, "bob@example.org").map((s) => s.messages), [0, 0]);
  assert.deepEqual(now.flows.map((f) => [f.from, f.to, f.messages]), [["session", "user", 0], ["user", "user", 0]]);
});

test("after half a minute nobody is remembered", () => {
  const lately = remembered(remembered(nobodyLately, busy), later(31));

  assert.equal(lately.actors.size, 0);
  assert.equal(lately.edges.size, 0);
});

test("who is busy now is not at rest as well", () => {
  const now = withResting(census({ at: busy.at + second }), remembered(nobodyLately, busy));

  assert.deepEqual(now.actors.map((a) => a.id), [1, 2, 3, 4]);
  assert.equal(now.edges.length, 3);
});

test("a census that is full is not made longer, and little is remembered of many", () => {
  const many = (from: number) => Array.from({ length: 200 }, (_, i) => actor(from + i, "user", `u${from + i}@localhost`, 1));
  const lately = remembered(remembered(nobodyLately, census({ actors: many(1000) })), census({ at: busy.at + second, actors: many(2000) }));

  assert.equal(lately.actors.size, 200);
  assert.ok(lately.actors.has(2000));
  assert.equal(withResting(census({ actors: many(3000) }), lately).actors.length, 200);
});

test("it is quiet when no stanza came for some seconds", () => {
  const lately = remembered(nobodyLately, busy);

  assert.equal(isQuiet(later(2), lately), false);
  assert.equal(isQuiet(later(8), lately), true);
  assert.equal(isQuiet(idle(busy.at), nobodyLately), true);
});

test("each message is looked at where there are few, and it does not swing", () => {
  const at = (messages: number) => census({ kinds: [{ kind: "user", actors: 1, messages, cpu: 0, wait: { mean: 0, max: 0 }, depth: { mean: 0, max: 0 } }] });

  assert.deepEqual([0, 999].map((n) => samplingFor(at(n), 16)), [1, 1]);
  assert.deepEqual([1, 16].map((now) => samplingFor(at(2000), now)), [1, 16]);
  assert.equal(samplingFor(at(4001), 1), 16);
});
