// SPDX-License-Identifier: Apache-2.0
// A client of @xmpp/client: STARTTLS, SCRAM or PLAIN, roster, and a chat with
// alice, who says everything back.
//   node npm_chat.mjs PORT
import { client, xml } from "@xmpp/client";

const limit = setTimeout(() => {
  console.error("nothing happened for too long");
  process.exit(1);
}, 30_000);

const fail = (what) => {
  console.error(what);
  process.exit(1);
};

const xmpp = client({
  service: `xmpp://127.0.0.1:${process.argv[2]}`,
  domain: "localhost",
  resource: "node",
  username: "carol",
  password: "c4r0l",
});

xmpp.on("error", (error) => fail(error));

const message = new Promise((resolve) => {
  xmpp.on("stanza", (stanza) => {
    if (stanza.is("message") && stanza.getChildText("body")) resolve(stanza);
  });
});

const address = await xmpp.start();
if (address.toString() !== "carol@localhost/node") fail(`bound ${address}`);
if (!xmpp.socket?.encrypted && !xmpp.socket?.secure && !xmpp.socket?.socket?.encrypted) {
  fail("not encrypted");
}

const roster = await xmpp.iqCaller.get(xml("query", "jabber:iq:roster"));
if (!roster) fail("no roster");
await xmpp.send(xml("presence"));
await xmpp.send(
  xml("message", { to: "alice@localhost/echo", type: "chat" }, xml("body", {}, "Hi 🙂")),
);
const answer = await message;
if (answer.getChildText("body") !== "You said: Hi 🙂") fail(answer.toString());
await xmpp.stop();
clearTimeout(limit);
