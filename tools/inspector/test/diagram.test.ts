// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import test from "node:test";
import { diagramOf } from "../src/model/diagram";
import { isCrowded, lanesOf } from "../src/model/lanes";
import { mermaidOf, mermaidText } from "../src/model/mermaid";
import type { Role } from "../src/model/roles";
import { stepsOf } from "../src/model/steps";
import { escaped, svgOf } from "../src/model/svg";
import { merged, niceStep, timeScale } from "../src/model/timescale";
import { decision, hop, trace } from "./samples";

const rolesOf = (t: ReturnType<typeof trace>): Role[] => diagramOf(t, { width: 1000 }).rows.flatMap((row) => row.shapes.map((s) => s.role));

test("overlapping times are one", () => {
  assert.deepEqual(merged([{ begin: 10, end: 20 }, { begin: 0, end: 12 }, { begin: 30, end: 31 }]), [{ begin: 0, end: 20 }, { begin: 30, end: 31 }]);
});

test("steps of an axis are 1, 2 or 5 times a power of ten", () => {
  assert.deepEqual([0.3, 7, 11, 60, 100].map(niceStep).map((n) => Number(n.toPrecision(3))), [0.5, 10, 20, 100, 100]);
});

test("time is to scale where something happens", () => {
  const scale = timeScale([{ begin: 0, end: 40 }, { begin: 40, end: 100 }], 50, 200);

  assert.equal(scale.x(0), 50);
  assert.equal(scale.x(100), 250);
  assert.equal(scale.x(25), 100);
  assert.deepEqual(scale.breaks, []);
});

test("where nothing happens for long the axis breaks and tells how long", () => {
  const scale = timeScale([{ begin: 0, end: 100 }, { begin: 5_000_100, end: 5_000_200 }], 0, 234);

  assert.equal(scale.breaks.length, 1);
  assert.equal(scale.breaks[0]?.idle, 5_000_000);
  // Both halves have the same scale.
  assert.equal(Math.round(scale.x(100) - scale.x(0)), 100);
  assert.equal(Math.round(scale.x(5_000_200) - scale.x(5_000_100)), 100);
  assert.ok(scale.x(2_000_000) > scale.x(100) && scale.x(2_000_000) < scale.x(5_000_100));
});

test("ticks do not touch one another", () => {
  const { ticks } = timeScale([{ begin: 0, end: 837 }], 0, 400);

  assert.ok(ticks.length >= 3);
  ticks.slice(1).forEach((tick, i) => assert.ok(tick.x - (ticks[i]?.x ?? 0) >= 59));
});

test("steps come by time, a hop before what was decided about it", () => {
  const steps = stepsOf(trace({ hops: [hop(2, 13, 14, 40), hop(1, 12, 13, 0)], decisions: [decision(13, 40, { span: 1 }), decision(14, 40, { span: 2 })] }));

  assert.deepEqual(steps.map((s) => (s.type === "hop" ? `hop ${s.hop.span}` : `decision ${s.decision.span}`)), ["hop 1", "decision 1", "hop 2", "decision 2"]);
});

test("lanes stand in the order in which the trace comes to them", () => {
  assert.deepEqual(lanesOf(trace(), false).map((lane) => lane.name), ["alice@localhost/phone", "alice@localhost", "bob@localhost"]);
});

test("what is not among the actors has a lane, too", () => {
  const lanes = lanesOf(trace({ hops: [hop(1, 0, 12, 0), hop(2, 12, 77, 9)] }), false);

  assert.deepEqual(lanes.map((lane) => lane.name), ["client or timer", "alice@localhost/phone", "#77", "bob@localhost"]);
});

