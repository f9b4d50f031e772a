// SPDX-License-Identifier: Apache-2.0
// Ten thousand actors and how busy they are, anew each second.
import { accounts, rooms, sessions } from "./people.mjs";
import { between, chance, one, skewed, whole } from "./random.mjs";

let id = 0;
const made = (kind, name) => ({ id: ++id, kind, name });
const central = ["registry", "storage", "storage", "auth", "admin", "rooms", "host", "host", "host"].map((kind, i) =>
  made(kind, kind === "host" ? ["localhost", "example.org", "chat.example.net"][i % 3] : kind === "rooms" ? "rooms.localhost" : kind));
const users = accounts.map((a) => made("user", a.jid));
const open = sessions.map((s) => made("session", s.jid));
const halls = rooms.map((r) => made("room", r));
export const actors = [...central, ...open, ...users, ...halls];

const byName = new Map(actors.map((a) => [a.name, a]));
const storages = actors.filter((a) => a.kind === "storage");
const busySessions = open.slice(0, 78);
const busyRooms = halls.slice(0, 30);
const started = Date.now();

/** It swings, with a flood every other minute. */
function tide() {
  const s = (Date.now() - started) / 1000;
  return 1 + 0.35 * Math.sin(s / 17) + (Math.floor(s) % 120 > 100 ? 1.2 : 0) + between(-0.08, 0.08);
}

function figures(actor, messages) {
  const mean = 4 + skewed(9);
  const deep = actor.name === rooms[2] ? whole(900, 1500) : chance() < 0.06 ? whole(8, 140) : chance() < 0.4 ? whole(1, 9) : 0;
  return { ...actor, messages, cpu: messages * 9e-6, wait: { mean, max: mean * between(4, 40) }, depth: deep, worker: actor.id % 4,
    age: deep ? deep * between(60, 900) : 0, memory: Math.round((actor.kind === "room" ? 60e3 : 18e3) * between(0.6, 2.4)) };
}

function traffic(now) {
  const edges = [];
  for (const [i, session] of busySessions.entries()) {
    const user = byName.get(session.name.split("/")[0]);
    const rate = (90 / (1 + i * 0.12)) * now * between(0.8, 1.2);
    edges.push([session, user, rate], [user, session, rate * 0.9], [user, storages[i % 2], rate * 0.3], [storages[i % 2], user, rate * 0.3]);
    if (i % 2 === 0) edges.push([user, byName.get(busySessions[(i * 5 + 1) % 78].name.split("/")[0]), rate * 0.5]);
    if (i % 3 === 0) edges.push([user, busyRooms[i % 30], rate * 0.4], [busyRooms[i % 30], user, rate * 1.6]);
    if (i % 6 === 0) edges.push([user, central[0], rate * 0.05]);
  }
  for (const [i, room] of busyRooms.entries()) edges.push([room, storages[i % 2], 12 * now], [storages[i % 2], room, 12 * now]);
  edges.push([busySessions[0], central[3], 3 * now], [central[3], storages[0], 3 * now], [central[6], central[0], 2 * now]);
  return edges;
}

const flowsOf = (now) => [
  ["session", "user", 9200], ["user", "session", 11800], ["user", "user", 5300], ["user", "storage", 2900], ["storage", "user", 2900],
  ["user", "room", 1400], ["room", "user", 7600], ["room", "storage", 900], ["storage", "room", 900], ["session", "auth", 14],
  ["auth", "storage", 14], ["user", "registry", 320], ["registry", "user", 320], ["host", "registry", 8], ["session", "host", 41], ["rooms", "room", 22],
].map(([from, to, n]) => ({ from, to, messages: n * now * between(0.95, 1.05) }));

const countOf = (kind) => actors.filter((a) => a.kind === kind).length;

/** How many there are of each kind, as `status` counts them. */
export const counted = Object.fromEntries([...new Set(actors.map((a) => a.kind))].map((kind) => [kind, countOf(kind)]));

const domains = (now) => [
  { name: "slow.example.com", messages: 12 * now, outcome: "failed" }, { name: "chat.example.edu", messages: 3 * now, outcome: "refused" },
  { name: "xmpp.example.info", messages: 41 * now, outcome: "delivered" },
];

/** Of a server on which nobody is, as the real one tells it. */
export const idleCensus = () => ({
  at: Date.now() * 1000, seconds: 1, sampling: 16, dropped: 0, kinds: [], actors: [], edges: [], flows: [],
  workers: [0, 1, 2, 3].map((index) => ({ index, load: 0 })),
  totals: { sessions: 0, accounts: accounts.length, rooms: 0, stanzas_in: 0, stanzas_out: 0, resident: 98e6, storage_waiting: 0 },
});

function kindsOf(listed, flows) {
  const kinds = [...new Set(actors.map((a) => a.kind))];
  return kinds.map((kind) => {
    const known = listed.filter((a) => a.kind === kind);
    const messages = flows.filter((f) => f.to === kind).reduce((all, f) => all + f.messages, 0);
    const size = countOf(kind);
    return {
      kind, actors: size, messages, cpu: messages * 8e-6, memory: Math.round(size * 21e3 * (kind === "room" ? 2.6 : 1)),
      wait: { mean: between(5, 14), max: between(90, 900) }, age: known.reduce((most, a) => Math.max(most, a.age), 0),
      depth: { mean: between(0, 0.6), max: known.reduce((most, a) => Math.max(most, a.depth), 0) },
    };
  });
}

export function census() {
  const now = tide();
  const edges = traffic(now);
  const heard = new Map(actors.slice(0, central.length).map((a) => [a, 0]));
  for (const [from, to, rate] of edges) {
    heard.set(to, (heard.get(to) ?? 0) + rate);
    heard.set(from, heard.get(from) ?? 0);
  }
  const listed = [...heard].map(([actor, rate]) => figures(actor, rate)).sort((a, b) => b.messages - a.messages).slice(0, 200);
  const ids = new Set(listed.map((a) => a.id));
  const flows = flowsOf(now);
  return {
    at: Date.now() * 1000, seconds: 1, sampling: 16, dropped: 0, kinds: kindsOf(listed, flows), actors: listed,
    edges: edges.filter(([a, b]) => ids.has(a.id) && ids.has(b.id)).map(([a, b, messages]) => ({ from: a.id, to: b.id, messages })),
    flows, domains: domains(now), workers: [0, 1, 2, 3].map((index) => ({ index, load: Math.min(1, 0.28 * now + between(-0.05, 0.15) + index * 0.06) })),
    totals: {
      sessions: sessions.length, accounts: accounts.length, rooms: rooms.length, stanzas_in: 4200 * now, stanzas_out: 6900 * now,
      resident: Math.round(412e6 + 30e6 * now), storage_waiting: Math.max(0, Math.round(40 * (now - 0.8))),
    },
  };
}

export const someSession = () => one(busySessions).name;
