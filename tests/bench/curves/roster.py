# SPDX-License-Identifier: Apache-2.0
"""Longer rosters, of contacts that are subscribed both ways and offline."""

from curves.curve import Column, Curve
from filling import add_accounts, add_contacts
from measured import Measured

OWNERS = 10
LOGINS = 20_000  # contacts that all logins of a run together have


class Roster(Curve):
    name = "roster"
    title = "Roster items"
    unit = "items of each roster"
    sizes = (10, 30, 100, 300, 1000, 2000, 5000)
    quick_sizes = (10, 100)
    columns = (
        Column("set", "change one item", "µs"),
        Column("get", "fetch the roster", "µs"),
        Column("login", "login with roster and presence", "µs"))

    def measure(self, options, sizes):
        for size in sizes:
            with Measured(options) as server:
                self.fill(server, size)
                server.start()
                yield {"size": size, **self.at(server, size)}

    def fill(self, server, size):
        server.fill(add_accounts, OWNERS)
        server.fill(add_accounts, size, "contact{}")
        server.fill(add_contacts, [f"u{i}@localhost" for i in range(OWNERS)],
                    [f"contact{i}@localhost" for i in range(size)])

    def at(self, server, size):
        change, fetch = server.cost(
            f"roster --count {OWNERS} --items {size}",
            "server_cpu_us_per_roster_set", "server_cpu_us_per_roster_get")
        self.wake(server)
        rounds = 3 + max(3, LOGINS // size // OWNERS)
        login, = server.cost(f"login --count {OWNERS} --rounds {rounds}",
                             "server_cpu_us_per_login")
        return {"set": change, "get": fetch, "login": login}

    def wake(self, server):
        """The contacts' accounts come into memory: that of 5,000 at once is
        more than the queue of the store takes, so it is no part of a login."""
        server.tool().run("login --count 1", 0, 0)
        server.wait_for_storage()
