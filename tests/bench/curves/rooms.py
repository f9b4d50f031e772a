# SPDX-License-Identifier: Apache-2.0
"""More occupants of one room.

Whoever enters a room is shown to all, and all to him, so to fill a room of n
takes n² presences. Where its owner has only moderators shown it takes 2 n: only
so can the largest rooms be filled in a time that can be waited for.
"""

import time

from curves.curve import Column, Curve
from filling import add_accounts
from measured import Measured
from troupe_load import cpu_seconds

CONFIG = "rooms.messages_per_second = 0\n"
SPARE = 200  # descriptors that are no session: listeners, store, control
ADDRESSES = 8  # of the clients; one has ports for some 28,000 connections
# So many enter at each size, into several rooms if need be: CPU is counted in
# steps of 10 ms.
ENTERING = 4000
QUICK_ENTERING = 200
MOST_SHOWN = 5000  # occupants of a room in which all are shown to all
FEW = " --setting muc#roomconfig_presencebroadcast=moderator"
CALM = 0.05  # of a core


class Rooms(Curve):
    name = "rooms"
    title = "Occupants of a room"
    unit = "occupants"
    sizes = (10, 100, 1000, 5000, 20_000)
    quick_sizes = (10, 100)
    columns = (
        Column("delivery", "a message, for each who hears it", "µs"),
        Column("join", "entering where moderators are shown", "µs"),
        Column("memory", "memory that it takes", "KiB"),
        Column("join_all", "entering where all are shown", "µs"),
        Column("presences", "what that sends", "presences", False))

    def __init__(self):
        self.refused = []

    def measure(self, options, sizes):
        for size in self.within(sizes, options.descriptors):
            with Measured(options, config=CONFIG) as server:
                server.fill(add_accounts, max(size, ENTERING))
                server.start()
                yield {"size": size, **self.at(server, size)}
                calm_down(server)

    def within(self, sizes, descriptors):
        """Each occupant is a session, and each session a descriptor."""
        most = descriptors - SPARE
        possible = [size for size in sizes if size <= most]
        if len(possible) < len(sizes):
            self.refused.append(
                f"one process may have {descriptors} descriptors here, so there"
                f" are no {sizes[-1]:,} in a room but {most:,}")
            possible.append(most)
        return possible

    def at(self, server, size):
        entering = QUICK_ENTERING if server.options.quick else ENTERING
        rooms = max(1, entering // size)
        one = (f"rooms --occupants {size} --source-addresses {ADDRESSES}"
               " --senders 4 --window 4")
        many = f"{one} --rooms {rooms}"
        # First, as what has once been taken from the system is used again.
        memory, = server.cost(many + FEW, "server_anonymous_kib_per_join",
                              runs=1)
        join, delivery = server.cost(many + FEW, "server_cpu_us_per_join",
                                     "server_cpu_us_per_arrival")
        if rooms > 1:
            delivery, = server.cost(one + FEW, "server_cpu_us_per_arrival")
        return {"delivery": delivery, "join": join, "memory": memory,
                **self.where_all_are_shown(server, size, many)}

    def where_all_are_shown(self, server, size, words):
        if size > MOST_SHOWN:
            self.refused.append(
                f"a room of {size:,} in which all are shown to all was not"
                f" filled: that is {size * size:,} presences")
            return {"join_all": None, "presences": None}
        join, presences, joins = server.cost(
            words, "server_cpu_us_per_join", "join_presences", "joins",
            runs=1)
        each = presences / joins if joins else None
        return {"join_all": join, "presences": each}

    def remarks(self):
        return self.refused


def calm_down(server, limit=600):
    """Those who have left are shown to all who are still in: that goes on."""
    deadline = time.monotonic() + limit
    spent = None
    while time.monotonic() < deadline:
        before, spent = spent, cpu_seconds(server.pid)
        if before is not None and spent - before < CALM:
            return
        time.sleep(1)
