# SPDX-License-Identifier: Apache-2.0
"""What rooms and their occupants take in the server's memory.

The rooms are in the store before, and are entered by the same few sessions, so
that what grows is occupancy only: with each step one more of them is in each
room. Before the first step all rooms were listed once, so that the store's
cache, which is of a fixed size, is full. Counted is memory without files, as the
system sees it: what has been freed may stay with the process, for what comes
next. So all of it is done once more: only what has been added then is kept.
"""

import re
import select
import statistics
import time

from filling import ROOM_SERVICE, add_accounts, add_rooms, room_name
from harness import Client
from measured import PASSWORD, Measured
from picture import draw_bars
from tables import number, print_table
from troupe_load import status_number

CONFIG = """rooms.messages_per_second = 0
limits.user_idle_seconds = {idle}
"""
GUESTS = 100
CACHED = 20_000  # rooms in the store: more than its cache holds
STEPS = (1, 2, 5, 10)  # occupants of each room
PATIENCE = 60  # seconds in which something must come
DONE = b"code='110'"  # one's own presence, XEP-0045 §7.2.2 and §7.14
ITEMS = "http://jabber.org/protocol/disco#items"
PAGES = "http://jabber.org/protocol/rsm"
LAST = re.compile("<last>([^<]*)</last>")


class Guests:
    """Sessions in one thread. They look for one thing in what comes: that they
    are in a room, or out of it."""

    def __init__(self, port):
        self.clients = [Client(port).log_in(f"u{i}", PASSWORD, "r")
                        for i in range(GUESTS)]
        read_all_rooms(self.clients[0])
        self.poll = select.epoll()
        self.by_number = {}
        self.tails = {}
        for each in self.clients:
            each.send("<presence/>")
            self.by_number[each.socket.fileno()] = each.socket
            self.tails[each.socket.fileno()] = b""
            self.poll.register(each.socket.fileno(), select.EPOLLIN)

    def go(self, rooms, place, kind, content):
        """One guest of each room enters or leaves it.

        @param place  of 0 to GUESTS - 1: each room has another guest there
        """
        for start in range(0, rooms, GUESTS):  # one stanza of each at a time
            some = range(start, min(start + GUESTS, rooms))
            for room in some:
                guest = (room + place) % GUESTS
                self.clients[guest].send(
                    f"<presence {kind} to='{room_name(room)}/n{guest}'>"
                    f"{content}</presence>")
            self.wait(len(some))

    def wait(self, count):
        deadline = time.monotonic() + PATIENCE
        while count > 0:
            for handle, _ in self.poll.poll(1):
                count -= self.read(handle)
            if time.monotonic() > deadline:
                raise RuntimeError(f"{count} guests could not go on")

    def read(self, handle):
        data = self.by_number[handle].recv(262_144)
        if not data or b"<error" in data:
            raise RuntimeError(f"a guest was told: {data[:2000]}")
        text = self.tails[handle] + data
        self.tails[handle] = text[1 - len(DONE):]
        return text.count(DONE)

    def drain(self, seconds):
        """What comes meanwhile is read."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for handle, _ in self.poll.poll(left):
                self.read(handle)

    def close(self):
        for each in self.clients:
            each.close()
        self.poll.close()


def read_all_rooms(client):
    """Page by page, as clients do: so the store's cache has been filled."""
    after, last = None, ""
    while last != after:
        after = last
        place = f"<after>{after}</after>" if after else ""
        client.send(f"<iq type='get' id='rooms' to='{ROOM_SERVICE}'><query"
                    f" xmlns='{ITEMS}'><set xmlns='{PAGES}'><max>100</max>"
                    f"{place}</set></query></iq>")
        answer = client.until("<iq [^>]*id='rooms'.*?</iq>").group(0)
        found = LAST.search(answer)
        last = found[1] if found and found[1] else after


class Course:
    """Memory in KiB above that before the first step, and what was then."""

    def __init__(self, options, server, guests):
        self.options, self.server, self.guests = options, server, guests
        self.empty = 0
        self.left_early = False  # rooms that went while they were counted

    def memory(self):
        self.server.wait_for_storage()
        self.guests.drain(self.options.settle_seconds)
        return status_number(self.server.pid, "RssAnon") - self.empty

    def begin(self):
        self.empty = self.memory()

    def fill(self):
        """@returns (occupants of each room, KiB) of each step"""
        rooms, steps = self.options.rooms, []
        for place in range(max(STEPS)):
            self.guests.go(rooms, place, "",
                           "<x xmlns='http://jabber.org/protocol/muc'/>")
            if place + 1 in STEPS:
                steps.append((place + 1, self.memory()))
        self.left_early |= self.server.rooms_in_memory() != rooms
        return steps

    def leave(self):
        for place in range(max(STEPS)):
            self.guests.go(self.options.rooms, place, "type='unavailable'", "")

    def when_gone(self):
        """Once no room is in memory."""
        limit = time.monotonic() + 3 * self.options.idle + PATIENCE
        while self.server.rooms_in_memory() > 0:
            if time.monotonic() > limit:
                raise RuntimeError("rooms do not leave the memory")
            self.guests.drain(1)
        return self.memory()


def measure(options):
    """@returns KiB of each step, and (state, KiB) of what came then; whether
    rooms went from memory while they were counted"""
    config = CONFIG.format(idle=options.idle)
    with Measured(options, config=config) as server:
        server.fill(add_accounts, GUESTS)
        server.fill(add_rooms, max(options.rooms, options.cached))
        server.start()
        guests = Guests(server.daemon.c2s)
        course = Course(options, server, guests)
        course.begin()
        steps = course.fill()
        states = [("stored only, all still in", course.when_gone())]
        course.leave()
        states.append(("in memory, nobody in", course.memory()))
        states.append(("stored only, nobody in", course.when_gone()))
        again = course.fill()[-1]
        states.append((f"in memory again, {again[0]} in each", again[1]))
        course.leave()
        states.append(("stored only again, nobody in", course.when_gone()))
        guests.close()
    return steps, states, course.left_early


def costs(steps, rooms):
    """KiB of a room, and of an occupant, by the line through the steps."""
    line = statistics.linear_regression(*zip(*steps))
    return line.intercept / rooms, line.slope / rooms


def tell(options, steps, states, left_early):
    rooms, most = options.rooms, max(STEPS)
    filling = [(f"in memory, {n} in each", kib) for n, kib in steps]
    print_table(f"{rooms:,} rooms: memory above that before they were entered",
                ["the rooms are", "MiB", "for each room, KiB"],
                [[name, kib / 1024, kib / rooms]
                 for name, kib in filling + states])
    room, occupant = costs(steps, rooms)
    print(f"\nA room takes {number(room)} KiB, and each occupant"
          f" {number(occupant)} KiB more, with what his session knows of the"
          f" room; {GUESTS} sessions, each in up to {most * rooms // GUESTS:,}"
          " rooms.")
    if left_early:
        print("Some rooms went from memory while they were counted: --idle is"
              " too short.")


def draw(options, steps, states):
    pairs = [*((f"{n} in each", kib) for n, kib in steps),
             *((name.replace(", ", ",\n"), kib) for name, kib in states)]
    draw_bars(options.out / "rooms-memory.svg",
              f"Memory of {options.rooms:,} rooms", "MiB",
              [name for name, _ in pairs],
              [("", [kib / 1024 for _, kib in pairs])])
