# SPDX-License-Identifier: Apache-2.0
"""Occupants of a room (XEP-0045) that are raw clients."""

import itertools
import xml.etree.ElementTree as tree

from managed_client import ManagedClient
from raw_client import RawClient, local_name

ROOM = "coven@conference.localhost"
MUC = "http://jabber.org/protocol/muc"
PASSWORD = "w"
BODY = "{jabber:client}body"
USER = f"{{{MUC}#user}}"
ADMIN = f"{{{MUC}#admin}}"
MAM = "{urn:xmpp:mam:2}"
numbers = itertools.count()


def fail(what, element=None):
    text = tree.tostring(element, "unicode") if element is not None else ""
    raise RuntimeError(what + text)


def ask(client, kind, payload, to=ROOM):
    """The answer to an IQ, which must not be an error."""
    name = f"ask{next(numbers)}"
    client.send_stanza(f"<iq type='{kind}' id='{name}' to='{to}'>{payload}"
                       "</iq>")
    answer = client.until(lambda x: x.get("id") == name)
    if answer.get("type") != "result":
        fail("refused: ", answer)
    return answer


def ask_owner(client, kind, payload=""):
    return ask(client, kind, f"<query xmlns='{MUC}#owner'>{payload}</query>")


def ask_admin(client, kind, item):
    return ask(client, kind, f"<query xmlns='{MUC}#admin'>{item}</query>")


def codes(stanza):
    return {x.get("code") for x in stanza.iterfind(f"{USER}x/{USER}status")}


def is_presence(stanza, nick, kind=None):
    return (local_name(stanza) == "presence"
            and stanza.get("from") == f"{ROOM}/{nick}"
            and stanza.get("type") == kind)


def enter(client, nick):
    client.send_stanza(f"<presence to='{ROOM}/{nick}'><x xmlns='{MUC}'/>"
                       "</presence>")
    client.until(lambda x: is_presence(x, nick) and "110" in codes(x))


def line_in(message):
    """Nick, body and id of what was said in the room; else nothing."""
    body = message.findtext(BODY)
    mark = message.find("{urn:xmpp:sid:0}stanza-id")
    room, _, nick = message.get("from", "").partition("/")
    if body is None or mark is None or room != ROOM:
        return None
    return nick, body, mark.get("id")


class Occupant(ManagedClient):
    def __init__(self, daemon, user, nick, seconds=600):
        super().__init__(daemon, user, PASSWORD, "desktop", seconds)
        self.nick = nick
        self.said = []  # numbers of stanzas, and bodies
        self.send_stanza("<presence/>")
        enter(self, nick)

    def say(self, body):
        number = self.send_stanza(f"<message type='groupchat' to='{ROOM}'>"
                                  f"<body>{body}</body></message>")
        self.said.append((number, body))

    def bodies(self):
        return [body for _, body in self.said]

    def acknowledged_bodies(self):
        return [body for number, body in self.said
                if number <= self.acknowledged]

    def hears(self, body):
        return self.find(lambda x: x.findtext(BODY) == body)

    def heard(self):
        return [line for line in map(line_in, self.read) if line]


def who_is_in(owner):
    """Nick, role, affiliation and JID of each."""
    found = set()
    for role in ("moderator", "participant"):
        answer = ask_admin(owner, "get", f"<item role='{role}'/>")
        for item in answer.iter(ADMIN + "item"):
            found.add(tuple(map(item.get, ("nick", "role", "affiliation",
                                           "jid"))))
    return found


def archive(daemon, user):
    """What was said as the archive has it (XEP-0313), asked from outside."""
    reader = RawClient(daemon, user, PASSWORD, "study")
    found, after, is_complete = [], "", False
    while not is_complete:
        reader.send_stanza(
            f"<iq type='set' id='page' to='{ROOM}'><query xmlns='{MAM[1:-1]}'>"
            "<set xmlns='http://jabber.org/protocol/rsm'><max>100</max>"
            f"{after}</set></query></iq>")
        while local_name(answer := reader.next()) == "message":
            result = answer.find(MAM + "result")
            message = next(result.iter("{jabber:client}message"))
            found.append((message.get("from").partition("/")[2],
                          message.findtext(BODY), result.get("id")))
        fin = answer.find(MAM + "fin")
        if fin is None:
            fail("no page of the archive: ", answer)
        is_complete = fin.get("complete") == "true"
        after = f"<after>{found[-1][2]}</after>" if found else ""
    reader.close()
    return found
