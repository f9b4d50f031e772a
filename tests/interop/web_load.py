# SPDX-License-Identifier: Apache-2.0
"""Too slow, too many, too fast, and ways of HTTP that are not ours."""

import contextlib
import time

from web_wire import LIMIT, Events, Wire, ask, request

SLOW = 10  # seconds that the daemon gives a request
PER_ADDRESS, IN_ALL, AT_ONCE, FOLLOWED = 128, 512, 100, 16
UPGRADE = [("Connection", "Upgrade"), ("Upgrade", "websocket"),
           ("Sec-WebSocket-Version", "13"),
           ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
H2C = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"),
       ("HTTP2-Settings", "AAMAAABkAAQAAP__")]


def slow_ones_are_cut(world):
    """Each has its time in all, however often it sends a byte."""
    begun = time.monotonic()
    head = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
    body = request(world.daemon, "POST", "/api/v1/session", body="x" * 100)
    with contextlib.ExitStack() as all_of_them:
        def wire(data):
            return all_of_them.enter_context(Wire(world.daemon)).send(data)

        stalled = [wire(head), wire(body[:-50]), wire(b"G")]
        silent = wire(b"")
        dripping = wire(head + b"X: ")
        while not dripping.closed_within(0.5):
            assert time.monotonic() - begun < 3 * SLOW, "not cut"
            dripping.send(b"x")
        for each in stalled + [dripping]:
            found = each.answer()
            assert found.status == 408, found.text
            assert not each.rest()
        assert not silent.rest()
    assert time.monotonic() - begun >= SLOW - 1, "cut too early"


def connections_are_bounded(world):
    addresses = [f"127.88.0.{n}" for n in range(1, 1 + IN_ALL // PER_ADDRESS)]
    with contextlib.ExitStack() as all_of_them:
        def wire(source=None):
            return all_of_them.enter_context(Wire(world.daemon, source))

        first = wire(addresses[0])
        for _ in range(PER_ADDRESS - 1):
            wire(addresses[0])
        assert not wire(addresses[0]).rest(), "one too many of an address"
        assert ask(world.daemon, "GET", "/healthz").status == 200
        for address in addresses[1:]:
            for _ in range(PER_ADDRESS):
                wire(address)
        assert not wire().rest(), "one too many in all"
        first.send(request(world.daemon, "GET", "/healthz"))
        assert first.answer().status == 200
        world.daemon.control("status")  # by its socket
    end = time.monotonic() + LIMIT
    while not world.answers():
        assert time.monotonic() < end, "it has not recovered"


def requests_are_bounded(world):
    """One address; others are not held up."""
    source = "127.99.0.1"
    statuses = []
    with Wire(world.daemon, source) as wire:
        wire.send(request(world.daemon, "GET", "/healthz") * 3 * AT_ONCE)
        for _ in range(3 * AT_ONCE):
            found = wire.answer()
            statuses.append(found.status)
            if found.status == 429:
                assert int(found.field("retry-after")) > 0, found.fields
    assert set(statuses) == {200, 429}, set(statuses)
    assert statuses[:AT_ONCE] == [200] * AT_ONCE, statuses
    assert ask(world.daemon, "GET", "/healthz").status == 200


def pipelined_answers_keep_their_order(world):
    targets = ["/healthz", "/nothing", "/api/v1/session", "/../x"]
    with Wire(world.daemon) as wire:
        wire.send(b"".join(request(world.daemon, "GET", target)
                           for target in targets[:3] * 10 + targets))
        found = [wire.answer().status for _ in range(34)]
        assert found == [200, 404, 401] * 11 + [400], found
        assert not wire.rest()


def old_http_is_served(world):
    with Wire(world.daemon) as wire:
        wire.send(b"GET /healthz HTTP/1.0\r\n\r\n" * 2)
        found = wire.answer()
        assert found.status == 200, found.text
        assert found.field("connection") == "close", found.fields
        assert not wire.rest()  # the second counts for nothing
    for fields, status in (([], 401), ([world.bearer], 200)):
        found = ask(world.daemon, "GET", "/api/v1/commands/status",
                    version="1.0", host="", fields=fields)
        assert found.status == status, found.text
    found = ask(world.daemon, "GET", "/healthz", version="1.0",
                host="evil.example")
    assert found.status == 421, found.text


def methods_are_taken_as_they_are(world):
    for method in ("TRACE", "BREW", "get", "GETT", "PROPFIND", "M-SEARCH"):
        found = ask(world.daemon, method, "/healthz")
        assert found.status == 501, (method, found.text)
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "POST"):
        for target in ("/", "/healthz", "/metrics", "/api/v1/commands",
                       "/api/v1/follow/trace"):
            found = ask(world.daemon, method, target, fields=[
                world.bearer, ("Access-Control-Request-Method", "POST"),
                ("Origin", "http://evil.example")])
            assert found.status == 405, (method, target, found.text)
            assert "GET" in found.field("allow"), found.fields
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override",
                 "_method"):
        for value in ("POST", "DELETE"):
            found = ask(world.daemon, "GET",
                        "/api/v1/commands/reload?_method=POST",
                        fields=[world.bearer, (name, value)])
            assert found.status == 405, (name, found.text)
    for target, status in (("/healthz", 200), ("/api/v1/commands", 401),
                           ("/nothing", 404), ("/api/v1/follow/trace", 405)):
        with Wire(world.daemon) as wire:
            wire.send(request(world.daemon, "HEAD", target,
                              fields=[("Connection", "close")]))
            assert wire.answer(of_head=True).status == status, target
            assert not wire.rest(), target


def nothing_is_upgraded(world):
    for fields in (UPGRADE, H2C):
        for target, status in (("/healthz", 200),
                               ("/api/v1/follow/trace", 401),
                               ("/api/v1/commands/status", 401)):
            found = ask(world.daemon, "GET", target, fields=fields)
            assert found.status == status, (target, found.text)
    found = ask(world.daemon, "POST", "/api/v1/session", body="{}", fields=[
        ("Expect", "101-switching"), ("Content-Type", "application/json")])
    assert found.status == 417, found.text


def who_leaves_leaves_nothing(world):
    """In the middle of a head, a body, an answer and an event stream."""
    body = request(world.daemon, "POST", "/api/v1/session", body="x" * 100)
    followed = request(world.daemon, "GET", "/api/v1/follow/top",
                       fields=[world.bearer])
    for data in (b"", b"GET", body[:-50], followed,
                 request(world.daemon, "GET", "/metrics") * 50,
                 request(world.daemon, "GET", "/api/v1/commands/status",
                         fields=[world.bearer]) * 20) * 5:
        with Wire(world.daemon) as wire:
            wire.send(data)
    end = time.monotonic() + LIMIT
    while not all_can_be_followed(world):
        assert time.monotonic() < end, "commands go on for nobody"


def all_can_be_followed(world):
    """As many commands as there can be go on; it tells once a second."""
    with contextlib.ExitStack() as streams:
        opened = []
        for _ in range(FOLLOWED):
            opened.append(Events(world.daemon, "/api/v1/follow/top",
                                 [world.bearer]))
            streams.callback(opened[-1].close)
        for each in opened:
            assert each.wait(lambda all: b"\n\n" in all, LIMIT), each.all
        return not any(b"event: ended" in each.all for each in opened)


ATTACKS = [slow_ones_are_cut, connections_are_bounded, requests_are_bounded,
           pipelined_answers_keep_their_order, old_http_is_served,
           methods_are_taken_as_they_are, nothing_is_upgraded,
           who_leaves_leaves_nothing]
