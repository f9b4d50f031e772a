# SPDX-License-Identifier: Apache-2.0
"""Who may: without a login, with a wrong one, from another page."""

import hashlib
import itertools
import secrets

from web_wire import Events, Login, ask

FOREIGN = [("Origin", "http://evil.example"), ("Origin", "https://localhost"),
           ("Origin", "http://localhost:1"), ("Origin", "null"),
           ("Origin", "http://127.0.0.1.evil.example"),
           ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")]
# What would carry a command out if it were let in.
WRONG_USER = {"jid": "mallory@localhost", "password": "m4llory"}


def routes(world):
    """Each route that wants to know who asks: method and target."""
    yield "GET", "/api/v1/session"
    yield "DELETE", "/api/v1/session"
    yield "GET", "/api/v1/commands"
    yield "HEAD", "/api/v1/commands"
    for name in world.commands + ["none"]:
        yield "GET", f"/api/v1/commands/{name}"
        yield "POST", f"/api/v1/commands/{name}"
        yield "GET", f"/api/v1/follow/{name}"


def nobody_gets_in(world):
    for method, target in routes(world):
        found = ask(world.daemon, method, target)
        assert found.status == 401, (method, target, found.text)
        assert found.field("www-authenticate") == "Bearer", found.fields


def guessed_cookies_open_nothing(world):
    secret = world.login().cookie.partition("=")[2]
    digest = hashlib.sha256(secret.encode()).hexdigest()
    for value in (secrets.token_hex(32), "0" * 64, "", secret[:-1],
                  secret + "0", secret.swapcase() if secret.swapcase() != secret
                  else secret[::-1], digest, "' OR 1=1 --", "a" * 4000,
                  f'"{secret}"', "%00", "../" * 20):
        for name in ("troupe_session", "Troupe_Session", "session"):
            found = ask(world.daemon, "GET", "/api/v1/session",
                        fields=[("Cookie", f"{name}={value}")])
            assert found.status == 401, (name, value, found.text)


def wrong_tokens_open_nothing(world):
    token = world.token
    login = world.login()
    digest = hashlib.sha256(token.encode()).hexdigest()
    for value in (f"Bearer {secrets.token_hex(32)}", "Bearer", "Bearer  ",
                  f"Bearer {token}0", f"Bearer {token[:-1]}",
                  f"Bearer {digest}", f"Basic {token}", token,
                  f"Bearer {token}, Bearer {token}"):
        # A cookie that is right does not stand in for a token that is wrong.
        for more in ([], login.fields()):
            found = ask(world.daemon, "GET", "/api/v1/commands/status",
                        fields=[("Authorization", value)] + more)
            assert found.status == 401, (value, found.text)
    for target in (f"/api/v1/commands/status?access_token={token}",
                   f"/metrics?token={token}"):
        found = ask(world.daemon, "GET", target,
                    fields=[("X-Forwarded-For", "127.0.0.1")])
        assert found.status == 401, (target, found.text)
    found = ask(world.daemon, "GET", "/api/v1/commands/status",
                fields=[("Authorization", f"bearer {token}")])
    assert found.status == 200, found.text
    world.daemon.control("token", "delete", "short")
    # "void within a second": the daemon asks its store anew each half second.
    assert world.is_void(world.short_token)


def metrics_are_for_this_machine(world):
    assert ask(world.daemon, "GET", "/metrics").status == 200
    for field in (("X-Forwarded-For", "127.0.0.1"),
                  ("X-Forwarded-For", "203.0.113.9"),
                  ("X-Real-IP", "127.0.0.1"), ("Via", "1.1 proxy"),
                  ("Forwarded", "for=127.0.0.1;host=localhost")):
        found = ask(world.daemon, "GET", "/metrics", fields=[field])
        assert found.status == 401, (field, found.text)
        found = ask(world.daemon, "GET", "/metrics",
                    fields=[field, world.bearer])
        assert found.status == 200, (field, found.text)


def other_names_are_not_ours(world):
    for host in ("evil.example", "localhost.evil.example", "evil.example:80",
                 f"127.0.0.1.evil.example:{world.daemon.web}", "0.0.0.0",
                 "localhost@evil.example", "[::2]", "localhost,evil.example",
                 "xn--localhost", "127.0.0.1:80:80"):
        for target in ("/", "/healthz", "/metrics", "/api/v1/session",
                       "/api/v1/commands/status"):
            found = ask(world.daemon, "GET", target, host=host,
                        fields=[world.bearer])
            assert found.status == 421, (host, target, found.text)
    found = ask(world.daemon, "GET", "http://evil.example/metrics")
    assert found.status == 421, found.text


def other_pages_change_nothing(world):
    login, other = world.login(), world.login()
    body = dict(WRONG_USER)
    for name, foreign in itertools.product(world.changing, FOREIGN[:2]
                                           + FOREIGN[-2:]):
        found = ask(world.daemon, "POST", f"/api/v1/commands/{name}",
                    fields=login.fields(foreign), body=body)
        assert found.status == 403, (name, foreign, found.text)
    for foreign in FOREIGN:
        for method, target in (("POST", "/api/v1/session"),
                               ("DELETE", "/api/v1/session"),
                               ("POST", "/api/v1/commands/adduser"),
                               ("GET", "/api/v1/follow/trace")):
            found = ask(world.daemon, method, target,
                        fields=login.fields(foreign), body=body)
            assert found.status == 403, (method, target, foreign, found.text)
    wrong = [[], [("X-Troupe-Csrf", "")], [("X-Troupe-Csrf", "0" * 64)],
             [("X-Troupe-Csrf", other.csrf)],
             [("X-Troupe-Csrf", login.csrf[:-1])],
             [("X-Troupe-Csrf", login.cookie.partition("=")[2])]]
    for name, fields in itertools.product(world.changing, wrong):
        found = ask(world.daemon, "POST", f"/api/v1/commands/{name}",
                    fields=login.fields(*fields, login.origin, csrf=False),
                    body=body)
        assert found.status == 403, (name, fields, found.text)
        found = ask(world.daemon, "GET", f"/api/v1/commands/{name}",
                    fields=login.fields())
        assert found.status == 405, (name, found.text)
    for fields in wrong:
        found = ask(world.daemon, "DELETE", "/api/v1/session",
                    fields=login.fields(*fields, csrf=False))
        assert found.status == 403, (fields, found.text)
    assert login.is_valid() and other.is_valid()
    assert "mallory" not in world.daemon.control("users")


def forms_log_nobody_in(world):
    text = '{"jid": "alice@localhost", "password": "a1ice"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded",
                 "multipart/form-data; boundary=x", ""):
        found = ask(world.daemon, "POST", "/api/v1/session", body=text,
                    fields=[("Content-Type", kind)])
        assert found.status == 415, (kind, found.text)
        assert found.field("set-cookie") is None, found.fields


