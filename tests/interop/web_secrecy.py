# SPDX-License-Identifier: Apache-2.0
"""What people write to each other is nowhere to be read; what they report is in
the reports, and nowhere else."""

import contextlib
import json
import re
import secrets

from raw_client import RawClient, local_name
from raw_room import ROOM, ask_owner, enter
from web_wire import Events, ask

TRIES = 30
ROOM_ADDRESS = ROOM.replace("@", "%40")
REPORTS = "commands/reports"


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


def said_in_room(word, number):
    """A line, and what the room is about."""
    return (f"<message to='{ROOM}' type='groupchat' id='g{number}'>"
            f"<body>{word}</body></message>"
            f"<message to='{ROOM}' type='groupchat'>"
            f"<subject>{word}</subject></message>")


def report(word, number):
    return (f"<iq type='set' id='r{number}'><block xmlns='urn:xmpp:blocking'>"
            "<item jid='spammer@localhost'>"
            "<report xmlns='urn:xmpp:reporting:1' "
            f"reason='urn:xmpp:reporting:spam'><text>{word}</text></report>"
            "</item></block></iq>")


def has_text(kind, word):
    return lambda x: x.get("type") == kind and word in body_of(x)


def has_id(name):
    return lambda x: x.get("id") == name


def until_all(client, *accepted):
    """Until each has accepted something that came."""
    left = list(accepted)
    while left:
        got = client.next()
        left = [each for each in left if not each(got)]


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


def meet(alice, dave):
    """In a room that alice has made."""
    enter(alice, "alice")
    ask_owner(alice, "set", "<x xmlns='jabber:x:data' type='submit'/>")
    enter(dave, "dave")


def all_that_is_told(world, followed):
    """What the API has to say about what went on, by where it says it."""
    told = {}
    ids = {identity for each in followed for identity in traces_in(each)}
    assert ids, followed
    targets = ["commands/recent?limit=100", "commands/sessions",
               "commands/users?details=true", "commands/status",
               "commands/audit", REPORTS, "commands/rooms-list",
               f"commands/rooms-describe?room={ROOM_ADDRESS}",
               f"commands/describe?jid={ROOM_ADDRESS}",
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
        told[target] = found.body
    assert any(b'"why":"error"' in each for each in told.values())
    told["metrics"] = ask(world.daemon, "GET", "/metrics").body
    return told


def nothing_is_told(told, word, reported):
    for target, text in told.items():
        assert word.encode() not in text, (target, text)
        is_there = reported.encode() in text
        assert is_there == (target == REPORTS), (target, text)
    # They have told of that room.
    for name in ("rooms-list", f"rooms-describe?room={ROOM_ADDRESS}",
                 f"describe?jid={ROOM_ADDRESS}"):
        text = told[f"commands/{name}"]
        assert ROOM.encode() in text, (name, text)


def no_text_is_told(world):
    word = "s3cret" + secrets.token_hex(8)
    reported = "rep0rted" + secrets.token_hex(8)
    world.hide(word, reported)
    targets = ("trace", "trace?kind=message", "trace?jid=alice%40localhost",
               "log-follow?level=trace", "top?sampling=1")
    with two_clients(world) as (alice, dave):
        meet(alice, dave)
        followed = [Events(world.daemon, f"/api/v1/follow/{target}",
                           [world.bearer]) for target in targets]
        # It is not told when following begins; so it is tried until it has.
        for number in range(TRIES):
            alice.send(stanzas(word, number) + said_in_room(word, number))
            dave.send(report(reported, number))
            until_all(dave, has_text("chat", word), has_text("groupchat", word),
                      has_id(f"r{number}"))
            if followed[0].wait(has_trace, 1) and all(
                    each.wait(lambda all: b"event: event" in all, 2)
                    for each in followed):
                break
        alice.until(has_id(f"p{number}"))
        texts = [each.close() for each in followed]
        assert has_trace(texts[0]), texts[0]
        for target, text in zip(targets, texts):
            assert b"event: event" in text, target
            for hidden in (word, reported):
                assert hidden.encode() not in text, target
        nothing_is_told(all_that_is_told(world, texts), word, reported)


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
