// SPDX-License-Identifier: Apache-2.0
// A roster, and a chat with alice, who says everything back.
//   node npm_chat.mjs PORT
import { xml } from "@xmpp/client";

import { check, next, start, stop, xmpp } from "./npm_client.mjs";

await start();
const roster = await xmpp.iqCaller.get(xml("query", "jabber:iq:roster"));
check(roster, "no roster");
await xmpp.send(xml("presence"));
await xmpp.send(
  xml("message", { to: "alice@localhost/echo", type: "chat" }, xml("body", {}, "Hi 🙂")),
);
const answer = await next((x) => x.is("message") && x.getChildText("body"));
check(answer.getChildText("body") === "You said: Hi 🙂", answer);
await stop();
