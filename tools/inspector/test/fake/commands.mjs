// SPDX-License-Identifier: Apache-2.0
// The commands of the fake server.
import { counted } from "./census.mjs";
import { accounts, rooms, sessions } from "./people.mjs";
import { badTrace, explained } from "./traces.mjs";

const started = Date.now();

export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

export const kept = [];
export function keep(trace) {
  kept.unshift(trace);
  kept.length = Math.min(kept.length, 400);
}

const bad = [];
for (let i = 0; i < 30; ++i) {
  const trace = badTrace();
  trace.begun -= i * 41e6;
  bad.push(trace);
}
bad.forEach((trace) => kept.push(trace));

const account = (jid) => {
  const found = accounts.find((a) => a.jid === jid);
  if (!found) throw new Refusal(404, "not_found", `There is no account ${jid}`);
  return found;
};

const remove = (list, which) => {
  for (let i = list.length; i-- > 0;) if (which(list[i])) list.splice(i, 1);
};

const endSessions = (jid) => remove(sessions, (s) => s.jid === jid || s.jid.startsWith(`${jid}/`));

const node = (name, value = "", children = []) => ({ name, value: String(value), children });

function describeUser(jid) {
  const own = sessions.filter((s) => s.jid.startsWith(`${jid}/`));
  return node("user", jid, [
    node("sessions", own.length, own.map((s) => node("session", s.jid, [node("priority", s.priority), node("available", s.available), node("unacknowledged", Math.floor(Date.now() / 700) % 7)]))),
    node("roster", 42, [node("subscribed both ways", 31), node("asked", 2)]),
    node("offline messages", 0),
    node("archive", "", [node("messages", 18_204 + (Math.floor(Date.now() / 900) % 1000)), node("kept for", "90 days")]),
    node("mailbox", Math.floor(Date.now() / 500) % 4),
    node("blocked", 3),
  ]);
}

function describe({ jid }) {
  if (!jid) return { actors: [
    node("registry", "", [node("addresses", 9943), node("waiting", 0)]),
    node("storage", "", [node("waiting", Math.floor(Date.now() / 600) % 9), node("batches", 182_771 + Math.floor((Date.now() - started) / 40)), node("largest batch", 64)]),
    node("auth", "", [node("logins", 7731), node("failed", 12)]),
    node("host", "localhost", [node("parts", 14)]),
    node("rooms", "rooms.localhost", [node("rooms", rooms.length)]),
  ] };
  const bare = jid.split("/")[0];
  if (accounts.some((a) => a.jid === bare)) return { actors: [jid === bare ? describeUser(bare) : describeUser(bare).children[0].children.find((c) => c.value === jid) ?? describeUser(bare)] };
  if (rooms.includes(jid)) return { actors: [node("room", jid, [node("occupants", 24), node("subject", "set"), node("mailbox", Math.floor(Date.now() / 400) % 30)])] };
  throw new Refusal(404, "not_found", `Nobody has the address ${jid}`);
}

function setPassword({ jid, password }) {
  if (!password || password.length < 4) throw new Refusal(422, "bad_password", "A password needs at least 4 characters");
  account(jid).password = password;
  return { jid };
}

function add({ jid, password }) {
  if (accounts.some((a) => a.jid === jid)) throw new Refusal(409, "conflict", `${jid} exists already`);
  accounts.push({ jid, password: "", disabled: false });
  try {
    return setPassword({ jid, password });
  } catch (fault) {
    accounts.pop();
    throw fault;
  }
}

function kick({ jid }) {
  const before = sessions.length;
  endSessions(jid);
  if (sessions.length === before) throw new Refusal(404, "not_found", `${jid} is not logged in`);
  return { ended: before - sessions.length };
}

function disable({ jid }, disabled) {
  account(jid).disabled = disabled;
  if (disabled) endSessions(jid);
  return { jid };
}

const status = () => ({
  version: "0.1.0", pid: 4711, started: new Date(started - 86_400_000 * 3.2).toISOString(), uptime_seconds: 276_480 + (Date.now() - started) / 1000,
  memory_bytes: 431e6, sessions: sessions.length, users: accounts.length,
  listening: [{ service: "c2s", address: "0.0.0.0:5222" }, { service: "c2s direct TLS", address: "0.0.0.0:5223" }, { service: "web", address: "127.0.0.1:5281" }],
  certificates: [
    { host: "localhost", not_after: "2027-03-02T00:00:00Z", days_left: 101, sha256: "9f…" },
    { host: "example.org", not_after: "2026-12-09T00:00:00Z", days_left: 18, sha256: "1a…" },
    { host: "chat.example.net", not_after: "2026-11-24T00:00:00Z", days_left: 3, sha256: "77…" },
  ],
  storage: { driver: "sqlite", waiting: Math.floor(Date.now() / 600) % 9, batches: 182_771 + Math.floor((Date.now() - started) / 40), largest_batch: 64, failed: 0 },
  counted: { actors: { ...counted, gate: 1, other: 0 } },
});

/** The same with nobody there. */
export const idleStatus = () => ({
  ...status(), uptime_seconds: 41 + (Date.now() - started) / 1000, memory_bytes: 98e6, sessions: 0,
  counted: { actors: { ...Object.fromEntries(Object.keys(counted).map((kind) => [kind, 0])), registry: 1, storage: 2, auth: 1, admin: 1, rooms: 1, host: 3, gate: 1, other: 0 } },
});

/** name: [changes, run] */
export const commands = {
  status: [false, status],
  users: [false, ({ details }) => ({ users: accounts.map(({ jid, disabled }) => (details ? { jid, disabled } : jid)) })],
  sessions: [false, () => ({ sessions })],
  describe: [false, describe],
  recent: [false, ({ limit }) => ({ traces: bad.slice(0, Number(limit) || 20) })],
  shown: [false, ({ id }) => {
    const found = kept.find((t) => t.id === id);
    if (!found) throw new Refusal(404, "not_found", "No such trace is kept");
    return found;
  }],
  explain: [false, ({ stanza, as }) => {
    if (!stanza?.trim().startsWith("<")) throw new Refusal(400, "usage", "That is no stanza");
    return { trace: explained(as), notes: ["peggy7@example.org has no session: what a client of hers would be sent is not told"] };
  }],
  adduser: [true, add],
  passwd: [true, setPassword],
  deluser: [true, ({ jid }) => {
    const { jid: is } = account(jid);
    remove(accounts, (a) => a.jid === is);
    endSessions(is);
    return { jid: is };
  }],
  disable: [true, (given) => disable(given, true)],
  enable: [true, (given) => disable(given, false)],
  kick: [true, kick],
};
