// SPDX-License-Identifier: Apache-2.0
// Traces of stanzas as the server tells them: several ways, good and bad.
import { actors, someSession } from "./census.mjs";
import { rooms } from "./people.mjs";
import { between, one, whole } from "./random.mjs";

const ids = new Map(actors.map((a) => [a.name, a.id]));
let serial = 0x401;

/** Writes a trace step by step; times go on by themselves. */
class Writer {
  constructor(stanza) {
    this.trace = { id: (0x9f3c000000000000n + BigInt(serial++)).toString(16), begun: Date.now() * 1000, took: 0, state: "complete", why: "followed",
      stanza, outcome: "noted", actors: [], hops: [], decisions: [], dropped: 0 };
    this.at = 0;
    this.end = 0;
    this.span = 0;
  }

  actor(kind, name) {
    const id = kind === "outside" ? 0 : ids.get(name) ?? ids.get(name.split("/")[0]) ?? 99_000 + this.trace.actors.length;
    const known = this.trace.actors.find((a) => a.id === id && a.kind === kind);
    if (known) return known;
    const free = this.trace.actors.some((a) => a.id === id) ? 98_000 + this.trace.actors.length : id;
    this.trace.actors.push({ id: free, kind, name });
    return this.trace.actors.at(-1);
  }

  hop(from, to, message, { wait = between(1, 14), handling = between(4, 60), handled = true, parent = this.span } = {}) {
    const bytes = whole(120, 900);
    const span = this.trace.hops.length + 1;
    this.trace.hops.push({ span, parent, from: from.id, to: to.id, message, at: this.at, wait, handling, handled, bytes });
    this.begun = this.at + wait;
    this.at = this.begun + handling * 0.7;
    this.end = Math.max(this.end, this.begun + handling);
    this.span = span;
    return span;
  }

  decide(actor, outcome, what, reason, more = {}) {
    const { kind, id } = this.trace.stanza;
    this.trace.decisions.push({ at: this.at, actor: actor.id, name: actor.name, span: this.span, outcome, what, reason, kind, id, ...more });
    this.trace.outcome = outcome;
  }

  later(us) {
    this.at += us;
  }

  done(outcome = this.trace.outcome, why = this.trace.why) {
    Object.assign(this.trace, { outcome, why, took: Math.max(this.end, this.at) });
    return this.trace;
  }
}

const bare = (jid) => jid.split("/")[0];

function chat(from, to, payload) {
  const id = `m${whole(1, 9999)}`;
  const stanza = { kind: "message", type: "chat", id, from, to: bare(to), bytes: whole(180, 700), children: ["body jabber:client", "request urn:xmpp:receipts", "origin-id urn:xmpp:sid:0"] };
  if (payload) stanza.xml = `<message from='${from}' to='${bare(to)}' type='chat' id='${id}'><body>See you at eight?</body><request xmlns='urn:xmpp:receipts'/></message>`;
  const w = new Writer(stanza);
  const session = w.actor("session", from);
  const sender = w.actor("user", bare(from));
  w.hop(session, sender, "outbound", { parent: 0 });
  w.decide(sender, "noted", "archived", "the archive keeps all chat messages");
  return { w, session, sender, storage: w.actor("storage", "storage"), recipient: w.actor("user", bare(to)) };
}

function delivered(payload) {
  const to = someSession();
  const { w, sender, storage, recipient } = chat(someSession(), to, payload);
  const first = w.span;
  w.hop(sender, storage, "run_transaction", { handling: between(120, 900) });
  w.at = w.begun - 4;
  w.hop(sender, recipient, "inbound", { parent: first });
  w.decide(recipient, "delivered", "delivered", "the resource with the highest priority", { resource: to });
  const phone = w.actor("session", to);
  w.hop(recipient, phone, "send_stanza");
  w.hop(recipient, storage, "run_transaction", { parent: 3, handling: between(120, 700) });
  w.decide(phone, "copied", "written to the stream", "19 bytes wait before it");
  return w.done("delivered");
}

function carbon(payload) {
  const to = someSession();
  const { w, sender, recipient } = chat(someSession(), to, payload);
  w.hop(sender, recipient, "inbound");
  const span = w.span;
  w.decide(recipient, "delivered", "delivered", "the resource with the highest priority", { resource: to });
  w.hop(recipient, w.actor("session", to), "send_stanza");
  w.span = span;
  const other = `${bare(to)}/tablet`;
  w.decide(recipient, "copied", "carbon", "this device has turned carbons on", { resource: other });
  w.hop(recipient, w.actor("session", other), "send_stanza", { parent: span });
  return w.done("delivered");
}

function offline(payload) {
  const { w, sender, storage, recipient } = chat(someSession(), "peggy7@example.org", payload);
  w.hop(sender, recipient, "inbound");
  w.decide(recipient, "stored", "stored offline", "no resource has a priority of 0 or more");
  w.hop(recipient, storage, "run_transaction", { handling: between(300, 1500) });
  w.decide(storage, "noted", "committed", "in a batch of 12");
  w.hop(storage, recipient, "transaction_done");
  return w.done("stored");
}

function blocked(payload) {
  const { w, sender, recipient } = chat(someSession(), "heidi@localhost", payload);
  w.hop(sender, recipient, "inbound");
  w.decide(recipient, "filtered", "dropped", "its sender is on the block list");
  return w.done("filtered");
}

