# SPDX-License-Identifier: Apache-2.0
"""What people write to each other is nowhere to be read."""

import contextlib
import json
import re
import secrets

from raw_client import RawClient, local_name
from web_wire import Events, ask

TRIES = 30


def body_of(element):
    return "".join(element.itertext())


def stanzas(word, number):
    """A message that arrives, one that nobody gets, one for later, presence
    and an IQ; the word is wherever a client may put text."""
    inner = (f"<subject>{word}</subject><body>{word}</body>"
             f"<x xmlns='urn:example:x' at='{word}'>{word}</x>")
    return (f"<presence><status>{word}</status></presence>"
            f"<message to='dave@localhost' type='chat' id='m{number}'>{inner}"
            "</message>"
            f"<message to='nobody@localhost' type='chat'>{inner}</message>"
            f"<message to='dave@localhost/none' type='chat'>{inner}</message>"
            f"<message to='carol@localhost' type='chat'>{inner}</message>"
            f"<iq to='localhost' type='set' id='i{number}'>"
            f"<x xmlns='urn:example:x' at='{word}'>{word}</x></iq>"
            f"<iq type='set' id='p{number}'><query xmlns='jabber:iq:private'>"
            f"<x xmlns='urn:example:x'>{word}</x></query></iq>")


def has_trace(all):
    """Of the message that arrived."""
    return b'"outcome":"delivered"' in all


def traces_in(data):
    return re.findall(rb'"id":"([0-9a-f]{16})"', data)


@contextlib.contextmanager
def two_clients(world):
    alice = RawClient(world.daemon, "alice", "a1ice", "wire")
    dave = RawClient(world.daemon, "dave", "d4ve", "wire")
    try:
        dave.send("<presence/>")
        yield alice, dave
    finally:
        alice.close()
        dave.close()


def all_that_is_told(world, followed):
    """What the API has to say about what went on."""
    told = []
    ids = {identity for each in followed for identity in traces_in(each)}
    assert ids, followed
    targets = ["commands/recent?limit=100", "commands/sessions",
               "commands/users?details=true", "commands/status",
               "commands/audit", "commands/reports", "commands/rooms-list",
               "commands/describe", "commands"]
    targets += [f"commands/describe?jid={name}%40localhost"
                for name in ("alice", "carol", "dave", "nobody")]
    targets.append("commands/describe?jid=localhost")
    for identity in sorted(ids):
        targets.append(f"commands/shown?id={identity.decode()}")
        targets.append(f"commands/message?id={identity.decode()}")
    for target in targets:
        found = ask(world.daemon, "GET", f"/api/v1/{target}",
                    fields=[world.bearer])
        assert found.status in (200, 404), (target, found.text)
        told.append(found.body)
    assert any(b'"why":"error"' in each for each in told)
    told.append(ask(world.daemon, "GET", "/metrics").body)
    return told


def no_text_is_told(world):
    word = "s3cret" + secrets.token_hex(8)
    world.hide(word)
    targets = ("trace", "trace?kind=message", "trace?jid=alice%40localhost",
               "log-follow?level=trace", "top?sampling=1")
    with two_clients(world) as (alice, dave):
        followed = [Events(world.daemon, f"/api/v1/follow/{target}",
                           [world.bearer]) for target in targets]
        # It is not told when following begins; so it is tried until it has.
        for number in range(TRIES):
            alice.send(stanzas(word, number))
            got = dave.until(lambda x: local_name(x) == "message")
            assert word in body_of(got)
            if followed[0].wait(has_trace, 1) and all(
                    each.wait(lambda all: b"event: event" in all, 2)
                    for each in followed):
                break
        alice.until(lambda x: x.get("id") == f"p{number}")
        texts = [each.close() for each in followed]
        assert has_trace(texts[0]), texts[0]
        for target, text in zip(targets, texts):
            assert b"event: event" in text, target
            assert word.encode() not in text, target
        for text in all_that_is_told(world, texts):
            assert word.encode() not in text, text


def text_is_told_who_asks_for_it(world):
    """That the word would be found above if it were there."""
    word = "0pen" + secrets.token_hex(8)
    with two_clients(world) as (alice, dave):
        followed = Events(world.daemon,
                          "/api/v1/follow/trace?kind=message&payload=true",
                          [world.bearer])
        for number in range(TRIES):
            alice.send(stanzas(word, number))
            dave.until(lambda x: local_name(x) == "message")
            if followed.wait(lambda all: word.encode() in all, 1):
                break
        assert word.encode() in followed.close()
        # And it is kept nowhere, whoever has asked for it.
        found = ask(world.daemon, "GET", "/api/v1/commands/recent?limit=100",
                    fields=[world.bearer])
        assert found.status == 200, found.text
        assert json.loads(found.body)["result"]["traces"], found.text
        assert word.encode() not in found.body


ATTACKS = [no_text_is_told, text_is_told_who_asks_for_it]
