// SPDX-License-Identifier: Apache-2.0
// Asks the API. Failures are values: a page has a state for each.
import type { Login } from "./types";

export type Failure =
  | { kind: "offline" }
  | { kind: "expired" }
  | { kind: "refused"; code: string; message: string; status: number; retryAfter?: number };

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

const base = "/api/v1";
let csrf = "";

/** Keeps the token that changing requests need. */
export function holdToken(token: string): void {
  csrf = token;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

function refusal(response: Response, body: unknown): Failure {
  const told = (body as { error?: { code?: string; message?: string } }).error ?? {};
  const wait = Number(response.headers.get("Retry-After"));
  return {
    kind: "refused",
    code: told.code ?? String(response.status),
    message: told.message ?? `The server answered ${response.status}`,
    status: response.status,
    ...(wait > 0 ? { retryAfter: wait } : {}),
  };
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<Result<T>> {
  let response: Response;
  try {
    response = await fetch(base + path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    return { ok: false, failure: { kind: "offline" } };
  }
  if (response.status === 204) return { ok: true, value: undefined as T };
  const body = await readJson(response);
  if (response.ok) return { ok: true, value: body as T };
  if (response.status === 401 && !path.startsWith("/session"))
    return { ok: false, failure: { kind: "expired" } };
  return { ok: false, failure: refusal(response, body) };
}

function changing(method: string, body?: unknown): RequestInit {
  const headers: Record<string, string> = { "X-Troupe-Csrf": csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

export const whoAmI = (): Promise<Result<Login>> => ask<Login>("/session");

export const logIn = (jid: string, password: string): Promise<Result<Login>> =>
  ask<Login>("/session", changing("POST", { jid, password }));

export const logOut = (): Promise<Result<void>> => ask<void>("/session", changing("DELETE"));

export const listCommands = (): Promise<Result<{ commands: { name: string }[] }>> => ask("/commands");

/** What a command is called in an address: "rooms list" is rooms-list. */
const slug = (name: string): string => name.replaceAll(" ", "-");

function queryOf(given: Record<string, string>): string {
  const query = new URLSearchParams(given).toString();
  return query ? `?${query}` : "";
}

async function unwrapped<T>(answer: Promise<Result<{ result: T }>>): Promise<Result<T>> {
  const got = await answer;
  return got.ok ? { ok: true, value: got.value.result } : got;
}

/** Runs a command that changes nothing. */
export const query = <T>(name: string, given: Record<string, string> = {}): Promise<Result<T>> =>
  unwrapped(ask<{ result: T }>(`/commands/${slug(name)}${queryOf(given)}`));

/** Runs a command that may change something. */
export const run = <T>(name: string, given: Record<string, string>): Promise<Result<T>> =>
  unwrapped(ask<{ result: T }>(`/commands/${slug(name)}`, changing("POST", given)));

/** Where the events of a command that goes on come from. */
export const followAddress = (name: string, given: Record<string, string> = {}): string =>
  `${base}/follow/${slug(name)}${queryOf(given)}`;

/** What to tell people of it. */
export function told(failure: Failure): string {
  if (failure.kind === "offline") return "The server cannot be reached";
  if (failure.kind === "expired") return "You have been logged out";
  return failure.message;
}
