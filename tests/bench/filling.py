# SPDX-License-Identifier: Apache-2.0
"""Writes accounts, rosters, archives and rooms into Troupe's store while no
server runs, in the form in which the server does: persistence/sqlite_schema.cpp
and, for rooms, actors/muc/room_storing.cpp.

The account `u0` must be there; all others get its password, so that its key has
to be derived once only.
"""

import contextlib
import json
import sqlite3
import time

ITEM = ("<item xmlns='jabber:iq:roster' jid='{jid}' subscription='both'"
        " version='1'/>")
MESSAGE = ("<message from='{peer}/r' to='{owner}' type='chat' id='{id}'><body>"
           "It is the east, and Juliet is the sun. Arise, fair sun, and kill the"
           " envious moon {n}</body></message>")
WORDS = "it is the east and juliet sun arise fair kill envious moon {n}"
GAP = 1_000_000  # microseconds from one message to the next
ROLES = ["moderator", "participant", "visitor"]
ROOM = {"name": "", "description": "", "language": "", "secret": "",
        "max_users": 0, "history": 20, "slow_mode": 0, "allow_pm": "anyone",
        "whois": "moderators", "presence_broadcast": ROLES,
        "get_member_list": ROLES, "archived": True, "logged": False,
        "change_subject": False, "allow_invites": False, "allow_queries": True,
        "public": True, "persistent": True, "moderated": False,
        "members_only": False, "password_protected": False}
OWNER = ("<item xmlns='http://jabber.org/protocol/muc#admin'"
         " affiliation='owner' jid='{jid}'/>")
ROOM_SERVICE = "conference.localhost"


@contextlib.contextmanager
def opened(directory):
    """The database in there, in one transaction; it must be kept if whole."""
    with contextlib.closing(
            sqlite3.connect(directory / "troupe.sqlite")) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -500000")
        with db:
            yield db


def add_accounts(db, count, name="u{}", host="localhost"):
    """Those that are missing of the first `count`."""
    blob, = db.execute(
        "SELECT blob FROM documents WHERE owner = 'u0@localhost'"
        " AND name = 'credentials'").fetchone()
    db.executemany(
        "INSERT OR IGNORE INTO documents VALUES(?, 'credentials', ?)",
        ((f"{name.format(i)}@{host}", blob) for i in range(count)))


def add_contacts(db, owners, contacts):
    """Each of the owners is subscribed to all contacts, and they to it."""
    pairs = [(owner, contact) for owner in owners for contact in contacts]
    rows = [(a, b, ITEM.format(jid=b).encode())
            for x, y in pairs for a, b in ((x, y), (y, x))]
    db.executemany("INSERT INTO map VALUES(?, 'roster', ?, ?)", sorted(rows))


def add_archive(db, owner, peer, count):
    """Messages of the past, a second after each other, with their words. They
    are recent ones: the server makes blocks of them when it starts."""
    last = int((time.time() - 60) * 1e6)
    number = db.execute("INSERT INTO logs(owner, log) VALUES(?, 'archive')",
                        (owner,)).lastrowid

    def entries():
        for n in range(1, count + 1):
            key = f"{n * 0x9E3779B97F4A7C15 % (1 << 64):016x}"
            text = MESSAGE.format(peer=peer, owner=owner, id=key, n=n)
            yield (number, n, key, last - (count - n) * GAP, peer,
                   text.encode(), WORDS.format(n=n))

    db.executemany(
        "INSERT INTO log_recent(log, position, id, time, peer, blob, words)"
        " VALUES(?, ?, ?, ?, ?, ?, ?)", entries())


def room_name(number):
    """The address of a room of `add_rooms`."""
    return f"r{number}@{ROOM_SERVICE}"


def add_rooms(db, count, owner="u0@localhost"):
    """Public rooms that stay, of one owner, in which nothing was said yet."""
    now = int(time.time() * 1e6)

    def documents():
        for n in range(count):
            room, name = room_name(n), f"Room {n}"
            facts = {"created": now, "locked": False, "secret": f"{n:064x}"}
            yield room, "facts", as_json(facts)
            yield room, f"public.{ROOM_SERVICE}", name.encode()
            yield room, f"room.{ROOM_SERVICE}", as_json(ROOM | {"name": name})

    db.executemany("INSERT INTO documents VALUES(?, ?, ?)", documents())
    db.executemany(
        "INSERT INTO map VALUES(?, 'affiliations', ?, ?)",
        ((room_name(n), owner, OWNER.format(jid=owner).encode())
         for n in range(count)))


def as_json(values):
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
