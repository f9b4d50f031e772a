#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a message costs the server in CPU: plain, managed, journalled, archived.

  tests/bench/chat_cost.py BUILD_DIR [--pairs 100] [--seconds 8] [--runs 3]
In each pair messages go to and fro, 1 or 16 at a time; clients answer each
<r/> and send one with every fifth stanza. Medians of several runs.
"""

import argparse
import statistics
import time

from load import REQUEST, SETTINGS, Load, accounts, server_seconds
from daemon import Daemon

ASK_EVERY = 5
WARM_UP = 2
PATIENCE = 50
RESUME = " resume='true'"
PACE = 4_000  # messages/s: more than the store takes would pile up
KINDS = [("plain", None, False, 0), ("<enable/>", "", False, 0),
         ("<enable resume/>", RESUME, False, 0),
         ("<enable resume/>, paced", RESUME, False, PACE),
         ("plain, archive, paced", None, True, PACE),
         ("<enable resume/>, archive, paced", RESUME, True, PACE)]


class Balls:
    """Each message that comes to one of a pair is answered with one."""

    def __init__(self, load, pace):
        self.load = load
        self.pace = pace
        self.due = time.perf_counter()
        self.came_in_all = 0
        self.open = True

    def send(self, session, count):
        parts = []
        for _ in range(count):
            parts.append(session.message())
            if session.managed and session.sent % ASK_EVERY == 0:
                parts.append(REQUEST)
        session.write(b"".join(parts))

    def came(self, session, messages, _):
        self.came_in_all += messages
        if messages and self.open:
            self.wait(messages)
            self.send(session, messages)

    def wait(self, messages):
        now = time.perf_counter()
        if self.pace:
            self.due = max(self.due, now - 0.1) + messages / self.pace
            time.sleep(max(0, self.due - now))

    def rest(self):
        """Whatever is left behind would be an offline message in the next
        run."""
        self.open = False
        sent = sum(session.sent for session in self.load.sessions)
        for _ in range(PATIENCE):
            if self.came_in_all == sent:
                return
            self.load.turn(0.2, self.came)
        raise RuntimeError(f"{sent} were sent, {self.came_in_all} came")


def measure(daemon, options, managed, pace, outstanding):
    """(messages/s, us of the server, us of the client) per message."""
    load = Load(daemon, 2 * options.pairs, managed)
    balls = Balls(load, pace)
    for session in load.sessions[::2]:
        balls.send(session, outstanding)
    load.turn(WARM_UP, balls.came)
    before = (balls.came_in_all, server_seconds(daemon), time.process_time(),
              time.perf_counter())
    load.turn(options.seconds, balls.came)
    after = (balls.came_in_all, server_seconds(daemon), time.process_time(),
             time.perf_counter())
    balls.rest()
    load.close()
    count, server, client, took = (b - a for a, b in zip(before, after))
    return count / took, 1e6 * server / count, 1e6 * client / count


def measure_all(options, is_archived, results):
    extra = SETTINGS + options.set + "\n" \
        + f"archive.enabled = {str(is_archived).lower()}\n"
    with Daemon(options.build, accounts(2 * options.pairs), extra) as daemon:
        for _ in range(options.runs):
            for name, managed, archived, pace in KINDS:
                if archived != is_archived:
                    continue
                for outstanding in (1, 16):
                    daemon.start()
                    found = measure(daemon, options, managed, pace,
                                    outstanding)
                    results.setdefault((name, outstanding), []).append(found)
                    print(name, outstanding, *map(round, found), flush=True)
                    if daemon.stop() != 0:
                        raise RuntimeError(daemon.log())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--set", default="", help="more of the configuration")
    options = parser.parse_args()
    results = {}
    for is_archived in (False, True):
        measure_all(options, is_archived, results)
    print(f"\n{'':32s} outstanding messages/s server us client us "
          "(of each run)")
    for (name, outstanding), runs in results.items():
        rate, server, client = map(statistics.median, zip(*runs))
        each = " ".join(str(round(run[1])) for run in runs)
        print(f"{name:32s} {outstanding:11d} {rate:10.0f} {server:9.0f} "
              f"{client:9.0f} ({each})", flush=True)


if __name__ == "__main__":
    main()
