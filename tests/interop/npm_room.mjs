// SPDX-License-Identifier: Apache-2.0
// Carol in rooms (XEP-0045) with alice of slixmpp_room.py: both play one play,
// where each step awaits what the other has done.
//   node npm_room.mjs PORT
import { xml } from "@xmpp/client";

import { came, check, next, start, stop, xmpp } from "./npm_client.mjs";

const room = "coven@conference.localhost";
const heath = "heath@conference.localhost";
const muc = "http://jabber.org/protocol/muc";
const mam = "urn:xmpp:mam:2";
const hello = "Hello from Node – ☕ & <more>";

const about = (x) => x.getChild("x", `${muc}#user`);
const item = (x) => about(x).getChild("item");
const codes = (x) =>
  about(x)
    .getChildren("status")
    .map((status) => status.attrs.code)
    .sort()
    .join(" ");

const shows = (who, type) => (x) =>
  x.is("presence") && x.attrs.from === who && x.attrs.type === type;
const says = (who, type, body) => (x) =>
  x.is("message") &&
  x.attrs.from === who &&
  x.attrs.type === type &&
  x.getChildText("body") === body;
const isAbout = (subject) => (x) =>
  x.is("message") && x.getChildText("subject") === subject && !x.getChild("body");

const stanzaId = (x) => {
  const all = x.getChildren("stanza-id", "urn:xmpp:sid:0");
  check(all.length === 1 && all[0].attrs.by === room, x);
  return all[0].attrs.id;
};

const say = (to, type, body) =>
  xmpp.send(xml("message", { to, type, id: `say-${body.length}` }, xml("body", {}, body)));

const enter = async (where, nick, ...wishes) => {
  const to = `${where}/${nick}`;
  await xmpp.send(xml("presence", { to }, xml("x", { xmlns: muc }, ...wishes)));
  return next(shows(to));
};

// §7.8.2, §7.2: others, oneself, what was said, what it is about.
const accept = async () => {
  await say("alice@localhost", "chat", "Ask me in");
  const asked = await next((x) => x.is("message") && about(x)?.getChild("invite"));
  check(asked.attrs.from === room, asked);
  check(about(asked).getChild("invite").getChildText("reason") === "Come in", asked);

  const own = await enter(room, "carol");
  check(codes(own) === "100 110", own);
  check(item(own).attrs.affiliation === "member", own);
  check(item(own).attrs.role === "participant", own);
  const alice = await next(shows(`${room}/alice`));
  check(item(alice).attrs.jid === "alice@localhost/room", alice);
  const old = await next(says(`${room}/alice`, "groupchat", "First!"));
  check(old.getChild("delay", "urn:xmpp:delay"), old);
  const subject = await next(isAbout(""));
  const order = [alice, own, old, subject].map((x) => came.indexOf(x));
  check(
    order.every((at, i) => i === 0 || order[i - 1] < at),
    `in this order: ${order}`,
  );
};

// §7.4, §8.1, §7.5; the id of what alice has said.
const talk = async () => {
  await say(room, "groupchat", hello);
  const own = await next(says(`${room}/carol`, "groupchat", hello));
  check(own.attrs.id === `say-${hello.length}`, own);
  const answer = await next(says(`${room}/alice`, "groupchat", "Buy my potions"));
  check(stanzaId(own) !== stanzaId(answer), answer);
  const subject = await next(isAbout("Potions"));
  check(subject.attrs.from === `${room}/alice`, subject);
  await say(`${room}/alice`, "chat", "Psst");
  await next(says(`${room}/alice`, "chat", "To you too"));
  return stanzaId(answer);
};

// §7.6
const rename = async () => {
  await xmpp.send(xml("presence", { to: `${room}/caroline` }));
  const old = await next(shows(`${room}/carol`, "unavailable"));
  check(codes(old) === "110 303" && item(old).attrs.nick === "caroline", old);
  const own = await next(shows(`${room}/caroline`));
  check(codes(own) === "110", own);
};

// XEP-0425 §2, as the moderator that alice makes her.
const moderate = async (id) => {
  await next((x) => shows(`${room}/caroline`)(x) && item(x).attrs.role === "moderator");
  const retract = xml("retract", { xmlns: "urn:xmpp:message-retract:1" });
  const what = { xmlns: "urn:xmpp:message-moderate:1", id };
  await xmpp.iqCaller.set(xml("moderate", what, retract), room);
  await next((x) => x.attrs.from === room && x.getChild("retract")?.attrs.id === id);
};

// §8.2, and back with a part of the history (§7.2.14).
const beKicked = async () => {
  const out = await next(shows(`${room}/caroline`, "unavailable"));
  check(codes(out) === "110 307" && item(out).attrs.role === "none", out);
  check(item(out).getChildText("reason") === "Hush", out);
  check(item(out).getChild("actor").attrs.nick === "alice", out);
  await say(room, "groupchat", "Why?");
  const refused = await next((x) => x.is("message") && x.attrs.type === "error");
  check(refused.getChild("error").getChild("not-acceptable"), refused);

  const own = await enter(room, "carol", xml("history", { maxstanzas: 1 }));
  check(codes(own) === "100 110", own);
  const subject = await next(isAbout("Potions"));
  const old = came
    .slice(came.indexOf(own), came.indexOf(subject))
    .map((x) => x.getChildText("body"));
  check(old.filter((body) => body).join() === hello, `the history is: ${old}`);
};

// XEP-0313; what was retracted is a tombstone there.
const read = async (retracted) => {
  await xmpp.iqCaller.set(xml("query", { xmlns: mam, queryid: "all" }), room);
  const all = came.map((x) => x.getChild("result", mam)).filter((x) => x);
  check(all.length > 0 && all.every((x) => x.attrs.queryid === "all"), all);
  const message = (x) => x.getChild("forwarded").getChild("message");
  const bodies = all.map((x) => message(x).getChildText("body")).filter((x) => x);
  check(bodies.join("|") === `First!|${hello}`, bodies);
  const tombstone = all.find((x) => x.attrs.id === retracted);
  check(message(tombstone).getChild("retracted"), tombstone);
};

// §7.14; and back by a direct invitation (XEP-0249).
const leave = async () => {
  const to = `${room}/carol`;
  await xmpp.send(
    xml("presence", { to, type: "unavailable" }, xml("status", {}, "Gone for tea")),
  );
  const own = await next(shows(to, "unavailable"));
  check(codes(own) === "110", own);
  const asked = await next((x) => x.getChild("x", "jabber:x:conference"));
  check(asked.getChild("x", "jabber:x:conference").attrs.jid === room, asked);
  await enter(room, "carol");
};

// §10.9
const move = async () => {
  const own = await next(shows(`${room}/carol`, "unavailable"));
  const destroy = about(own).getChild("destroy");
  check(destroy.attrs.jid === heath, own);
  check(destroy.getChildText("reason") === "Macbeth doth come", own);
  check(codes(await enter(heath, "carol")) === "110", "what kind of room is the heath?");
  await next(shows(`${heath}/alice`));
  await say(heath, "groupchat", "All here");
  await next(shows(`${heath}/alice`, "unavailable"));
};

await start();
await xmpp.send(xml("presence"));
await accept();
const answer = await talk();
await rename();
await moderate(answer);
await beKicked();
await read(answer);
await leave();
await move();
await stop();
