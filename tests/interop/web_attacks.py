# SPDX-License-Identifier: Apache-2.0
"""What a stranger would try at the daemon's web side, over raw sockets.

Each attack is tried whatever became of the others; what was hidden is looked
for in all logs then, and what was opened must have been closed.
"""

import asyncio
import os
import time
import traceback

import web_access
import web_bytes
import web_load
import web_secrecy
from web_wire import LIMIT, Login, ask

CONFIG = """log_level = "debug"
limits.failures_per_account = 4
limits.failures_per_address = 12
"""
HOST = 'admins = ["alice@localhost", "bob@localhost"]'
ACCOUNTS = {"alice@localhost": "a1ice", "bob@localhost": "b0b",
            "carol@localhost": "c4r0l", "dave@localhost": "d4ve"}


class World:
    """The daemon as an administrator knows it, and what strangers must not."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.token = self.token_named("attacks")
        self.short_token = self.token_named("short")
        self.bearer = ("Authorization", f"Bearer {self.token}")
        self.hidden = {self.token, self.short_token}
        listed = ask(daemon, "GET", "/api/v1/commands",
                     fields=[self.bearer]).json()["commands"]
        self.commands = [each["name"].replace(" ", "-") for each in listed]
        self.changing = [each["name"].replace(" ", "-") for each in listed
                         if each["changes"]]
        assert "adduser" in self.changing and "trace" in self.commands, listed
        self.sockets = min(self.count_sockets() for _ in range(50))

    def token_named(self, name):
        return self.daemon.control("token", "create", name).strip()

    def hide(self, *words):
        """They must not be in any log."""
        self.hidden.update(words)

    def login(self):
        found = Login(self.daemon, "alice@localhost", "a1ice")
        self.hide(found.cookie.partition("=")[2], found.csrf)
        return found

    def answers(self):
        try:
            return ask(self.daemon, "GET", "/healthz").status == 200
        except (AssertionError, OSError):
            return False

    def is_void(self, token):
        """Soon."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            found = ask(self.daemon, "GET", "/api/v1/commands/status",
                        fields=[("Authorization", f"Bearer {token}")])
            if found.status == 401:
                return True
        return False

    def until_logged(self, text):
        """The line of the log that has it."""
        return self.daemon.until_logged(text, LIMIT)

    def count_sockets(self):
        directory = f"/proc/{self.daemon.process.pid}/fd"
        count = 0
        for name in os.listdir(directory):
            try:
                count += os.readlink(f"{directory}/{name}").startswith("socket")
            except OSError:
                pass  # closed meanwhile
        return count


def no_connection_is_left(world):
    """Idle ones may stay for half a minute."""
    end = time.monotonic() + 2 * LIMIT
    while world.count_sockets() > world.sockets:
        assert time.monotonic() < end, (world.count_sockets(), world.sockets)
        assert ask(world.daemon, "GET", "/healthz",
                   fields=[("Connection", "close")]).status == 200
    ready = ask(world.daemon, "GET", "/readyz")
    assert ready.status == 200, ready.text


def nothing_is_in_the_logs(world):
    audit = (world.daemon.directory / "audit.log").read_text()
    assert "mallory" not in audit, audit
    assert '"passwd"' in audit, audit
    for where, text in (("audit.log", audit),
                        ("log", "".join(world.daemon.output))):
        for word in sorted(world.hidden):
            assert word not in text, (where, word)


ATTACKS = (web_access.ATTACKS + web_bytes.ATTACKS + web_load.ATTACKS
           + web_secrecy.ATTACKS
           + [no_connection_is_left, nothing_is_in_the_logs])


def attack(daemon):
    world = World(daemon)
    faults = []
    for each in ATTACKS:
        begun = time.monotonic()
        try:
            each(world)
        except Exception:  # whatever it is, the others are to be tried
            faults.append(f"{each.__name__}:\n{traceback.format_exc()}")
        print(f"  {each.__name__} {time.monotonic() - begun:.1f} s"
              + (" FAILED" if faults and faults[-1].startswith(each.__name__)
                 else ""), flush=True)
    if faults:
        raise RuntimeError("\n".join(faults))


async def run(daemon):
    await asyncio.to_thread(attack, daemon)