test("the crowd of a room shares a lane unless all are wanted", () => {
  const people = Array.from({ length: 40 }, (_, i) => ({ id: 100 + i, kind: "user", name: `u${i}@localhost` }));
  const t = trace({ actors: [{ id: 1, kind: "room", name: "r@rooms" }, ...people], hops: people.map((p, i) => hop(i + 1, 1, p.id, i)), decisions: [] });

  assert.ok(isCrowded(t));
  assert.deepEqual(lanesOf(t, false).map((lane) => lane.name), ["r@rooms", "40 of them"]);
  assert.equal(lanesOf(t, true).length, 41);
  // Whom each arrow is for is told at the arrow then.
  assert.ok(diagramOf(t, { width: 900 }).rows[1]?.shapes.some((s) => s.t === "text" && s.text === "m2 · u1@localhost"));
});

test("a diagram has a row for each step and is wide enough for all lanes", () => {
  const diagram = diagramOf(trace(), { width: 300 });

  assert.equal(diagram.rows.length, 3);
  assert.ok(diagram.width >= 3 * 124);
  assert.match(diagram.rows[0]?.says ?? "", /alice@localhost\/phone to alice@localhost: m1, waited 5 µs, handled in 20 µs/);
});

test("a wait is drawn as long as it was", () => {
  const t = trace({ hops: [hop(1, 12, 13, 0, { wait: 300, handling: 100 })], decisions: [] });
  const bars = diagramOf(t, { width: 1000 }).rows[0]?.shapes.flatMap((s) => (s.t === "rect" ? [s] : [])) ?? [];
  const [wait, work] = bars;

  assert.equal(wait?.role, "wait-bar");
  assert.ok(Math.abs((wait?.width ?? 0) / (work?.width ?? 1) - 3) < 0.01);
});

test("what was not handled is crossed, and a fault has its own mark", () => {
  assert.ok(rolesOf(trace({ hops: [hop(1, 12, 13, 0, { handled: false })] })).includes("point-fault"));
  assert.ok(rolesOf(trace({ decisions: [decision(13, 10, { outcome: "refused" })] })).includes("mark-bad"));
  assert.ok(!rolesOf(trace()).includes("mark-bad"));
});

test("steps over the limit are told of", () => {
  const t = trace({ hops: Array.from({ length: 30 }, (_, i) => hop(i + 1, 12, 13, i)), decisions: [], dropped: 2 });
  const diagram = diagramOf(t, { width: 800, mostSteps: 10 });

  assert.equal(diagram.left, 20);
  assert.ok(diagram.behind.some((s) => s.t === "text" && s.text === "20 more steps not drawn · 2 records lost, as too much was under way"));
});

test("an SVG stands for itself: no variables, no markup from names", () => {
  const t = trace({ actors: [{ id: 12, kind: "session", name: `<script>&"'` }] });
  const svg = svgOf(diagramOf(t, { width: 900 }), "a < b", () => "rgb(1, 2, 3)");

  assert.ok(svg.includes("<title>a &lt; b</title>"));
  assert.ok(svg.includes("rgb(1, 2, 3)"));
  assert.ok(!/var\(|<script|class=|style=/.test(svg));
  assert.equal(escaped("a\u0000b"), "a\ufffdb");
});

test("Mermaid gets participants, times, crossed arrows and reasons", () => {
  const t = trace({ hops: [hop(1, 12, 13, 0), hop(2, 13, 14, 30, { handled: false })], decisions: [decision(13, 12, { outcome: "refused", what: "bounced", reason: "no; such #1" })] });
  const lines = mermaidOf(t).split("\n").map((line) => line.trim());

  assert.equal(lines[0], "sequenceDiagram");
  assert.ok(lines.includes("participant A13 as user<br/>alice@localhost"));
  assert.ok(lines.includes("A12->>A13: m1 (waited 5 µs, handled 20 µs)"));
  assert.ok(lines.includes("A13-xA14: m2 (not handled)"));
  assert.ok(lines.includes("Note over A13: ✗ bounced: no#59; such #35;1"));
});

test("names cannot break out of a line of Mermaid", () => {
  assert.equal(mermaidText("a\nend;\r\nb"), "a end#59; b");
});
