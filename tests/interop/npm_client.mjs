// SPDX-License-Identifier: Apache-2.0
// Carol, by @xmpp/client, as each play of npm's has her: over STARTTLS, with
// SCRAM or PLAIN. Each script gets the port as its argument.
import { client } from "@xmpp/client";

const patience = 25_000; // with each step
const waiting = [];
const unread = [];

// All messages and presence, in their order.
export const came = [];

export const fail = (what) => {
  console.error(what instanceof Error ? what : new Error(what));
  for (const { accept } of waiting) console.error(`awaited: ${accept}`);
  for (const stanza of unread) console.error(`not awaited: ${stanza}`);
  process.exit(1);
};

export const check = (is, what) => {
  if (!is) fail(String(what));
};

const limit = setTimeout(() => fail("nothing happened for too long"), patience);

export const xmpp = client({
  service: `xmpp://127.0.0.1:${process.argv[2]}`,
  domain: "localhost",
  resource: "node",
  username: "carol",
  password: "c4r0l",
});

xmpp.on("error", fail);

xmpp.on("stanza", (stanza) => {
  if (stanza.is("iq")) return;
  came.push(stanza);
  const at = waiting.findIndex(({ accept }) => accept(stanza));
  if (at < 0) unread.push(stanza);
  else waiting.splice(at, 1)[0].resolve(stanza);
});

// The first message or presence that it accepts and nobody has got yet.
export const next = (accept) => {
  limit.refresh();
  const at = unread.findIndex(accept);
  if (at >= 0) return Promise.resolve(unread.splice(at, 1)[0]);
  return new Promise((resolve) => waiting.push({ accept, resolve }));
};

export const start = async () => {
  const address = await xmpp.start();
  check(address.toString() === "carol@localhost/node", `bound ${address}`);
  const socket = xmpp.socket;
  check(socket?.encrypted || socket?.secure || socket?.socket?.encrypted, "not encrypted");
};

export const stop = async () => {
  await xmpp.stop();
  clearTimeout(limit);
};
