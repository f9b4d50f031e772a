# SPDX-License-Identifier: Apache-2.0
"""HTTP as bytes on a socket: what a library would not send, and all that comes.

Each connection has a loopback address of its own, since the daemon bounds what
one address may do. What every answer must have is checked with each.
"""

import itertools
import json
import select
import socket
import time

LIMIT = 30
POLICY = ("default-src 'none'", "frame-ancestors 'none'")
numbers = itertools.count(2)


def fresh_address():
    """One that nobody has asked from before."""
    number = next(numbers)
    return f"127.1.{number // 250}.{1 + number % 250}"


class Answer:
    def __init__(self, head, body):
        lines = head.decode("latin-1").split("\r\n")
        self.text = f"{lines[0]} {body[:200]!r}"
        assert lines[0].startswith("HTTP/1.1 "), self.text
        self.status = int(lines[0].split(" ")[1])
        self.fields = [(name.lower(), value.strip()) for name, _, value in
                       (line.partition(":") for line in lines[1:])]
        self.body = body
        if self.status != 100:
            self.check_protection()

    def field(self, name):
        return next((v for n, v in self.fields if n == name), None)

    def json(self):
        return json.loads(self.body)

    def check_protection(self):
        policy = self.field("content-security-policy") or ""
        for part in POLICY:
            assert part in policy, (part, self.fields)
        assert self.field("x-content-type-options") == "nosniff", self.fields
        assert self.field("referrer-policy") == "no-referrer", self.fields
        assert (self.field("cross-origin-resource-policy")
                == "same-origin"), self.fields
        # The page's files may be kept, and asked for anew; nothing else.
        kept = "no-cache" if self.field("etag") else "no-store"
        assert self.field("cache-control") == kept, self.fields
        for name, _ in self.fields:
            assert not name.startswith("access-control-"), self.fields
            assert name not in ("server", "x-injected"), self.fields


class Wire:
    """A connection; an answer is read at a time."""

    def __init__(self, daemon, source=None):
        self.port = daemon.web
        self.socket = socket.create_connection(
            ("127.0.0.1", daemon.web), LIMIT, (source or fresh_address(), 0))
        self.got = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """What the daemon no longer wants is no fault of ours."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return self

    def more(self):
        """False where the daemon has closed."""
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.got += data
        return bool(data)

    def head(self):
        """That of an answer without a known end."""
        while b"\r\n\r\n" not in self.got:
            assert self.more(), f"closed without an answer: {self.got!r}"
        head, _, self.got = self.got.partition(b"\r\n\r\n")
        return Answer(head, b"")

    def answer(self, of_head=False):
        found = self.head()
        size = int(found.field("content-length") or 0)
        if of_head or found.status in (100, 204, 304):
            return found
        while len(self.got) < size:
            assert self.more(), f"cut off: {self.got!r}"
        found.body, self.got = self.got[:size], self.got[size:]
        found.text += f" {found.body[:200]!r}"
        return found

    def rest(self):
        """All until the daemon closes."""
        while self.more():
            pass
        found, self.got = self.got, b""
        return found

    def closed_within(self, seconds):
        """Whether something has come, or it has been closed."""
        return bool(select.select([self.socket], [], [], seconds)[0])


def request(daemon, method, target, *, fields=(), body=None, version="1.1",
            host=None):
    """A request's bytes; `fields` are pairs, `body` is text, bytes or JSON."""
    lines = [f"{method} {target} HTTP/{version}"]
    if host != "":
        lines.append(f"Host: {host or f'127.0.0.1:{daemon.web}'}")
    lines += [f"{name}: {value}" for name, value in fields]
    if isinstance(body, (dict, list)):
        lines.append("Content-Type: application/json")
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode()
    if body is not None or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body or b'')}")
    return "\r\n".join(lines + ["", ""]).encode("latin-1") + (body or b"")


def ask(daemon, method, target, source=None, **how):
    """One request on a connection of its own, and its answer."""
    with Wire(daemon, source) as wire:
        wire.send(request(daemon, method, target, **how))
        return wire.answer(of_head=method == "HEAD")


class Events:
    """An event stream that is being read."""

    def __init__(self, daemon, target, fields):
        self.wire = Wire(daemon)
        self.wire.send(request(daemon, "GET", target, fields=fields))
        found = self.wire.head()
        assert found.status == 200, (target, found.text)
        assert found.field("content-type") == "text/event-stream", found.fields
        self.all, self.wire.got = self.wire.got, b""
        self.open = True

    def wait(self, accept, seconds):
        """Whether `accept` holds for all that has come, within that time."""
        end = time.monotonic() + seconds
        while self.open and not accept(self.all):
            left = end - time.monotonic()
            if left <= 0 or not self.wire.closed_within(left):
                return False
            self.open = self.wire.more()
            self.all += self.wire.got
            self.wire.got = b""
        return accept(self.all)

    def close(self):
        self.wire.socket.close()
        return self.all


class Login:
    """An administrator's login by the page: cookie and csrf."""

    def __init__(self, daemon, jid, password):
        self.daemon = daemon
        origin = f"http://127.0.0.1:{daemon.web}"
        found = ask(daemon, "POST", "/api/v1/session",
                    fields=[("Origin", origin)],
                    body={"jid": jid, "password": password})
        assert found.status == 200, found.text
        text = found.field("set-cookie")
        for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
            assert part in text, text
        self.cookie = text.partition(";")[0]
        self.csrf = found.json()["csrf"]
        self.origin = ("Origin", origin)

    def fields(self, *more, csrf=True):
        own = [("Cookie", self.cookie)]
        if csrf:
            own.append(("X-Troupe-Csrf", self.csrf))
        return own + list(more)

    def is_valid(self):
        found = ask(self.daemon, "GET", "/api/v1/session",
                    fields=self.fields(csrf=False))
        assert found.status in (200, 401), found.text
        return found.status == 200
