# SPDX-License-Identifier: Apache-2.0
"""A room that is flooded, and how long those in another one wait meanwhile.

Two processes of troupe-load: one has all occupants of the large room and floods
it; the other talks in a room of ten at a low rate, and measures. It has little
to do, so that it finds the server's delays and not its own.

The first has the lowest priority there is (SCHED_IDLE, nice 19). Else it would
take the cores from the server and from who measures, which clients on machines
of their own do not. So it gets what the others leave, and as it sends a message
only when all have heard an earlier one, the flood is as dense as the machine
then allows, not as the server could take. How dense that was, and how busy the
server, is told beside it.

Where all cores are busy a process waits at times for milliseconds, whatever it
does (on a machine that is shared with others more than else). So the silent
room is measured once more while programs that do nothing, at that lowest
priority, keep the cores busy: what is then seen is not the flood's.
"""

import json
import os
import re
import subprocess
import sys
import time

from filling import add_accounts
from harness import Client
from measured import PASSWORD, Measured
from picture import draw_bars
from tables import number, print_table
from troupe_load import cpu_seconds, end, found_in

# Nothing leaves the memory while the large room is silent.
CONFIG = """rooms.messages_per_second = 0
limits.user_idle_seconds = 3600
"""
QUIET = 10  # occupants of the quiet room
SPARE = 200 + QUIET  # descriptors that are no occupant
ADDRESSES = 8  # of the clients; one has ports for some 28,000 connections
FEW = "--setting muc#roomconfig_presencebroadcast=moderator"
WARM_UP = 1
REST = 3  # seconds, before the quiet ones begin
MARGIN = REST + WARM_UP + 12  # and for them to log in and to leave
BUSY = 0.2  # of a core: the flood is on
PATIENCE = 1800  # seconds for all to enter
WANTED = 2  # times the p99 before, at most
COUNT = re.compile(r"muc#roominfo_occupants'[^>]*><value>(\d+)<")
PERCENTILES = ("p50", "p90", "p99", "p99.9", "max")


class Flood:
    """All occupants of a room: for a while they are silent."""

    def __init__(self, server, occupants, silence):
        self.server = server
        self.occupants = occupants
        self.silence = silence
        self.silent_until = 0
        self.client = Client(server.daemon.c2s).log_in(
            f"u{occupants + QUIET}", PASSWORD, "r")
        self.process = server.tool().start(
            f"rooms --occupants {occupants} --senders 4 --window 4 {FEW}"
            f" --silence {silence} --source-addresses {ADDRESSES}")
        give_way(self.process.pid)

    def wait_until_full(self):
        self.wait_for(lambda: rooms_of(self.server))
        room, = rooms_of(self.server)
        self.wait_for(lambda: self.occupants_of(room) >= self.occupants)
        self.silent_until = time.monotonic() - 1 + self.silence
        time.sleep(REST)

    def wait_until_busy(self):
        if time.monotonic() > self.silent_until:
            raise RuntimeError("the flood began while it was to be silent")
        self.wait_for(lambda: busy_share(self.server, 1) > BUSY)
        time.sleep(REST)

    def occupants_of(self, room):
        self.client.send(f"<iq type='get' id='count' to='{room}'><query xmlns="
                         "'http://jabber.org/protocol/disco#info'/></iq>")
        answer = self.client.until("<iq [^>]*id='count'.*?</iq>")
        found = COUNT.search(answer.group(0)) if answer else None
        return int(found[1]) if found else 0  # none: it is being made

    def wait_for(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.occupants} could not flood a room")
            time.sleep(0.5)

    def end(self):
        """@returns what troupe-load has found"""
        self.client.close()
        code, found, complaints = end(self.process)
        if code != 0:
            print(f"\nThe flood had faults: {complaints.strip() or found}")
        return found


class Spinners:
    """Keep all cores busy with nothing."""

    def __enter__(self):
        self.all = [subprocess.Popen([sys.executable, "-c",
                                      "while True: pass"])
                    for _ in os.sched_getaffinity(0)]
        for each in self.all:
            give_way(each.pid)

    def __exit__(self, *_):
        for each in self.all:
            each.kill()
            each.wait()


