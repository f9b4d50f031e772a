// SPDX-License-Identifier: Apache-2.0
// Who is logged in. Where that has ended, the login page comes, and the route
// stays as it was.
import { type Failure, type Result, holdToken, listCommands, logIn, logOut, told, whoAmI } from "../api/client";
import type { Login } from "../api/types";
import { tell } from "./notices";
import { store } from "./store";

export type Session =
  | { state: "asking" }
  | { state: "out"; expired: boolean }
  | { state: "unreachable" }
  | { state: "in"; jid: string };

export const session = store<Session>({ state: "asking" });
/** The names of the commands that this server has; empty until they are known. */
export const commands = store<ReadonlySet<string>>(new Set());

async function enter({ jid, csrf }: Login): Promise<void> {
  holdToken(csrf);
  session.set({ state: "in", jid });
  const known = await listCommands();
  if (known.ok) commands.set(new Set(known.value.commands.map((each) => each.name)));
}

/** Looks whether a session is still there, as after a reload. */
export async function resume(): Promise<void> {
  const known = await whoAmI();
  if (known.ok) return enter(known.value);
  const expired = session.get().state === "in";
  session.set(known.failure.kind === "offline" ? { state: "unreachable" } : { state: "out", expired });
}

export async function start(jid: string, password: string): Promise<Failure | undefined> {
  const known = await logIn(jid, password);
  if (!known.ok) return known.failure;
  await enter(known.value);
  return undefined;
}

const isOver = (failure: Failure): boolean =>
  failure.kind === "expired" || (failure.kind === "refused" && failure.status === 401);

/** Whoever is told that he is out may leave the browser to others: so he is
 * told only where the server says it. */
export async function end(): Promise<void> {
  const ended = await logOut();
  if (!ended.ok && !isOver(ended.failure)) return tell(`You are still logged in: ${told(ended.failure)}`, true);
  holdToken("");
  session.set({ state: "out", expired: false });
}

export function expire(): void {
  if (session.get().state === "in") session.set({ state: "out", expired: true });
}

/** Passes an answer on; one that tells of the end of the session ends it. */
export async function watched<T>(answer: Promise<Result<T>>): Promise<Result<T>> {
  const got = await answer;
  if (!got.ok && got.failure.kind === "expired") expire();
  return got;
}
