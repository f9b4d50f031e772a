# SPDX-License-Identifier: Apache-2.0
"""Rooms that are in the store only: what they cost a server that starts."""

from filling import add_rooms, room_name
from measured import Measured, middle
from tables import print_table
from troupe_load import cpu_seconds, resident_kib, status_number


def measure(options):
    """@returns (rooms, start ms, CPU of it ms, memory MiB, without files)"""
    return [at(options, size) for size in (0, options.stored)]


def at(options, size):
    with Measured(options) as server:
        server.fill(add_rooms, size)
        runs = [started(server) for _ in range(options.runs)]
        server.start()
        if size > 0:  # it reads what was written past it
            server.daemon.control("rooms", "describe", room_name(size - 1))
    return size, *(middle(each) for each in zip(*runs))


def started(server):
    start = 1000 * server.start()
    found = (start, 1000 * cpu_seconds(server.pid),
             resident_kib(server.pid) / 1024,
             status_number(server.pid, "RssAnon") / 1024)
    server.daemon.stop()
    return found


def tell(options, points):
    print_table("Rooms in the store when the server starts",
                ["rooms", "until it listens, ms", "CPU of that, ms",
                 "memory then, MiB", "of it no files, MiB"],
                [[f"{size:,}", *each] for size, *each in points])
    print(f"\nMedians of {options.runs} starts.", flush=True)
