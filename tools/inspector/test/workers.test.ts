// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import test from "node:test";
import type { ActorCensus } from "../src/api/types";
import { ageStep } from "../src/model/depth";
import { wholeMap } from "../src/model/map_graph";
import { tellsWorkers, workersMap } from "../src/model/map_workers";
import { actor, census } from "./samples";

const on = (worker: number, of: ActorCensus, more: Partial<ActorCensus> = {}): ActorCensus => ({ ...of, worker, ...more });
const placed = () => census({
  actors: [
    on(0, actor(1, "session", "alice@localhost/phone", 100), { memory: 10, age: 500 }),
    on(0, actor(3, "user", "alice@localhost", 120, 30), { memory: 20, age: 9000 }),
    on(1, actor(4, "user", "bob@example.org", 60)),
    actor(2, "session", "bob@example.org/desk", 50, 7),
  ],
});

test("there is a node for each worker, with its load and who ran on it", () => {
  const { nodes, edges } = workersMap(placed(), new Set());

  assert.deepEqual(nodes.map((n) => [n.id, n.label, n.actors, n.load]), [
    ["worker -1", "no worker yet", 1, undefined], ["worker 0", "worker 0", 2, 0.4], ["worker 1", "worker 1", 1, 0.6]]);
  assert.deepEqual(edges.map((e) => [e.from, e.to, e.messages]), [
    ["worker 0", "worker 0", 90], ["worker -1", "worker 1", 40], ["worker 0", "worker 1", 10]]);
});

test("a worker falls into kinds, and a kind into actors, which keep together", () => {
  const { nodes } = workersMap(placed(), new Set(["worker 0", "worker 0|user"]));

  assert.deepEqual(nodes.map((n) => n.id), ["worker -1", "worker 0|session", "#3", "worker 1"]);
  assert.deepEqual(nodes.map((n) => n.group), [undefined, "worker 0", "worker 0", undefined]);
  assert.equal(nodes[2]?.worker, 0);
});

test("on an idle server the workers are there and cannot be opened", () => {
  const idle = census({ actors: [], edges: [], flows: [], kinds: [] });

  assert.deepEqual(workersMap(idle, new Set(["worker 0"])).nodes.map((n) => [n.id, n.actors, n.opens]), [["worker 0", 0, false], ["worker 1", 0, false]]);
  assert.equal(tellsWorkers(idle), false);
  assert.equal(tellsWorkers(placed()), true);
});

test("ten thousand actors of a worker are some dozen nodes", () => {
  const actors = Array.from({ length: 10_000 }, (_, i) => on(0, actor(i + 1, "user", `u${i}@localhost`, i)));
  const { nodes } = workersMap(census({ actors, edges: [] }), new Set(["worker 0", "worker 0|user"]));

  assert.ok(nodes.length < 60, String(nodes.length));
  assert.equal(nodes.reduce((all, n) => all + n.actors, 0), 10_000);
});

test("memory is summed and the oldest message kept, where they are told", () => {
  const [worker] = workersMap(placed(), new Set()).nodes.filter((n) => n.id === "worker 0");
  assert.deepEqual([worker?.memory, worker?.age], [30, 9000]);

  const unknown = wholeMap(census(), new Set(["user"])).nodes.find((n) => n.level === "domain");
  assert.deepEqual([unknown?.memory, unknown?.age], [undefined, undefined]);
});

test("the age of a message has five steps", () => {
  assert.deepEqual([0, 500, 9_999, 10_000, 100_000, 1e6, undefined].map((us) => ageStep(us).name), ["idle", "low", "low", "some", "many", "flooded", "idle"]);
});
