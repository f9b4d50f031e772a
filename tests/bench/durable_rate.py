#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How many messages a second are acknowledged as stored, and what that costs.

  tests/bench/durable_rate.py BUILD_DIR [--senders 200] [--window 16]
Each sender sends a window and <r/>, and the next one once all is acknowledged.
Both archives keep each message; SQLite syncs each commit.
"""

import argparse
import json
import time

from load import (REQUEST, SETTINGS, Load, accounts, memory_of, server_seconds,
                  thread_seconds)
from daemon import Daemon


class Windows:
    def __init__(self, size):
        self.size = size
        self.acknowledged = 0
        self.delivered = 0
        self.partial = 0
        self.took = []
        self.begun = {}
        self.known = {}

    def send(self, session):
        self.begun[session] = time.perf_counter()
        session.write(b"".join([session.message() for _ in range(self.size)]
                               + [REQUEST]))

    def came(self, session, messages, answered):
        self.delivered += messages
        if not answered:
            return
        self.acknowledged += session.acked - self.known.get(session, 0)
        self.known[session] = session.acked
        if session.acked == session.sent:
            self.took.append(time.perf_counter() - self.begun[session])
            self.send(session)
        else:
            self.partial += 1


def storage_of(daemon):
    def find(tree):
        if isinstance(tree, dict) and tree.get("name") == "storage":
            return tree
        inner = tree.values() if isinstance(tree, dict) else tree
        for each in inner if isinstance(tree, (dict, list)) else ():
            if found := find(each):
                return found
        return None
    found = find(json.loads(daemon.control("--json", "describe")))
    return {x["name"]: int(x["value"]) for x in found["children"]}


class Reading:
    """All counters at one moment."""

    def __init__(self, daemon, windows):
        self.store = storage_of(daemon)
        self.server = server_seconds(daemon)
        self.threads = thread_seconds(daemon)
        self.client = time.process_time()
        self.acknowledged = windows.acknowledged
        self.delivered = windows.delivered
        self.memory = memory_of(daemon)
        self.at = time.perf_counter()


def tell(a, b, windows):
    seconds, count = b.at - a.at, b.acknowledged - a.acknowledged
    batches = b.store["batches"] - a.store["batches"]
    transactions = b.store["transactions"] - a.store["transactions"]
    server, client = b.server - a.server, b.client - a.client
    busiest = max(b.threads[t] - a.threads.get(t, 0) for t in b.threads)
    took = sorted(windows.took)
    print(f"acknowledged    {count / seconds:8.0f} messages/s "
          f"({count} in {seconds:.1f} s; delivered "
          f"{b.delivered - a.delivered})")
    print(f"window          p50 {1000 * took[len(took) // 2]:.0f} ms, p99 "
          f"{1000 * took[int(len(took) * .99)]:.0f} ms until it is "
          f"acknowledged; {windows.partial} answers before all was")
    print(f"commits         {batches / seconds:8.0f} /s, "
          f"{transactions / batches:.1f} transactions each (largest "
          f"{b.store['largest batch']}), {count / batches:.1f} messages each")
    print(f"store           {transactions / count:8.2f} transactions per "
          f"message, refused {b.store['refused']}")
    print(f"server CPU      {1e6 * server / count:8.0f} us per message, "
          f"{server / seconds:.2f} cores, busiest thread "
          f"{busiest / seconds:.2f}")
    print(f"client CPU      {1e6 * client / count:8.0f} us per message, "
          f"{client / seconds:.2f} cores")
    print(f"server memory   {a.memory:8.0f} MiB, then {b.memory:.0f}",
          flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--senders", type=int, default=200)
    parser.add_argument("--window", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--set", default="", help="more of the configuration")
    options = parser.parse_args()
    with Daemon(options.build, accounts(options.senders),
                SETTINGS + options.set + "\n") as daemon:
        daemon.start()
        load = Load(daemon, options.senders, " resume='true'")
        windows = Windows(options.window)
        for session in load.sessions:
            windows.send(session)
        load.turn(3, windows.came)
        windows.took.clear()
        a = Reading(daemon, windows)
        load.turn(options.seconds, windows.came)
        b = Reading(daemon, windows)
        tell(a, b, windows)
        load.close()
        if daemon.stop() != 0:
            raise RuntimeError(daemon.log())


if __name__ == "__main__":
    main()
