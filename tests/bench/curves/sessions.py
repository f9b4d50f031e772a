# SPDX-License-Identifier: Apache-2.0
"""More sessions that do nothing, beside 100 pairs that chat."""

import time

from curves.curve import Column, Curve
from filling import add_accounts
from measured import Measured
from troupe_load import cpu_seconds, end, switches

PAIRS = 100
SPARE = 200  # descriptors that are no session: listeners, store, control
PER_PROCESS = 15_000  # sessions of one troupe-load
ADDRESSES = 8  # of the clients; one has ports for some 28,000 connections


class Sessions(Curve):
    name = "sessions"
    title = "Sessions that do nothing"
    unit = "idle sessions"
    sizes = (100, 300, 1000, 3000, 10_000, 30_000, 100_000)
    quick_sizes = (100, 1000)
    columns = (
        Column("chat", "chat of 100 pairs beside them", "µs/message"),
        Column("memory", "memory of each", "KiB"),
        Column("cpu", "CPU of all", "% of a core", False, "< 1 at 10,000"),
        Column("switches", "context switches", "/s", False))

    def __init__(self):
        self.refused = []
        self.holders = []

    def measure(self, options, sizes):
        possible = self.within(sizes, options.descriptors)
        with Measured(options) as server:
            server.fill(add_accounts, possible[-1] + 2 * PAIRS)
            server.start()
            server.cost(f"chat --pairs {PAIRS}", runs=1)  # its memory is there
            empty = server.resident_kib()
            try:
                for size in possible:
                    self.hold(server, size)
                    yield {"size": size, **self.at(server, size, empty)}
            finally:
                for each in self.holders:
                    end(each)

    def within(self, sizes, descriptors):
        """As far as the server's descriptors go."""
        most = descriptors - 2 * PAIRS - SPARE
        possible = [size for size in sizes if size <= most]
        if len(possible) < len(sizes):
            self.refused.append(
                f"one process may have {descriptors} descriptors here, so there"
                f" are no {sizes[-1]:,} sessions but {most:,}")
            possible.append(most)
        return possible

    def hold(self, server, size):
        """More processes of sessions, until there are so many."""
        there = server.sessions()
        while there < size:
            more = min(PER_PROCESS, size - there)
            self.holders.append(server.tool().start(
                f"idle --first {2 * PAIRS + there} --count {more}"
                f" --source-addresses {ADDRESSES}"))
            there += more
            server.wait_for_sessions(there, self.holders[-1])

    def at(self, server, size, empty):
        time.sleep(server.options.settle_seconds)
        memory = (server.resident_kib() - empty) / size
        spent, waits = cpu_seconds(server.pid), switches(server.pid)
        begin = time.monotonic()
        time.sleep(server.options.idle_seconds)
        took = time.monotonic() - begin
        spent = cpu_seconds(server.pid) - spent
        waits = switches(server.pid) - waits
        chat, = server.cost(f"chat --pairs {PAIRS} --window 1",
                            "server_cpu_us_per_message")
        return {"chat": chat, "memory": memory, "cpu": 100 * spent / took,
                "switches": waits / took}

    def remarks(self):
        return self.refused
