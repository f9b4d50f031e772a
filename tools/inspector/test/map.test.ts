// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import test from "node:test";
import { depthStep } from "../src/model/depth";
import { type MapEdge, neighbourhood, sendersTo, speaks, wholeMap } from "../src/model/map_graph";
import { boxOf, layOut, pathOf, radiusOf } from "../src/model/map_layout";
import { actor, census } from "./samples";

const ids = (all: { id: string }[]): string[] => all.map((each) => each.id).sort();
const flow = (edges: MapEdge[], from: string, to: string): number | undefined => edges.find((e) => e.from === from && e.to === to)?.messages;

test("at first there is a node for each kind, with all that flows", () => {
  const { nodes, edges } = wholeMap(census(), new Set());

  assert.deepEqual(ids(nodes), ["session", "user"]);
  assert.equal(nodes.find((n) => n.id === "user")?.actors, 5000);
  assert.equal(flow(edges, "session", "user"), 900);
  assert.equal(flow(edges, "user", "user"), 300);
});

test("an open kind falls into domains and those that are not listed", () => {
  const { nodes, edges } = wholeMap(census(), new Set(["user"]));

  assert.deepEqual(ids(nodes), ["session", "user|example.org", "user|localhost", "user|…"]);
  assert.equal(nodes.find((n) => n.level === "rest")?.actors, 4998);
  assert.equal(flow(edges, "session", "user|localhost"), 90);
  // What is not known of the flow goes to the others: nothing is lost.
  assert.equal(flow(edges, "session", "user|…"), 900 - 130);
  assert.equal(edges.reduce((all, e) => all + e.messages, 0), 1200);
});

test("an open domain falls into actors", () => {
  const { nodes, edges } = wholeMap(census(), new Set(["user", "user|localhost"]));

  assert.ok(nodes.some((n) => n.id === "#3" && n.level === "actor" && n.depth === 30));
  assert.equal(flow(edges, "#3", "user|example.org"), 10);
});

test("ten thousand busy actors are never more than some hundred nodes", () => {
  const actors = Array.from({ length: 10_000 }, (_, i) => actor(i + 1, "user", `u${i}@d${i % 500}.example`, i));
  const kinds = [{ kind: "user", actors: 10_000, messages: 1, cpu: 0, wait: { mean: 0, max: 0 }, depth: { mean: 0, max: 0 } }];
  const all = new Set(["user", ...Array.from({ length: 500 }, (_, i) => `user|d${i}.example`)]);

  const { nodes } = wholeMap(census({ actors, kinds, edges: [], flows: [] }), all);

  assert.ok(nodes.length <= 600, String(nodes.length));
  assert.equal(nodes.reduce((sum, n) => sum + n.actors, 0), 10_000);
});

test("a neighbourhood has those of the JID and whom they speak with", () => {
  const { nodes, edges } = neighbourhood(census(), "alice@localhost");

  assert.deepEqual(ids(nodes), ["#1", "#3", "#4"]);
  assert.equal(edges.length, 2);
  assert.deepEqual(neighbourhood(census(), "nobody@localhost").nodes, []);
});

test("who is only asked or loaded does not speak", () => {
  const asked = census({ actors: [actor(1, "registry", "", 1), actor(3, "user", "alice@localhost", 1), actor(5, "storage", "", 1)],
    edges: [{ from: 1, to: 3, messages: 1 }, { from: 3, to: 5, messages: 1 }] });

  assert.equal(speaks(neighbourhood(asked, "alice@localhost")), false);
  assert.equal(speaks(neighbourhood(census(), "alice@localhost")), true);
});

test("who sends to a JID is told, busiest first", () => {
  assert.deepEqual(sendersTo(census(), "bob@example.org").map((s) => [s.actor.id, s.messages]), [[2, 40], [3, 10]]);
});

test("a layout is the same each time, and nodes do not overlap", () => {
  const graph = wholeMap(census(), new Set(["user", "session"]));
  const spots = layOut(graph, new Map(), 1.6);

  assert.deepEqual(layOut(graph, new Map(), 1.6), spots);
  const all = [...spots.values()];
  for (const [i, a] of all.entries())
    for (const b of all.slice(i + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > a.r + b.r);
  const box = boxOf(spots);
  assert.ok(all.every((s) => s.x > box.x && s.x < box.x + box.width && s.y > box.y && s.y < box.y + box.height));
});

test("more actors are a larger node, within limits", () => {
  const [node] = wholeMap(census(), new Set()).nodes;
  assert.ok(node);
  assert.ok(radiusOf({ ...node, actors: 10 }) < radiusOf({ ...node, actors: 1000 }));
  assert.ok(radiusOf({ ...node, actors: 1e9 }) <= 46);
});

test("a flow to itself is a loop", () => {
  const spot = { x: 0, y: 0, r: 10 };
  assert.match(pathOf(spot, spot).d, /C/);
  assert.match(pathOf(spot, { x: 100, y: 0, r: 10 }).d, /Q/);
});

test("depth has five steps", () => {
  assert.deepEqual([0, 1, 9, 10, 99, 100, 1000, undefined].map((d) => depthStep(d).name), ["idle", "low", "low", "some", "some", "many", "flooded", "idle"]);
});