function held(payload) {
  const to = someSession();
  const { w, sender, recipient } = chat(someSession(), to, payload);
  w.hop(sender, recipient, "inbound");
  w.decide(recipient, "delivered", "delivered", "the resource with the highest priority", { resource: to });
  const session = w.actor("session", to);
  w.hop(recipient, session, "send_stanza");
  w.decide(session, "held", "held back", "the client is inactive (client state indication)");
  w.later(4.2e6);
  w.hop(session, session, "client_state_changed", { parent: 0 });
  w.decide(session, "delivered", "written to the stream", "the client is active again");
  return w.done("held");
}

function refused(payload) {
  const { w, session, sender } = chat(someSession(), "nobody@localhost", payload);
  const registry = w.actor("registry", "registry");
  w.hop(sender, registry, "find_address");
  w.decide(registry, "noted", "not found", "there is no such account");
  w.hop(registry, sender, "address_found");
  w.decide(sender, "refused", "bounced", "service-unavailable: no such account");
  w.hop(sender, session, "returned_stanza");
  return w.done("refused", "error");
}

function storageFull(payload) {
  const { w, session, sender, storage, recipient } = chat(someSession(), "trent3@example.org", payload);
  w.hop(sender, recipient, "inbound");
  w.hop(recipient, storage, "run_transaction", { wait: between(400, 900), handling: between(2000, 6000) });
  w.decide(storage, "failed", "the transaction failed", "database or disk is full");
  w.hop(storage, recipient, "transaction_done");
  w.decide(recipient, "refused", "bounced", "resource-constraint: it could not be stored");
  w.hop(recipient, sender, "inbound");
  w.hop(sender, session, "returned_stanza");
  return w.done("failed", "error");
}

function slow(payload) {
  const to = someSession();
  const { w, sender, recipient } = chat(someSession(), to, payload);
  w.hop(sender, recipient, "inbound", { wait: between(180_000, 640_000) });
  w.decide(recipient, "delivered", "delivered", "the resource that it is for", { resource: to });
  w.hop(recipient, w.actor("session", to), "send_stanza");
  return w.done("delivered", "slow");
}

function roomTalk() {
  const from = someSession();
  const room = rooms[whole(0, 9)];
  const w = new Writer({ kind: "message", type: "groupchat", id: `g${whole(1, 9999)}`, from, to: room, bytes: whole(140, 500), children: ["body jabber:client"] });
  const sender = w.actor("user", bare(from));
  const hall = w.actor("room", room);
  w.hop(w.actor("session", from), sender, "outbound", { parent: 0 });
  w.hop(sender, hall, "inbound", { handling: between(60, 220) });
  const span = w.span;
  w.decide(hall, "delivered", "said to all", "24 are in the room");
  for (let i = 0; i < 24; ++i) {
    const to = someSession();
    w.hop(hall, w.actor("user", bare(to)), "inbound", { parent: span, handling: between(3, 20) });
    w.at = w.begun + 2;
    if (i % 9 === 4) w.decide(w.actor("user", bare(to)), "held", "held back", "the client is inactive (client state indication)");
  }
  return w.done("delivered");
}

function presence() {
  const from = someSession();
  const w = new Writer({ kind: "presence", from, bytes: whole(90, 240), children: ["show jabber:client", "c http://jabber.org/protocol/caps"] });
  const sender = w.actor("user", bare(from));
  w.hop(w.actor("session", from), sender, "outbound", { parent: 0 });
  const span = w.span;
  for (let i = 0; i < 4; ++i) {
    w.hop(sender, w.actor("user", bare(someSession())), "inbound", { parent: span });
    w.at = w.begun;
  }
  w.decide(sender, "delivered", "broadcast", "to 4 contacts that are subscribed");
  return w.done();
}

function ping() {
  const from = someSession();
  const w = new Writer({ kind: "iq", type: "get", id: `p${whole(1, 999)}`, from, to: bare(from).split("@")[1], bytes: 96, children: ["ping urn:xmpp:ping"] });
  const session = w.actor("session", from);
  const host = w.actor("host", bare(from).split("@")[1]);
  w.hop(session, host, "inbound", { parent: 0 });
  w.decide(host, "delivered", "answered", "by the part ping");
  w.hop(host, session, "send_stanza");
  return w.done();
}

function vanished(payload) {
  const to = someSession();
  const { w, sender, recipient } = chat(someSession(), to, payload);
  w.hop(sender, recipient, "inbound");
  w.hop(recipient, w.actor("session", to), "send_stanza", { handled: false, wait: between(20, 90), handling: 0 });
  w.decide(recipient, "dropped", "dropped", "the session ended before it was written");
  w.trace.state = "unfinished";
  return w.done("dropped", "error");
}

const ways = [delivered, delivered, carbon, offline, blocked, held, refused, storageFull, slow, roomTalk, presence, ping, vanished];

export const anyTrace = (payload = false) => one(ways)(payload);
export const badTrace = () => one([refused, storageFull, slow, vanished])(false);
export const explained = (as) => {
  const trace = offline(false);
  trace.stanza.from = as;
  return { ...trace, why: "explained", id: "" };
};

const within = (name, jid) => name === jid || name?.startsWith(`${jid}/`);

/** Whether the trace is what the query asks for. */
export function fits(trace, query) {
  const { kind, from, to, id, children } = trace.stanza;
  const jid = query.get("jid");
  return (!jid || within(from, jid) || within(to, jid)) && (!query.get("from") || within(from, query.get("from")))
    && (!query.get("to") || within(to, query.get("to"))) && (!query.get("kind") || kind === query.get("kind"))
    && (!query.get("id") || id === query.get("id")) && (!query.get("ns") || children?.some((c) => c.endsWith(` ${query.get("ns")}`)));
}
