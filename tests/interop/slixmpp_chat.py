# SPDX-License-Identifier: Apache-2.0
"""Two clients of slixmpp: STARTTLS, SCRAM, and a day in their lives."""

import asyncio
import ssl

import slixmpp

LIMIT = 30


class Client(slixmpp.ClientXMPP):
    """Events are kept in queues, to be awaited one by one."""

    def __init__(self, daemon, jid, password, mechanism="SCRAM-SHA-256"):
        # slixmpp 1.8 binds channels by tls-unique only, which TLS 1.3 does not
        # have, and so must not claim to bind any (RFC 5802 §6).
        super().__init__(jid, password, sasl_mech=mechanism, plugin_config={
            "feature_mechanisms": {"sasl_callback": self.credentials_for}})
        self.port = daemon.c2s
        self.ca_certs = str(daemon.certificate)
        self.auto_authorize = None
        self.auto_subscribe = False
        for name in ("xep_0030", "xep_0054", "xep_0191", "xep_0199",
                     "xep_0203", "xep_0313"):
            self.register_plugin(name)
        self.queues = {}
        for name in ("session_start", "message", "message_error",
                     "presence_available", "presence_unavailable",
                     "presence_subscribe", "presence_subscribed",
                     "failed_auth", "disconnected"):
            self.keep(name)

    def credentials_for(self, required, optional):
        given = {"username": self.requested_jid.user,
                 "host": self.requested_jid.domain,
                 **self.credentials, "channel_binding": None}
        return {name: given[name] for name in required | optional
                if name in given}

    def keep(self, name):
        queue = self.queues[name] = asyncio.Queue()
        self.add_event_handler(name, queue.put_nowait)

    async def next(self, name, accept=lambda _: True):
        """The next event of that name for which `accept` is true."""
        while True:
            found = await asyncio.wait_for(self.queues[name].get(), LIMIT)
            if accept(found):
                return found

    async def login(self):
        self.connect(("127.0.0.1", self.port))
        await self.next("session_start")
        assert isinstance(self.transport.get_extra_info("ssl_object"),
                          (ssl.SSLObject, ssl.SSLSocket)), "not encrypted"
        await self.get_roster()
        self.send_presence()

    async def logout(self):
        self.disconnect()
        await self.next("disconnected")


def is_from(jid):
    return lambda stanza: stanza["from"].bare == jid


async def befriend(alice, bob):
    """Roster items and subscriptions both ways (RFC 6121 §3)."""
    for asks, grants in ((alice, bob), (bob, alice)):
        await asks.update_roster(grants.boundjid.bare, name="Friend")
        asks.send_presence_subscription(grants.boundjid.bare)
        await grants.next("presence_subscribe", is_from(asks.boundjid.bare))
        grants.send_presence_subscription(asks.boundjid.bare,
                                          ptype="subscribed")
        await asks.next("presence_available", is_from(grants.boundjid.bare))


async def chat(alice, bob):
    for one, other in ((alice, bob), (bob, alice)):
        text = f"Hello from {one.boundjid.user} – ☕ & <more>"
        one.send_message(mto=other.boundjid.bare, mbody=text, mtype="chat")
        found = await other.next("message", is_from(one.boundjid.bare))
        assert found["body"] == text, found


async def offline(daemon, alice, bob):
    await bob.logout()
    await alice.next("presence_unavailable", is_from("bob@localhost"))
    alice.send_message(mto="bob@localhost", mbody="See this later",
                       mtype="chat")
    await alice["xep_0199"].send_ping("localhost", timeout=LIMIT)
    again = Client(daemon, "bob@localhost/again", "b0b")
    await again.login()
    found = await again.next("message", is_from("alice@localhost"))
    assert found["body"] == "See this later", found
    assert found["delay"]["stamp"], "no time stamp"
    return again


async def history(alice):
    """What both have said, page by page (XEP-0313, XEP-0059)."""
    def body(result):
        return result["mam_result"]["forwarded"]["stanza"]["body"]

    pages = alice["xep_0313"].iterate(with_jid=slixmpp.JID("bob@localhost"),
                                      rsm={"max": 1})
    found = [body(x) async for x in pages]
    assert [x[:14] for x in found] \
        == ["Hello from ali", "Hello from bob", "See this later"], found
    ends = await alice["xep_0313"].get_archive_metadata(timeout=LIMIT)
    ends = ends["mam_metadata"]
    assert ends["start"]["id"] != ends["end"]["id"], ends
    none = [x async for x in alice["xep_0313"].iterate(
        with_jid=slixmpp.JID("nobody@localhost"))]
    assert none == [], none


async def vcard(alice, bob):
    card = alice["xep_0054"].make_vcard()
    card["FN"] = "Alice"
    await alice["xep_0054"].publish_vcard(card)
    found = await bob["xep_0054"].get_vcard("alice@localhost", timeout=LIMIT)
    assert found["vcard_temp"]["FN"] == "Alice", found


async def block(alice, bob):
    await alice["xep_0191"].block("bob@localhost")
    found = await bob.next("presence_unavailable", is_from("alice@localhost"))
    bob.send_message(mto="alice@localhost", mbody="Hi?", mtype="chat")
    found = await bob.next("message_error")
    assert found["error"]["condition"] == "service-unavailable", found
    listed = await alice["xep_0191"].get_blocked(timeout=LIMIT)
    assert [str(x) for x in listed["blocklist"]["items"]] \
        == ["bob@localhost"], listed
    await alice["xep_0191"].unblock("bob@localhost")
    await bob.next("presence_available", is_from("alice@localhost"))


async def wrong_password(daemon):
    mallory = Client(daemon, "alice@localhost", "wrong")
    mallory.connect(("127.0.0.1", daemon.c2s))
    await mallory.next("failed_auth")
    await mallory.next("disconnected")


async def run(daemon):
    """Raises where something is not as it should be."""
    alice = Client(daemon, "alice@localhost/a", "a1ice", "SCRAM-SHA-256")
    bob = Client(daemon, "bob@localhost/b", "b0b", "SCRAM-SHA-1")
    await alice.login()
    await bob.login()
    await befriend(alice, bob)
    await chat(alice, bob)
    bob = await offline(daemon, alice, bob)
    await history(alice)
    await vcard(alice, bob)
    await block(alice, bob)
    await wrong_password(daemon)
    await alice.logout()
    await bob.logout()


async def echo(daemon, ready):
    """Says back the first message that carol gets, then leaves."""
    alice = Client(daemon, "alice@localhost/echo", "a1ice")
    await alice.login()
    ready.set()
    found = await alice.next("message")
    found.reply("You said: " + found["body"]).send()
    await alice["xep_0199"].send_ping("localhost", timeout=LIMIT)
    await alice.logout()
