# SPDX-License-Identifier: Apache-2.0
"""More accounts in the store, of which few are used."""

from curves.curve import Column, Curve
from filling import add_accounts
from measured import Measured
from troupe_load import cpu_seconds

PAIRS = 100


class Accounts(Curve):
    name = "accounts"
    title = "Accounts in the store"
    unit = "accounts"
    sizes = (1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
    quick_sizes = (1000, 10_000)
    columns = (
        Column("start", "start", "ms", wanted="< 2,000"),
        Column("start_cpu", "CPU of it", "ms"),
        Column("memory", "memory after it", "MiB"),
        Column("chat", "chat of 100 pairs", "µs/message"),
        Column("login", "login", "µs"))

    def __init__(self):
        self.memory = {}

    def measure(self, options, sizes):
        for size in sizes:
            with Measured(options) as server:
                server.fill(add_accounts, size)
                yield {"size": size, **self.at(server, size)}

    def at(self, server, size):
        start, start_cpu = server.start(), cpu_seconds(server.pid)
        self.memory[size] = server.resident_kib()
        last = size - 2 * PAIRS
        chat, = server.cost(f"chat --pairs {PAIRS} --window 1 --first {last}",
                            "server_cpu_us_per_message")
        login, = server.cost(
            f"login --count {2 * PAIRS} --rounds 5 --first {last}",
            "server_cpu_us_per_login")
        return {"start": 1000 * start, "start_cpu": 1000 * start_cpu,
                "memory": self.memory[size] / 1024, "chat": chat,
                "login": login}

    def remarks(self):
        few, many = min(self.memory), max(self.memory)
        if few == many:
            return []
        each = 1024 * (self.memory[many] - self.memory[few]) / (many - few)
        return [f"an account that is not used takes {each:.1f} bytes of"
                f" memory: from {few:,} accounts to {many:,}"]