def a_login_ends_at_logout(world):
    login = world.login()
    followed = Events(world.daemon, "/api/v1/follow/top",
                      login.fields(csrf=False))
    found = ask(world.daemon, "DELETE", "/api/v1/session",
                fields=login.fields(login.origin))
    assert found.status == 204, found.text
    assert "Max-Age=0" in found.field("set-cookie"), found.fields
    assert not login.is_valid()
    for method, target in routes(world):
        found = ask(world.daemon, method, target, fields=login.fields())
        assert found.status == 401, (method, target, found.text)
    assert followed.wait(lambda all: b"not_authorized" in all, 10), followed.all
    assert b"event: ended" in followed.close()


def a_changed_password_ends_logins(world):
    """Bob's; he is an administrator, too."""
    body = {"jid": "bob@localhost", "password": "b0b-2"}
    login = Login(world.daemon, "bob@localhost", "b0b")
    kept = world.login()
    for name, change, password in (("passwd", body, "b0b-2"),
                                   ("disable", {"jid": body["jid"]}, None)):
        assert login.is_valid()
        followed = Events(world.daemon, "/api/v1/follow/top",
                          login.fields(csrf=False))
        found = ask(world.daemon, "POST", f"/api/v1/commands/{name}",
                    fields=[world.bearer], body=change)
        assert found.status == 200, (name, found.text)
        assert not login.is_valid(), name
        assert followed.wait(lambda all: b"not_authorized" in all, 10), name
        followed.close()
        if password:
            login = Login(world.daemon, "bob@localhost", password)
    found = ask(world.daemon, "POST", "/api/v1/session", body=body)
    assert found.status == 401, found.text
    assert kept.is_valid()


def guessing_is_stopped(world):
    """limits.failures_per_account is 4, …_per_address 12."""
    source = "127.77.0.1"

    def guess(jid, password, address=source):
        return ask(world.daemon, "POST", "/api/v1/session", address,
                   body={"jid": jid, "password": password})

    answers = []
    for jid in ("carol@localhost", "nobody@localhost", "no@elsewhere.example"):
        for number in range(4):
            found = guess(jid, f"gu3ss-{number}")
            assert found.status == 401, (jid, number, found.text)
            answers.append(found.body)
        found = guess(jid, "c4r0l", "127.77.0.2")
        assert found.status == 429, (jid, found.text)
        assert int(found.field("retry-after")) > 0, found.fields
    assert len(set(answers)) == 1, answers
    # All doors are shut for that address, whoever asks with whatever.
    assert guess("alice@localhost", "a1ice").status == 429
    assert guess("dave@localhost", "x").status == 429
    world.login()
    world.hide("gu3ss", "c4r0l")
    text = world.until_logged("web.login_failed jid=carol@localhost")
    assert f"address={source}" in text, text
    assert "warn" in text or text.startswith("<4>"), text
    world.until_logged("web.login_refused jid=alice@localhost")


ATTACKS = [nobody_gets_in, guessed_cookies_open_nothing,
           wrong_tokens_open_nothing, metrics_are_for_this_machine,
           other_names_are_not_ours, other_pages_change_nothing,
           forms_log_nobody_in, a_login_ends_at_logout,
           a_changed_password_ends_logins, guessing_is_stopped]
