# SPDX-License-Identifier: Apache-2.0
"""More messages in the archives of two accounts that write to each other."""

from curves.curve import Column, Curve
from filling import add_accounts, add_archive
from measured import Measured


class Archive(Curve):
    name = "archive"
    title = "Archived messages"
    unit = "messages in each archive"
    sizes = (1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
    quick_sizes = (1000, 10_000)
    columns = (
        Column("first", "first page of 50", "µs"),
        Column("middle", "page in the middle", "µs"),
        Column("last", "last page", "µs"),
        Column("store", "one more message, in both archives", "µs"),
        Column("stored", "until it is acknowledged as stored", "µs", False))

    def measure(self, options, sizes):
        for size in sizes:
            with Measured(options, archive=True) as server:
                server.fill(add_accounts, 2)
                server.fill(add_archive, "u0@localhost", "u1@localhost", size)
                server.fill(add_archive, "u1@localhost", "u0@localhost", size)
                server.start()
                yield {"size": size, **self.at(server, size)}

    def at(self, server, size):
        # Without waiting, two accounts write faster than the disk stores, and
        # are refused.
        store, stored = server.cost(
            "chat --pairs 1 --window 1 --stream-management"
            " --await-acknowledgement",
            "server_cpu_us_per_message", "window_p50_us")
        first, middle, last = server.cost(
            f"archive --count 2 --messages {size}",
            "server_cpu_us_per_first_page", "server_cpu_us_per_middle_page",
            "server_cpu_us_per_last_page", runs=1)  # it walks through them
        return {"first": first, "middle": middle, "last": last,
                "store": store, "stored": stored}
