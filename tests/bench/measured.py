# SPDX-License-Identifier: Apache-2.0
"""A Troupe whose store is filled before it starts, and what it costs."""

import json
import statistics
import time

from daemon import Daemon
from filling import opened
from troupe_load import Tool, resident_kib

PASSWORD = "secret"
CONFIG = """log_level = "warning"
c2s.require_encryption = false
limits.connections = 0
limits.connections_per_address = 0
limits.bytes_per_second = 0
archive.enabled = {archive}
"""
POLL = 0.002  # seconds; how exact the time of a start is
START_LIMIT = 120


class PolledDaemon(Daemon):
    """Its start is seen at once."""

    def _accepts(self):
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            if super()._accepts():
                return True
            time.sleep(POLL)
        return False


class Measured:
    """In a directory that goes away in the end; `u0` is there."""

    def __init__(self, options, archive=False, hosts="", config=""):
        self.options = options
        self.daemon = PolledDaemon(
            options.build, {"u0@localhost": PASSWORD},
            CONFIG.format(archive=str(archive).lower()) + config)
        with self.daemon.config.open("a") as file:
            file.write(hosts)

    def fill(self, add, *arguments):
        """What `add` of filling.py writes; no server runs meanwhile."""
        with opened(self.daemon.directory) as db:
            add(db, *arguments)

    def start(self):
        """@returns the seconds until it accepts connections"""
        begin = time.monotonic()
        self.daemon.start()
        return time.monotonic() - begin

    @property
    def pid(self):
        return self.daemon.process.pid

    def resident_kib(self):
        return resident_kib(self.pid)

    def tool(self, domain="localhost"):
        return Tool(self.options.build, self.daemon.c2s, self.pid,
                    domain=domain)

    def cost(self, words, *keys, domain="localhost", runs=None):
        """Medians of some runs of troupe-load; None where it has no figure."""
        seconds = self.options.seconds
        found = [self.tool(domain).run(words, seconds, min(1, seconds))
                 for _ in range(runs or self.options.runs)]
        return [middle([run[key] for run in found if key in run])
                for key in keys]

    def status(self):
        return json.loads(self.daemon.control("--json", "status"))

    def sessions(self):
        return self.status()["sessions"]

    def rooms_in_memory(self):
        """Those that have an actor; all others are in the store only."""
        actors = json.loads(self.daemon.control("--json", "describe"))
        return int(described(actors["actors"], "registry", "rooms"))

    def wait_for_storage(self):
        """Until nothing waits for the store."""
        while self.status()["storage"]["waiting"] > 0:
            time.sleep(0.2)

    def wait_for_sessions(self, count, process, limit=600):
        """Until so many are there, or the clients in `process` have ended."""
        deadline = time.monotonic() + limit
        while (there := self.sessions()) != count:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{there} of {count} sessions")
            time.sleep(0.2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.daemon.process and self.daemon.process.poll() is None:
            self.daemon.stop()
        self.daemon.close()


def described(actors, name, what):
    """What one of the actors that `troupectl describe` shows says of itself."""
    for each in actors:
        children = each.get("children", [])
        if each["name"] == name:
            return next(x["value"] for x in children if x["name"] == what)
        if (found := described(children, name, what)) is not None:
            return found
    return None


def middle(values):
    return statistics.median(values) if values else None
