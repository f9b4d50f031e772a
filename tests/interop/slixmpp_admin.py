# SPDX-License-Identifier: Apache-2.0
"""An administrator with slixmpp: makes a user by ad-hoc commands."""

import asyncio

from slixmpp_chat import LIMIT, Client, is_from

ADMIN = "http://jabber.org/protocol/admin"
OWN = "urn:troupe:admin#"


class Commander(Client):
    """Ad-hoc commands (XEP-0050), as slixmpp has them."""

    def __init__(self, daemon, jid, password):
        super().__init__(daemon, jid, password)
        self.register_plugin("xep_0004")
        self.register_plugin("xep_0050")

    async def nodes(self):
        items = await self["xep_0050"].get_commands("localhost")
        return [item[1] for item in items["disco_items"]["items"]]

    async def run(self, node, values=None):
        """Executes a command and fills in its form; its last answer."""
        answers = asyncio.Queue()
        session = {"next": lambda iq, s: answers.put_nowait((iq, s)),
                   "error": lambda iq, s: answers.put_nowait((iq, s))}
        self["xep_0050"].start_command("localhost", node, session)
        iq, session = await asyncio.wait_for(answers.get(), LIMIT)
        if values is None or iq["type"] == "error":
            return iq
        assert iq["command"]["status"] == "executing", iq
        form = iq["command"]["form"]
        form["type"] = "submit"
        form.set_values(values)
        session["payload"] = [form]
        self["xep_0050"].complete_command(session)
        return (await asyncio.wait_for(answers.get(), LIMIT))[0]


async def run(daemon):
    alice = Commander(daemon, "alice@localhost", "a1ice")
    bob = Commander(daemon, "bob@localhost", "b0b")
    for each in (alice, bob):
        await each.login()

    assert f"{ADMIN}#add-user" in await alice.nodes()
    assert await bob.nodes() == []
    refused = await bob.run(f"{ADMIN}#add-user")
    assert refused["error"]["condition"] == "forbidden", refused

    dave = {"accountjid": "dave@localhost", "password": "d4ve",
            "password-verify": "d4ve"}
    added = await alice.run(f"{ADMIN}#add-user", dave)
    assert added["command"]["status"] == "completed", added
    # slixmpp tells of an error only where the command is repeated in it.
    again = await alice.run(f"{ADMIN}#add-user", dave)
    assert again["error"]["condition"] == "conflict", again

    new = Client(daemon, "dave@localhost", "d4ve")
    await new.login()
    online = await alice.run(f"{ADMIN}#get-online-users-list")
    assert (online["command"]["form"].get_values()["onlineuserjids"]
            == ["alice@localhost", "bob@localhost", "dave@localhost"]), online
    disabled = await alice.run(f"{ADMIN}#get-disabled-users-num")
    assert (disabled["command"]["form"].get_values()["disabledusersnum"]
            == "0"), disabled

    busy = await alice.run(f"{OWN}top", {})
    assert busy["command"]["status"] == "completed", busy
    # What goes on is told once it has come to its end.
    traced = asyncio.create_task(
        alice.run(f"{OWN}trace", {"kind": "message", "limit": "1"}))
    while not traced.done():
        new.send_message("bob@localhost", "hello", mtype="chat")
        await bob.next("message", is_from("dave@localhost"))
    told = await traced
    assert told["command"]["status"] == "completed", told
    assert "delivered" in str(told) and "hello" not in str(told), told

    # Behind the ping his presence has been taken.
    await new["xep_0199"].send_ping("localhost", timeout=LIMIT)
    told = await alice.run(f"{ADMIN}#announce", {"announcement": "one\ntwo"})
    assert told["command"]["status"] == "completed", told
    for each in (alice, bob, new):
        found = await each.next("message", is_from("localhost"))
        assert found["type"] == "headline", found
        assert found["body"] == "one\ntwo", found
        await each.logout()
