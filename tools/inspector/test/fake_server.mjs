// SPDX-License-Identifier: Apache-2.0
// A server that has nothing but the Inspector's API and page, with figures of
// its own: to work on the page and to test it without a daemon.
//   node test/fake_server.mjs [PORT [DIST]]     alice@localhost, secret
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { census, idleCensus } from "./fake/census.mjs";
import { Refusal, commands, idleStatus, keep } from "./fake/commands.mjs";
import { anyTrace, fits } from "./fake/traces.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml" };

const json = (response, status, body, more = {}) => {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store", ...more });
  response.end(JSON.stringify(body));
};
const refuse = (response, status, code, message, more) => json(response, status, { error: { code, message } }, more);

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

/** @param of  the server: each has logins of its own */
function loginOf(of, request) {
  const key = /troupe_session=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  return key === undefined ? undefined : of.sessions.get(key);
}

async function session(of, request, response) {
  const known = loginOf(of, request);
  if (request.method === "GET") return known ? json(response, 200, known) : refuse(response, 401, "unauthorized", "Log in first");
  if (request.method === "DELETE") {
    for (const [key, each] of of.sessions) if (each === known) of.sessions.delete(key);
    response.writeHead(204, { "Set-Cookie": "troupe_session=; Max-Age=0; Path=/" });
    return response.end();
  }
  const { jid, password } = await bodyOf(request);
  if ((of.wrong.get(jid) ?? 0) >= 5) return refuse(response, 429, "locked", "Too many attempts", { "Retry-After": "30" });
  if (jid !== "alice@localhost" || password !== "secret") {
    of.wrong.set(jid, (of.wrong.get(jid) ?? 0) + 1);
    return refuse(response, 401, "unauthorized", "Wrong address or password");
  }
  const made = { jid, csrf: randomBytes(16).toString("hex") };
  const key = randomBytes(16).toString("hex");
  of.sessions.set(key, made);
  return json(response, 200, made, { "Set-Cookie": `troupe_session=${key}; HttpOnly; SameSite=Strict; Path=/` });
}

async function command(of, request, response, name, query) {
  if (of.idle && quiet[name]) return json(response, 200, { result: quiet[name]() });
  const found = commands[name];
  if (!found) return refuse(response, 404, "not_found", `There is no command ${name}`);
  const [changes, run] = found;
  if (request.method === "GET" && changes) return refuse(response, 405, "usage", "This changes something: POST it");
  if (request.method === "POST" && request.headers["x-troupe-csrf"] !== loginOf(of, request).csrf)
    return refuse(response, 403, "forbidden", "The CSRF token is missing");
  try {
    const given = request.method === "POST" ? await bodyOf(request) : Object.fromEntries(query);
    return json(response, 200, { result: run(given) });
  } catch (fault) {
    if (fault instanceof Refusal) return refuse(response, fault.status, fault.code, fault.message);
    throw fault;
  }
}

/** What some commands answer where nobody is. */
const quiet = { status: idleStatus, sessions: () => ({ sessions: [] }), recent: () => ({ traces: [] }) };

function follow(response, name, query, idle) {
  if (name !== "top" && name !== "trace") return refuse(response, 404, "not_found", `There is no command ${name}`);
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  let left = Number(query.get("limit")) || Infinity;
  const once = () => {
    if (name === "top") return send("event", idle ? idleCensus() : census());
    if (idle) return undefined;
    const trace = anyTrace(query.get("payload") === "true");
    const { kind, from } = trace.stanza;
    if (query.get("payload") === "true") trace.stanza.xml ??= `<${kind} from='${from}'/>`;
    if (!fits(trace, query)) return undefined;
    keep(trace);
    send("event", trace);
    if (--left > 0) return undefined;
    send("ended", { result: { traces: Number(query.get("limit")) } });
    clearInterval(timer);
    return response.end();
  };
  const timer = setInterval(once, name === "top" ? 1000 : Number(query.get("jid") ? 30 : 250));
  if (name === "top") once();
  response.on("close", () => clearInterval(timer));
  return undefined;
}

async function file(response, dist, path) {
  const wanted = path === "/" ? "index.html" : path.slice(1);
  if (wanted !== "index.html" && !/^assets\/[\w.-]+$/.test(wanted)) return refuse(response, 404, "not_found", "No such page");
  try {
    const bytes = await readFile(join(dist, wanted));
    response.writeHead(200, { "Content-Type": types[wanted.split(".").pop()] ?? "application/octet-stream", "Content-Security-Policy": csp,
      "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" });
    return response.end(bytes);
  } catch {
    return refuse(response, 404, "not_found", "No such page");
  }
}

async function answer(of, request, response, dist) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (!pathname.startsWith("/api/v1/")) return file(response, dist, pathname);
  const [, , , what, name] = pathname.split("/");
  if (what === "session") return session(of, request, response);
  if (!loginOf(of, request)) return refuse(response, 401, "unauthorized", "Log in first");
  if (what === "commands" && !name)
    return json(response, 200, { commands: Object.entries(commands).map(([each, [changes]]) => ({ name: each, help: "", changes, follows: false, arguments: [] })) });
  if (what === "commands") return command(of, request, response, name, searchParams);
  if (what === "follow") return follow(response, name, searchParams, of.idle);
  return refuse(response, 404, "not_found", "No such thing");
}

/** Serves on a port of the loopback; 0 takes a free one. With `idle` nobody is there. */
export function serve(port = 0, dist = join(here, "../dist"), { idle = false } = {}) {
  const of = { sessions: new Map(), wrong: new Map(), idle };
  const server = createServer((request, response) => {
    answer(of, request, response, resolve(dist)).catch((fault) => {
      console.error(fault);
      response.destroy();
    });
  });
  return new Promise((ready) => server.listen(port, "127.0.0.1", () => ready({
    url: `http://127.0.0.1:${server.address().port}`,
    /** All logins end, as after a restart. */
    forgetLogins: () => of.sessions.clear(),
    /** All connections end, as with a proxy that starts anew. */
    breakOff: () => server.closeAllConnections(),
    /** Ends it with all connections. */
    stop: () => new Promise((ended) => {
      server.close(ended);
      server.closeAllConnections();
    }),
  })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(Number(process.argv[2] ?? 5282), process.argv[3]);
  console.log(`${url}  alice@localhost, secret`);
}
