# SPDX-License-Identifier: Apache-2.0
"""What is no request, or is one that others would read otherwise."""

from web_wire import Wire, ask, request

BAD = {400}
POST = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n"
# It would be answered with 200.
SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
LONG = 200_000


def refused(world, text, statuses=BAD):
    """One answer, and the connection is closed: nothing behind it counts."""
    data = text if isinstance(text, bytes) else text.encode("latin-1")
    with Wire(world.daemon) as wire:
        found = wire.send(data).answer()
        assert found.status in statuses, (data[:200], found.text)
        assert found.field("connection") == "close", found.fields
        rest = wire.rest()
        assert not rest, (data[:200], rest[:200])


def lines_that_are_wrong(world):
    for text, statuses in (
            ("GET /\r\n\r\n", {400, 505}),
            ("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", {505}),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
            ("GET / HTTP/1.1\nHost: localhost\n\n", {400, 505}),
            ("GET / HTTP/1.1\r\nHost: localhost\n\n\r\n\r\n", BAD),
            ("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", BAD),
            ("GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n", {400, 505}),
            ("GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n", {400, 505}),
            (" GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
             BAD),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\n: localhost\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nA:\r\n\tb\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\nHost: local\0host\r\n\r\n", BAD),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nA\0: b\r\n\r\n", BAD),
            ("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", BAD),
            ("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", BAD),
            ("GET localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", BAD),
            ("GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", BAD),
            ("CONNECT localhost:5222 HTTP/1.1\r\nHost: localhost\r\n\r\n",
             {400, 501}),
            (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n", BAD),
            (b"\0" * 100 + b"\r\n\r\n", BAD),
            ("<stream:stream xmlns='jabber:client'>\r\n\r\n", BAD)):
        refused(world, text, statuses)


def lengths_that_disagree(world):
    for lengths, statuses in (
            ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", BAD),
            ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", BAD),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
             BAD),
            ("Transfer-Encoding: chunked, identity\r\n", {400, 501}),
            ("Transfer-Encoding: gzip, chunked\r\n", {400, 501}),
            ("Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
             {400, 501}),
            ("Transfer-Encoding: xchunked\r\n", {400, 501}),
            ("Transfer-Encoding: chunked;x=1\r\n", {400, 501}),
            ("Transfer-Encoding: chunked foo\r\n", {400, 501}),
            ("Transfer-Encoding : chunked\r\n", BAD),
            ("Transfer-Encoding:\r\n chunked\r\n", BAD),
            ("Transfer-Encoding\r\n : chunked\r\n", BAD),
            ("Content-Length: 5\r\nContent-Length: 0\r\n", BAD),
            ("Content-Length: 5, 0\r\n", BAD),
            ("Content-Length: +5\r\n", BAD),
            ("Content-Length: -5\r\n", BAD),
            ("Content-Length: 0x5\r\n", BAD),
            ("Content-Length: 5\0\r\n", BAD),
            ("Content-Length:\r\n 5\r\n", BAD),
            ("Content-Length: 99999999999999999999\r\n", BAD),
            ("", {411})):
        refused(world, POST + lengths + "\r\n0\r\n\r\n" + SMUGGLED, statuses)
    refused(world, "POST /api/v1/session HTTP/1.0\r\nTransfer-Encoding: chunked"
            "\r\n\r\n0\r\n\r\n" + SMUGGLED)


def bodies_are_no_requests(world):
    """What stands within a body is not carried out, whatever the method."""
    for method in ("GET", "DELETE", "OPTIONS", "POST"):
        inner = request(world.daemon, "GET", "/metrics")
        with Wire(world.daemon) as wire:
            wire.send(request(world.daemon, method, "/nothing", body=inner)
                      + request(world.daemon, "GET", "/healthz"))
            assert wire.answer().status in (404, 405), method
            found = wire.answer()
            assert found.body == b"ok\n", (method, found.text)
            assert not wire.got, wire.got


def chunks_that_trick(world):
    for chunks, statuses in (
            ("x\r\na\r\n0\r\n\r\n", BAD), ("-1\r\na\r\n0\r\n\r\n", BAD),
            ("\r\na\r\n0\r\n\r\n", BAD), ("1\r\nab\r\n0\r\n\r\n", BAD),
            ("0x1\r\na\r\n0\r\n\r\n", BAD),
            ("1;a=\"\n\"\r\na\r\n0\r\n\r\n", BAD),
            ("ffffffffffffffffff\r\n", BAD),
            ("7fffffffffffffff\r\n", {413}), ("20000\r\n", {413}),
            ("1;" + "a" * LONG, {431}),
            (("1;" + "a" * 3_000 + "\r\na\r\n") * 12, {431}),
            ("0\r\nA: " + "a" * LONG, {431}),
            ("0\r\n" + "A: b\r\n" * 10_000, {431}),
            ("0\r\nContent-Length: 3\r\n\r\n", BAD)):
        refused(world, CHUNKED + chunks, statuses)


def chunks_in_pieces(world):
    """The end of a body is read as it comes; each piece is read alone, since
    another request is answered in between."""
    end = "0\r\n\r\n"
    for first in range(1, len(end)):
        for second in range(first + 1, len(end) + 1):
            with Wire(world.daemon) as wire:
                for piece in (CHUNKED, end[:first], end[first:second],
                              end[second:]):
                    wire.send(piece.encode())
                    assert world.answers(), (first, second)
                assert wire.answer().status == 415, (first, second)


