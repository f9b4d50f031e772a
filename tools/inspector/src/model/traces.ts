// SPDX-License-Identifier: Apache-2.0
// The traces that came, and what was asked for.
import type { Trace } from "../api/types";
import { isWithin } from "./jid";

export const filterKeys = ["jid", "from", "to", "kind", "ns", "id"] as const;
export type Filter = Partial<Record<(typeof filterKeys)[number] | "limit" | "for" | "payload", string>>;

export const kept = 500;

/** What of a route's parameters is a filter. */
export function filterOf(params: Record<string, string>): Filter {
  const filter: Filter = {};
  for (const key of [...filterKeys, "limit", "for", "payload"] as const) {
    const value = params[key === "id" ? "stanza" : key]?.trim();
    if (value) filter[key] = value;
  }
  return filter;
}

/** The filter as parameters of a route, where `id` is the open trace's. */
export function paramsOf(filter: Filter): Record<string, string> {
  const { id, ...others } = filter;
  return { ...others, ...(id ? { stanza: id } : {}) };
}

/** The filter as the command's arguments: seconds get their unit. */
export function argumentsOf(filter: Filter): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries(filter))
    if (value) given[key] = key === "for" && /^\d+$/.test(value) ? `${value}s` : value;
  return given;
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A time as the server reads it, in ms; NaN where it is none. */
function milliseconds(text = ""): number {
  const [, number, unit = "s"] = /^(\d+)(ms|s|m|h)?$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? NaN);
}

/** What is left of a filter after so many traces and ms: the server counts both
 * anew each time that it is asked. Nothing where its limit or time is reached. */
export function remaining(filter: Filter, traces: number, ms: number): Filter | undefined {
  const limit = Number(filter.limit ?? NaN) - traces;
  const time = milliseconds(filter.for) - ms;
  if (limit <= 0 || time <= 0) return undefined;
  return {
    ...filter,
    ...(Number.isNaN(limit) ? {} : { limit: String(limit) }),
    ...(Number.isNaN(time) ? {} : { for: `${time}ms` }),
  };
}

/** Adds what came, newest first; each once, and no more than `kept`. */
export function withTraces(list: readonly Trace[], came: readonly Trace[]): Trace[] {
  const fresh = new Map<string, Trace>();
  for (const each of came) fresh.set(each.id, each);
  const old = list.filter((each) => !fresh.has(each.id));
  return [...[...fresh.values()].reverse(), ...old].slice(0, kept);
}

/** Whether an actor of this name, or the stanza, has to do with the JID. */
export function concerns(trace: Trace, jid: string): boolean {
  const { from = "", to = "" } = trace.stanza;
  return isWithin(from, jid) || isWithin(to, jid) || trace.actors.some((a) => isWithin(a.name, jid));
}

/** What `explain` answers: a trace, or what can be drawn as one. */
export function asTrace(answer: unknown): Trace | undefined {
  const given = (answer as { trace?: unknown } | undefined)?.trace ?? answer;
  const some = given as Partial<Trace> | undefined;
  if (!some || typeof some !== "object" || !Array.isArray(some.decisions)) return undefined;
  return {
    id: "", begun: 0, took: 0, state: "complete", why: "explained", outcome: "noted",
    stanza: { kind: "stanza" }, actors: [], hops: [], dropped: 0, ...some, decisions: some.decisions,
  };
}

/** What `explain` notes beside its trace. */
export function notesOf(answer: unknown): string[] {
  const { notes } = (answer ?? {}) as { notes?: unknown };
  return Array.isArray(notes) ? notes.filter((note): note is string => typeof note === "string") : [];
}

/** The stanza to explain, from what is known of it where its text was not kept. */
export function stanzaText(trace: Trace): string {
  const { kind, type, id, to, xml } = trace.stanza;
  if (xml) return xml;
  const quoted = (name: string, value?: string): string =>
    value ? ` ${name}='${value.replaceAll("&", "&amp;").replaceAll("'", "&apos;").replaceAll("<", "&lt;")}'` : "";
  const head = `${kind}${quoted("to", to)}${quoted("type", type)}${quoted("id", id)}`;
  const inner = (trace.stanza.children ?? []).map((child) => {
    const [name = "x", ns] = child.split(" ");
    // An empty body is no message to many: its text is not known, that there is one is.
    if (name === "body" && ns === "jabber:client") return "<body>…</body>";
    return `<${name}${ns && ns !== "jabber:client" ? quoted("xmlns", ns) : ""}/>`;
  });
  return inner.length ? `<${head}>${inner.join("")}</${kind}>` : `<${head}/>`;
}
