# SPDX-License-Identifier: Apache-2.0
"""Loads of all kinds that go on beside each other until told to end."""

import collections
import dataclasses
import threading

from troupe_load import end

ACCOUNTS = 2200
MANAGED = "--stream-management --resumable --ask-every 5"


@dataclasses.dataclass(frozen=True)
class Load:
    """A mode of troupe-load with accounts of its own.

    @param seconds  of one run, after which it logs in anew; 0: one that lasts
    @param pause    seconds between two runs
    @param counts   what of its figures is summed up
    """

    name: str
    words: str
    counts: str
    tls: str = "none"
    seconds: float = 0
    pause: float = 0


LOADS = (
    Load("chat", "chat --first 0 --pairs 50 --rate 200", "messages"),
    Load("chat, managed, TLS", "chat --first 100 --pairs 50 --rate 200 "
         + MANAGED, "messages", "starttls"),
    Load("chat that comes and goes, TLS",
         "chat --first 200 --pairs 20 --rate 100", "messages", "starttls", 2,
         8),
    Load("logins", "login --first 300 --count 100 --rounds 2", "logins",
         pause=2, seconds=1),
    Load("logins, TLS", "login --first 400 --count 100 --rounds 2", "logins",
         "starttls", 1, 3),
    Load("presence", "presence --first 500 --count 60 --roster 20 --window 1",
         "presences", seconds=2, pause=8),
    Load("offline", "offline --first 600 --count 20 --messages 50"
         " --stream-management", "arrivals", seconds=1, pause=5),
    Load("roster", "roster --first 700 --count 20 --items 50", "roster_sets",
         seconds=1, pause=6),
    Load("archive", "archive --first 800 --count 10 --messages 500",
         "first_pages", "starttls", 1, 6),
    Load("idle, TLS", "idle --first 1000 --count 1000", "sessions",
         "starttls"),
)


class Mixture:
    """Runs them, a thread each; the threads only wait for processes."""

    def __init__(self, tool_for):
        """@param tool_for  makes a `Tool` for a kind of TLS"""
        self.tool_for = tool_for
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.done = collections.Counter()
        self.faults = []
        self.threads = [threading.Thread(target=self.repeat, args=(load,))
                        for load in LOADS]

    def start(self):
        for each in self.threads:
            each.start()

    def stop(self):
        """All of them leave."""
        self.over.set()
        for each in self.threads:
            each.join()

    def repeat(self, load):
        while not self.over.is_set():
            tool = self.tool_for(load.tls)
            if load.seconds:
                process = tool.start(load.words, load.seconds)
                process.wait()
            else:
                process = tool.start(load.words)
                while process.poll() is None and not self.over.wait(1):
                    pass
            self.add(load, *end(process))
            self.over.wait(load.pause)

    def add(self, load, code, found, complaints):
        with self.lock:
            self.done[load.name] += found.get(load.counts, 0)
            self.done["runs"] += 1
            if code != 0:
                self.faults.append(f"{load.name}: exit code {code}: "
                                   f"{complaints.strip() or found}")