def trailers_are_no_fields(world):
    """A token behind the body is none, nor is an address."""
    name, value = world.bearer
    head = (f"POST /api/v1/commands/status HTTP/1.1\r\nHost: localhost\r\n"
            "Transfer-Encoding: chunked\r\n")
    for trailer in (f"{name}: {value}",
                    "Cookie: " + world.login().cookie):
        with Wire(world.daemon) as wire:
            wire.send((f"{head}\r\n0\r\n{trailer}\r\n\r\n").encode())
            found = wire.answer()
            assert found.status == 401, (trailer, found.text)
    with Wire(world.daemon) as wire:
        wire.send((f"{head}{name}: {value}\r\n\r\n2\r\n{{}}\r\n0\r\n"
                   "Content-Type: application/json\r\n\r\n").encode())
        assert wire.answer().status == 415


def what_is_too_large(world):
    for text, statuses in (
            ("GET /" + "a" * 9_000 + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
             {414}),
            ("GET /" + "a" * LONG, {414}),
            ("A" * LONG, {400, 414, 431}),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nA: " + "b" * LONG, {431}),
            ("GET / HTTP/1.1\r\nHost: localhost\r\n"
             + "".join(f"A{n}: b\r\n" for n in range(5_000)), {431}),
            (POST + "Content-Length: 65537\r\n\r\n", {413}),
            (POST + f"Content-Length: {LONG}\r\n\r\n" + "a" * LONG, {413}),
            (CHUNKED + f"{LONG:x}\r\n" + "a" * LONG, {413})):
        refused(world, text, statuses)


def deep_json(world):
    for depth in (1_000, 30_000):
        for text, status in (("[" * depth + "]" * depth, 400),
                             ('{"jid":' + "[" * depth + "]" * depth + "}", 401),
                             ("[" * 2 * depth, 400), ("{\"a\":" * depth, 400)):
            found = ask(world.daemon, "POST", "/api/v1/session", body=text[
                :65_536], fields=[("Content-Type", "application/json")])
            assert found.status in (status, 400), (depth, found.text)
    found = ask(world.daemon, "POST", "/api/v1/commands/users",
                body='{"host": "\\ud800\\u0000"}',
                fields=[world.bearer, ("Content-Type", "application/json")])
    assert found.status in (400, 404), found.text


def paths_that_climb(world):
    secret = (world.daemon.directory / "troupe.toml").read_text()
    for target in ("/assets/../../../../etc/passwd", "/../etc/passwd",
                   "/assets/%2e%2e/%2e%2e/etc/passwd", "/%2e%2e%2fetc%2fpasswd",
                   "/assets/..%2f..%2fetc%2fpasswd", "/assets/..%5c..%5cetc",
                   "/assets/..\\..\\etc", "//etc/passwd",
                   "/assets//etc/passwd", "/assets/%00", "/assets/x%00.js",
                   "/assets/%c0%ae%c0%ae/etc", "/assets/%252e%252e/etc",
                   "/assets/..;/..;/etc/passwd", "/assets/.", "/assets/",
                   "/assets/%0d%0aX-Injected:%20a", "/%", "/%4", "/%zz",
                   "/troupe.toml", "/../troupe.toml", "/assets/../troupe.toml",
                   "/audit.log", "/assets/%7e/", "/index.html/", "/.env",
                   "/.git/config", "/assets/" + "../" * 500 + "etc/passwd"):
        found = ask(world.daemon, "GET", target)
        assert found.status in (400, 404), (target, found.text)
        assert b"root:" not in found.body, (target, found.text)
        assert secret.encode() not in found.body, target


def names_that_are_bent(world):
    for target in ("/api/v1/%63ommands", "/api/v1/commands/st%61tus",
                   "/api/v1/commands/status%2f", "/api/v1/commands/status/",
                   "/api/v1/commands/status%00", "/api/v1/commands/status%20",
                   "/api/v1/commands//status", "/api/v1//commands",
                   "/api/v1/commands/./status", "/api/v1/./commands",
                   "/api/v1/x/../commands", "/API/V1/commands", "/api/v1",
                   "/api/v1/commands;/status", "/api/v1/commands/",
                   "/api/v1/commands/status?a=%0d%0aX-Injected:%20a",
                   "/api/v1/follow/log%20follow", "/api/v2/commands",
                   "/metrics/", "/metrics%2f", "/%6detrics/x"):
        found = ask(world.daemon, "GET", target,
                    fields=[("X-Forwarded-For", "127.0.0.1")])
        assert found.status in (400, 401, 404), (target, found.text)
    for target in ("/api/v1/commands/status?a=%0d%0aX-Injected:%20a",
                   "/api/v1/commands/users?host=a&host=b",
                   "/api/v1/commands/users?host=%ff%fe",
                   "/api/v1/commands/users?host=%00",
                   "/api/v1/commands/none%ff"):
        found = ask(world.daemon, "GET", target, fields=[world.bearer])
        assert found.status in (400, 404), (target, found.text)


ATTACKS = [lines_that_are_wrong, lengths_that_disagree, bodies_are_no_requests,
           chunks_that_trick, chunks_in_pieces, trailers_are_no_fields,
           what_is_too_large, deep_json, paths_that_climb, names_that_are_bent]
