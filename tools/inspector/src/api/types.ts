// SPDX-License-Identifier: Apache-2.0
// What the API tells, as docs/api.md has it. The page shows what is there:
// what an older or newer server may leave out is optional.

export type Outcome =
  | "delivered" | "copied" | "stored" | "held" | "dropped"
  | "filtered" | "refused" | "failed" | "noted";

export interface Stanza {
  kind: string;
  type?: string;
  id?: string;
  from?: string;
  to?: string;
  bytes?: number;
  children?: string[];
  /** Only where the payload was asked for. */
  xml?: string;
}

export interface TraceActor {
  id: number;
  kind: string;
  name: string;
}

/** One message from an actor to another; times in µs. */
export interface Hop {
  span: number;
  parent: number;
  from: number;
  to: number;
  message: string;
  at: number;
  wait: number;
  handling: number;
  /** What the message carried; 0 where it is not known. */
  bytes?: number;
  handled: boolean;
}

export interface Decision {
  at: number;
  actor: number;
  name?: string;
  span: number;
  outcome: Outcome;
  what: string;
  reason?: string;
  resource?: string;
  kind?: string;
  id?: string;
}

export interface Trace {
  id: string;
  /** µs since the Unix epoch. */
  begun: number;
  /** µs */
  took: number;
  state: "complete" | "unfinished";
  why: "followed" | "error" | "slow" | string;
  stanza: Stanza;
  outcome: Outcome;
  actors: TraceActor[];
  hops: Hop[];
  decisions: Decision[];
  dropped: number;
}

export interface Spread {
  mean: number;
  max: number;
}

export interface KindCensus {
  kind: string;
  actors: number;
  messages: number;
  /** Of one core: the seconds of a second that messages were handled in. */
  cpu: number;
  wait: Spread;
  depth: Spread;
  /** How long the oldest message has waited, in µs. */
  age?: number | Spread;
  /** bytes */
  memory?: number;
}

export interface ActorCensus {
  id: number;
  kind: string;
  name: string;
  messages: number;
  cpu: number;
  wait: Spread;
  depth: number;
  /** On which worker it ran last. */
  worker?: number;
  /** How long the oldest message in its mailbox has waited, in µs. */
  age?: number;
  /** bytes */
  memory?: number;
  /** The page's own: it was busy some seconds ago. */
  rested?: boolean;
}

/** Another server, with which something goes wrong or much is spoken. */
export interface RemoteDomain {
  name: string;
  messages?: number;
  outcome?: string;
}

export interface Totals {
  sessions?: number;
  /** In memory: those that are in use. */
  accounts?: number;
  rooms?: number;
  stanzas_in?: number;
  stanzas_out?: number;
  resident?: number;
  storage_waiting?: number;
}

/** How all actors were in the last second. */
export interface Census {
  at: number;
  seconds: number;
  sampling: number;
  dropped: number;
  kinds: KindCensus[];
  actors: ActorCensus[];
  edges: { from: number; to: number; messages: number }[];
  flows: { from: string; to: string; messages: number }[];
  workers: { index: number; load: number }[];
  domains?: RemoteDomain[];
  totals: Totals;
}

export interface Description {
  name: string;
  value?: string;
  children?: Description[];
}

export interface Certificate {
  host: string;
  not_after: string;
  days_left: number;
  sha256?: string;
}

export interface Status {
  version?: string;
  pid?: number;
  started?: string;
  uptime_seconds?: number;
  memory_bytes?: number;
  sessions?: number;
  users?: number;
  listening?: { service: string; address: string }[];
  certificates?: Certificate[];
  storage?: Record<string, string | number>;
  /** Since the start; of it the page needs how many actors of each kind there are. */
  counted?: { actors?: Record<string, number> };
  [more: string]: unknown;
}

export interface SessionFacts {
  jid: string;
  address?: string;
  secure?: boolean;
  available?: boolean;
  priority?: number;
  since?: string;
}

export interface Login {
  jid: string;
  csrf: string;
}

export interface CommandInfo {
  name: string;
  help: string;
  changes: boolean;
  follows: boolean;
}
