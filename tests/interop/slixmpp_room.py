# SPDX-License-Identifier: Apache-2.0
"""Alice, by slixmpp, in rooms (XEP-0045) with carol of npm_room.mjs.

Both play one play, where each step awaits what the other has done.
"""

from slixmpp import JID
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from slixmpp_chat import LIMIT, Client, is_from

ROOM = "coven@conference.localhost"
HEATH = "heath@conference.localhost"
CAROL = "carol@localhost/node"
HELLO = "Hello from Node – ☕ & <more>"
RETRACT = "{urn:xmpp:message-retract:1}retract"


class Occupant(Client):
    def __init__(self, daemon, jid, password):
        super().__init__(daemon, jid, password)
        for name in ("xep_0004", "xep_0045", "xep_0249", "xep_0359"):
            self.register_plugin(name)
        for name in ("groupchat_presence", "groupchat_message",
                     "groupchat_subject", "groupchat_config_status",
                     "retraction"):
            self.keep(name)
        # slixmpp 1.8 knows XEP-0424 and XEP-0425 in older versions only.
        self.register_handler(Callback(
            "retraction", MatchXPath(f"{{jabber:client}}message/{RETRACT}"),
            lambda x: self.event("retraction", x)))
        self.rooms = self["xep_0045"]

    async def shown(self, nick, kind="available", room=ROOM):
        """The next presence of that occupant."""
        return await self.next(
            "groupchat_presence",
            lambda x: x["from"] == f"{room}/{nick}" and x["type"] == kind)

    async def hears(self, nick, body, room=ROOM):
        """The stanza-id (XEP-0359) of what is said."""
        found = await self.next(
            "groupchat_message",
            lambda x: x["from"] == f"{room}/{nick}" and x["body"] == body)
        assert found["stanza_id"]["by"] == room, found
        return found["stanza_id"]["id"]

    async def say(self, body):
        self.send_message(mto=ROOM, mbody=body, mtype="groupchat")
        return await self.hears("alice", body)


def codes(stanza):
    return stanza["muc"]["status_codes"]


async def make(alice):
    """A room by its form, §10.1.3."""
    own, subject, _, history = await alice.rooms.join_muc_wait(
        ROOM, "alice", timeout=LIMIT)
    assert codes(own) == {110, 201}, own
    assert own["muc"]["affiliation"] == "owner", own
    assert own["muc"]["role"] == "moderator", own
    assert not subject["subject"] and not history, (subject, history)
    form = await alice.rooms.get_room_config(ROOM, timeout=LIMIT)
    form["values"] = {"muc#roomconfig_roomname": "A Dark Cave",
                      "muc#roomconfig_membersonly": True,
                      "muc#roomconfig_whois": "anyone"}
    await alice.rooms.set_room_config(ROOM, form, timeout=LIMIT)
    told = await alice.next("groupchat_config_status")
    assert {104, 172} <= codes(told), told
    found = await alice["xep_0030"].get_info(ROOM, timeout=LIMIT)
    assert {"muc_membersonly", "muc_nonanonymous", "urn:xmpp:mam:2"} \
        <= set(found["disco_info"]["features"]), found


async def make_at_once(alice):
    """A room as it is by default, §10.1.2."""
    await alice.rooms.join_muc_wait(HEATH, "alice", timeout=LIMIT)
    await alice.rooms.set_room_config(
        HEATH, alice["xep_0004"].make_form("submit"), timeout=LIMIT)


async def look_around(alice):
    """§6.3; a room is listed once that is stored."""
    found = {}
    while found.keys() != {ROOM, HEATH}:
        answer = await alice["xep_0030"].get_items("conference.localhost",
                                                   timeout=LIMIT)
        found = {str(jid): name
                 for jid, _, name in answer["disco_items"]["items"]}
    assert found[ROOM] == "A Dark Cave", found


async def invite(alice):
    """§7.8.2; whom a room for members invites becomes one (§9.5)."""
    await alice.next("message", is_from("carol@localhost"))
    alice.rooms.invite(ROOM, "carol@localhost", "Come in")
    carol = await alice.shown("carol")
    assert carol["muc"]["jid"] == CAROL, carol
    assert carol["muc"]["affiliation"] == "member", carol
    assert carol["muc"]["role"] == "participant", carol


async def talk(alice):
    """§7.4, §8.1, §7.5; the id of what she has said."""
    hello = await alice.hears("carol", HELLO)
    answer = await alice.say("Buy my potions")
    assert hello != answer, hello
    alice.rooms.set_subject(ROOM, "Potions")
    await alice.next("groupchat_subject", lambda x: x["subject"] == "Potions")
    private = await alice.next("message", lambda x: x["type"] == "chat")
    assert private["from"] == f"{ROOM}/carol", private
    assert private["body"] == "Psst", private
    private.reply("To you too").send()
    return answer


async def see_new_nick(alice):
    """§7.6"""
    old = await alice.shown("carol", "unavailable")
    assert codes(old) == {303}, old
    assert old["muc"]["item"]["nick"] == "caroline", old
    await alice.shown("caroline")
    assert sorted(alice.rooms.get_roster(ROOM)) == ["alice", "caroline"]


async def be_moderated(alice, answer):
    """§9.6, XEP-0425, §8.2"""
    await alice.rooms.set_role(ROOM, "caroline", "moderator", timeout=LIMIT)
    told = await alice.next("retraction")
    assert told.xml.find(RETRACT).get("id") == answer, told
    await alice.rooms.set_role(ROOM, "caroline", "none", reason="Hush",
                               timeout=LIMIT)
    out = await alice.shown("caroline", "unavailable")
    assert codes(out) == {307} and out["muc"]["role"] == "none", out
    await alice.shown("carol")


async def read(alice, retracted):
    """XEP-0313, page by page."""
    pages = alice["xep_0313"].iterate(jid=JID(ROOM), rsm={"max": 2})
    found = [x["mam_result"] async for x in pages]
    messages = [x["forwarded"]["stanza"] for x in found]
    assert [x["body"] for x in messages if x["body"]] == ["First!", HELLO]
    assert retracted in [x["id"] for x in found], found
    assert "Potions" in [x["subject"] for x in messages], found


async def see_leave(alice):
    """§7.14, and XEP-0249"""
    gone = await alice.shown("carol", "unavailable")
    assert gone["status"] == "Gone for tea" and not codes(gone), gone
    alice["xep_0249"].send_invitation(CAROL, ROOM, reason="Tea is here")
    await alice.shown("carol")


async def move(alice):
    """§10.9"""
    await alice.rooms.destroy(ROOM, "Macbeth doth come", HEATH, timeout=LIMIT)
    own = await alice.shown("alice", "unavailable")
    assert own["muc"]["destroy"]["jid"] == HEATH, own
    await alice.shown("carol", room=HEATH)
    await alice.hears("carol", "All here", HEATH)
    alice.rooms.leave_muc(HEATH, "alice")
    await alice["xep_0199"].send_ping("localhost", timeout=LIMIT)


async def run(daemon, ready):
    """Raises where something is not as it should be."""
    alice = Occupant(daemon, "alice@localhost/room", "a1ice")
    await alice.login()
    await make(alice)
    await make_at_once(alice)
    await look_around(alice)
    await alice.say("First!")
    ready.set()
    await invite(alice)
    answer = await talk(alice)
    await see_new_nick(alice)
    await be_moderated(alice, answer)
    await read(alice, answer)
    await see_leave(alice)
    await move(alice)
    await alice.logout()
