// SPDX-License-Identifier: Apache-2.0
// Which server is tested: by TROUPE_URL, TROUPE_JID and TROUPE_PASSWORD, else
// the fake one of tools/inspector with the page in TROUPE_PAGE or its dist.
import { exec } from "node:child_process";
import { promisify } from "node:util";

export const target = {
  url: process.env.TROUPE_URL ?? "",
  jid: process.env.TROUPE_JID ?? "alice@localhost",
  password: process.env.TROUPE_PASSWORD ?? "secret",
  /** Set where the fake server runs. */
  fake: undefined,
};

/** Starts a fake server of one's own. */
export async function fakeServer(options) {
  const { serve } = await import("../../../tools/inspector/test/fake_server.mjs");
  return serve(0, process.env.TROUPE_PAGE, options);
}

/** Starts the fake server unless a real one is told. */
export async function prepare() {
  if (target.url) return;
  target.fake = await fakeServer();
  target.url = target.fake.url;
}

/** Has somebody say something: TROUPE_SEND is a command that does, ends when it
 * has come, and prints when it was sent. `what`: nothing for a message of bob's to
 * carol, "refused" for one to nobody, "many" for a hundred, "guest" for a login of
 * alice's. The fake server has traffic of its own. Answers when it was sent, in ms;
 * where nothing tells, that is before all. */
export async function stimulate(what = "") {
  const asked = Date.now();
  if (!process.env.TROUPE_SEND) return asked;
  const { stdout } = await promisify(exec)(`${process.env.TROUPE_SEND} ${what}`);
  return Number(stdout) || asked;
}
