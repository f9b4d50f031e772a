# SPDX-License-Identifier: Apache-2.0
"""The rows of `compare`: what is measured with each server."""

import dataclasses

CHAT = [("us/message", "server_cpu_us_per_message"),
        ("messages/s", "messages_per_second"), ("p99 us", "p99_us")]
PACED = [CHAT[0], ("p50 us", "p50_us"), CHAT[2], ("p99.9 us", "p99_9_us")]
ROOM = [("us/delivery", "server_cpu_us_per_arrival"),
        ("deliveries/s", "arrivals_per_second"), ("p50 us", "p50_us"),
        ("p99 us", "p99_us"), ("us/join", "server_cpu_us_per_join"),
        ("p99 us of joining", "join_p99_us"),
        ("KiB/join", "server_anonymous_kib_per_join")]
MANAGED = "--stream-management --resumable"


@dataclasses.dataclass(frozen=True)
class Row:
    """@param figures  (title, key of troupe-load) of each line of the table"""

    name: str
    words: str
    figures: list
    archive: bool = False  # the server keeps both sides' archives
    relay: bool = False  # the relay can do it, too
    tls_only: bool = False
    accounts: int = 100
    sessions: int = 0  # if more than descriptors may be short for
    fresh_after: str = ""  # what is run before the server is started anew


ROWS = [
    Row("chat, 100 pairs, window 1", "chat --pairs 100 --window 1", CHAT,
        relay=True, accounts=200),
    Row("chat, 100 pairs, window 16", "chat --pairs 100 --window 16", CHAT,
        relay=True, accounts=200),
    Row("chat, 1000 pairs, window 1", "chat --pairs 1000 --window 1", CHAT,
        relay=True, accounts=2000),
    Row("chat, managed, window 16",
        f"chat --pairs 100 --window 16 {MANAGED} --ask-every 5", CHAT,
        accounts=200),
    Row("chat, 1000/s", "chat --pairs 100 --rate 1000", PACED, relay=True,
        accounts=200),
    Row("handshake", "handshake --count 2000",
        [("us/handshake", "server_cpu_us_per_handshake"),
         ("handshakes/s", "handshakes_per_second")], relay=True,
        tls_only=True),
    Row("login", "login --count 200 --rounds 5",
        [("us/login", "server_cpu_us_per_login"),
         ("logins/s", "logins_per_second"), ("p99 us", "p99_us"),
         ("SASL", "mechanism")], accounts=200),
    Row("presence, 20 contacts", "presence --first 200 --count 100 --roster 20",
        [("us/delivery", "server_cpu_us_per_presence"),
         ("deliveries/s", "presences_per_second"), ("p99 us", "p99_us")],
        accounts=300),
    Row("offline messages",
        "offline --first 300 --count 20 --messages 500 --stream-management",
        [("us stored", "server_cpu_us_per_message"),
         ("stored/s", "messages_per_second"),
         ("us delivered", "server_cpu_us_per_arrival")], accounts=340),
    Row("roster, 50 items", "roster --first 400 --count 50 --items 50",
        [("us/set", "server_cpu_us_per_roster_set"),
         ("sets/s", "roster_sets_per_second"),
         ("us/get", "server_cpu_us_per_roster_get")], accounts=450),
    Row("idle, 1000 sessions, roster 20",
        "idle --first 500 --count 1000",
        [("KiB/session", "server_rss_kib_per_session"),
         ("% of a core", "server_cpu_percent_idle"),
         ("switches/s", "server_switches_per_second_idle")], accounts=1500,
        fresh_after="idle --first 500 --count 1000 --roster 20 --set-up-only"),
    Row("chat, 100 pairs, beside 10000 idle",
        "chat --pairs 100 --window 1 --idle 10000", CHAT, relay=True,
        accounts=10_200, sessions=10_200),
    Row("chat, archive, acknowledged, window 16",
        f"chat --pairs 100 --window 16 {MANAGED} --await-acknowledgement",
        [*CHAT[:2], ("p50 us of 16", "window_p50_us"),
         ("p99 us of 16", "window_p99_us")], archive=True, accounts=200),
    Row("chat, archive, 500/s", "chat --pairs 100 --rate 500", PACED,
        archive=True, accounts=200),
    Row("archive pages, 1000 messages",
        "archive --first 200 --count 10 --messages 1000",
        [("us/first", "server_cpu_us_per_first_page"),
         ("us/last", "server_cpu_us_per_last_page"),
         ("us/middle", "server_cpu_us_per_middle_page")], archive=True,
        accounts=210),
    Row("room of 100 occupants", "rooms --occupants 100 --senders 4 --window 4",
        ROOM, accounts=100),
    Row("room of 1000 occupants",
        "rooms --occupants 1000 --senders 4 --window 4", ROOM, accounts=1000,
        sessions=1000),
    Row("100 rooms of 10 occupants",
        "rooms --occupants 10 --rooms 100 --senders 1 --window 1", ROOM,
        accounts=1000, sessions=1000),
    Row("room of 100 occupants, archive",
        "rooms --occupants 100 --senders 4 --window 4", ROOM[:4], archive=True,
        accounts=100),
    Row("hot room of 500 beside a quiet one",
        "rooms --flood 500 --senders 4 --window 4 --quiet-room 10"
        " --quiet-rate 20",
        [*ROOM[:2], ("quiet before, p99 us", "quiet_before_p99_us"),
         ("quiet meanwhile, p50 us", "quiet_during_p50_us"),
         ("quiet meanwhile, p99 us", "quiet_during_p99_us")], accounts=510),
]


def chosen(names, tls, descriptors):
    """Those that begin so and can be measured; the others are told why."""
    rows, refused = [], []
    for row in ROWS:
        if not row.name.startswith(names) or (row.tls_only and tls == "none"):
            continue
        if row.sessions + 200 > descriptors:
            refused.append(f"{row.name}: it needs {row.sessions + 200} "
                           f"descriptors, {descriptors} are allowed")
        else:
            rows.append(row)
    return rows, refused
