# SPDX-License-Identifier: Apache-2.0
"""What clients, daemon and disk do at random; all chosen by the seed."""

import asyncio
import random
import time

RETRY = 0.2  # seconds between tries to come online
BURST = 20


class Habits:
    """The random life of one device."""

    def __init__(self, device, others, seed):
        self.device = device
        self.others = others
        self.chance = random.Random(f"{seed}/{device.name}")
        self.actions = [
            (46, self.chat), (8, self.burst), (10, self.ask),
            (6, self.step_aside), (10, self.cut), (6, self.take_over),
            (6, self.stop_reading), (5, self.close), (3, self.move)]

    async def live(self, until):
        await self.pause(0, 2)
        while time.monotonic() < until:
            if not self.device.online:
                if not await self.device.come_online():
                    await asyncio.sleep(RETRY)
                continue
            weights = [weight for weight, _ in self.actions]
            _, action = self.chance.choices(self.actions, weights)[0]
            await action()
            await self.pause(0.02, 0.5)

    async def pause(self, least, most):
        await asyncio.sleep(self.chance.uniform(least, most))

    def send_one(self):
        other = self.chance.choice(self.others)
        full = self.chance.random() < 0.25 and other.session is not None
        if self.device.online:
            self.device.send_chat(
                other.account, other.session.jid if full else other.account)

    async def chat(self):
        self.send_one()

    async def burst(self):
        for _ in range(self.chance.randrange(2, BURST)):
            self.send_one()

    async def ask(self):
        self.device.ask()

    async def step_aside(self):
        """Unavailable for a while: messages go to others or are stored."""
        self.device.send("<presence type='unavailable'/>")
        try:
            await self.pause(0, 1.5)
        finally:  # offline: it waits for the session, as all that was sent
            self.device.send("<presence/>")

    async def cut(self):
        self.device.cut()
        await self.pause(0, 2)

    async def take_over(self):
        """Resumes while the old connection still seems to be alive."""
        self.device.leave_open()

    async def stop_reading(self):
        self.device.reading.clear()
        for _ in range(self.chance.randrange(1, 4)):
            self.send_one()
        await self.pause(0.2, 2)
        self.device.reading.set()

    async def close(self):
        await self.device.close()
        await self.pause(0, 2)

    async def move(self):
        """Another resource, the old session is left behind."""
        self.device.cut()
        self.device.forget_session()
        self.device.resource = f"{self.device.name}-{self.chance.randrange(99)}"


class Troubles:
    """What happens to the daemon and its disk."""

    def __init__(self, daemon, ledger, faults, seed):
        self.daemon = daemon
        self.ledger = ledger
        self.faults = faults  # the file that the store obeys
        self.chance = random.Random(f"{seed}/troubles")

    async def happen(self, until):
        while time.monotonic() < until:
            await asyncio.sleep(self.chance.uniform(1, 4))
            if time.monotonic() >= until:
                break
            weights = [5, 2, 2, 1, 1]
            what = self.chance.choices(
                [self.kill, self.restart, self.slow_disk, self.refusing_disk,
                 self.failing_commits], weights)[0]
            await what()
        self.faults.write_text("")

    async def kill(self):
        self.ledger.counts["kill -9"] += 1
        self.ledger.note("kill -9")
        await asyncio.to_thread(self.daemon.kill)
        # Whatever comes from now on comes from the next daemon.
        self.ledger.kills += 1
        await asyncio.sleep(self.chance.choice([0, 0, 0.5, 1]))
        self.start()

    async def restart(self):
        self.ledger.counts["restarts"] += 1
        self.ledger.note("SIGTERM")
        code = await asyncio.to_thread(self.daemon.stop)
        if code != 0:
            self.ledger.fault(f"the daemon ended with {code}:\n"
                              + self.daemon.log())
        self.start()

    def start(self):
        """In this thread: the daemon dies with the thread that made it."""
        self.daemon.start()
        self.ledger.note("the daemon runs")

    async def slow_disk(self):
        await self.disk("pause", self.chance.uniform(0.2, 2))

    async def refusing_disk(self):
        await self.disk("refuse", self.chance.uniform(0.1, 0.7))

    async def failing_commits(self):
        await self.disk(f"fail_commits {self.chance.randrange(1, 5)}", 0.5)

    async def disk(self, line, seconds):
        self.ledger.counts["disk: " + line.split()[0]] += 1
        self.ledger.note(f"disk: {line}")
        self.faults.write_text(line + "\n")
        await asyncio.sleep(seconds)
        self.faults.write_text("")