def give_way(pid):
    """The process runs only when nobody else would."""
    os.setpriority(os.PRIO_PROCESS, pid, 19)
    os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))


def go_first(pid):
    """Else it waits for a core itself, and takes that for the server's delay."""
    try:
        os.sched_setscheduler(pid, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        print("Without the right to real-time priority, the one who measures"
              " may wait for a core himself.")


def rooms_of(server):
    listed = json.loads(server.daemon.control("--json", "rooms", "list"))
    return [each["jid"] for each in listed["rooms"]]


def busy_share(server, seconds):
    """How much of a core the server uses."""
    spent = cpu_seconds(server.pid)
    time.sleep(seconds)
    return (cpu_seconds(server.pid) - spent) / seconds


def talk(options, server, first):
    """The quiet room, for a while. @returns percentiles of its times, µs"""
    process = server.tool().start(
        f"rooms --first {first} --occupants {QUIET} --senders {QUIET}"
        f" --rate {options.quiet_rate}", options.seconds, WARM_UP)
    go_first(process.pid)
    output, complaints = process.communicate(timeout=PATIENCE)
    found = found_in(output)
    if process.returncode != 0:
        raise RuntimeError(complaints.strip() or output)
    return [found.get(f"{each.replace('.', '_')}_us") for each in PERCENTILES]


def measure(options):
    """@returns times alone, beside a silent room, the same with busy cores,
    beside a flooded one; the flood; its occupants; how much of a core the server
    used"""
    occupants = min(options.occupants, options.descriptors - SPARE)
    with Measured(options, config=CONFIG) as server:
        server.fill(add_accounts, occupants + QUIET + 1)
        server.start()
        times = [talk(options, server, occupants)]
        while rooms_of(server):  # it goes with the last who leaves it
            time.sleep(0.2)
        flood = Flood(server, occupants, 2 * options.seconds + 2 * MARGIN)
        try:
            flood.wait_until_full()
            times.append(talk(options, server, occupants))
            with Spinners():
                times.append(talk(options, server, occupants))
            flood.wait_until_busy()
            spent, begin = cpu_seconds(server.pid), time.monotonic()
            times.append(talk(options, server, occupants))
            busy = ((cpu_seconds(server.pid) - spent)
                    / (time.monotonic() - begin))
        finally:
            found = flood.end()
    return times, found, occupants, busy


def tell(options, times, flood, occupants, busy):
    names = ["nobody else is there", f"{occupants:,} are silent in another",
             "the same, the cores are busy with something else",
             f"{occupants:,} are flooded in another"]
    print_table(f"A room of {QUIET} beside one of {occupants:,}: from when a"
                " message was due until it came",
                ["what others do", *(f"{x}, µs" for x in PERCENTILES)],
                [[name, *each] for name, each in zip(names, times)])
    if occupants < options.occupants:
        print(f"\nOne process may have {options.descriptors} descriptors here,"
              f" so there are no {options.occupants:,} occupants.")
    print(f"\nThe flood: {number(flood.get('arrivals_per_second'))} deliveries"
          f" a second, {number(flood.get('server_cpu_us_per_arrival'))} µs of"
          f" the server each; the server used {100 * busy:.0f} % of a core, the"
          f" quiet room said {options.quiet_rate:g} messages a second.")
    silent, busy, flooded = (each[PERCENTILES.index("p99")]
                             for each in times[1:])
    if silent and busy and flooded:
        ratio = flooded / silent
        verdict = "within" if ratio <= WANTED else "MORE than"
        print(f"The p99 is × {number(ratio)} of that beside the silent one:"
              f" {verdict} × {WANTED}. (× {number(flooded / busy)} of that"
              " with busy cores.)", flush=True)


def draw(options, times, occupants):
    labels = ["nobody else", f"{occupants:,} silent", "busy cores",
              f"{occupants:,} flooded"]
    draw_bars(options.out / "rooms-hot.svg",
              f"A room of {QUIET} beside one of {occupants:,}", "µs",
              PERCENTILES, list(zip(labels, times)), "log")
