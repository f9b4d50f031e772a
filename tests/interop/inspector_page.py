# SPDX-License-Identifier: Apache-2.0
"""The Inspector's page in a browser, at a server on which people talk."""

import asyncio
import os
import pathlib
import re
import subprocess
import sys
import time

import slixmpp_chat
from daemon import die_with_parent

HERE = pathlib.Path(__file__).resolve().parent / "inspector"
SAY = HERE / "say.py"


class People:
    """Bob and Carol, who say something each time that somebody asks them to at
    a socket: a line with what, answered when it has come with when it was sent.
    Alice comes as a guest when she is asked."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.guests = []
        self.socket = daemon.directory / "people"
        self.bob = slixmpp_chat.Client(daemon, "bob@localhost/desk", "b0b")
        self.carol = slixmpp_chat.Client(daemon, "carol@localhost/phone",
                                         "c4r0l")
        self.turn = asyncio.Lock()

    async def delivered(self):
        self.bob.send_message(mto="carol@localhost", mbody="See you at eight?",
                              mtype="chat")
        await self.carol.next("message",
                              slixmpp_chat.is_from("bob@localhost"))

    async def refused(self):
        self.bob.send_message(mto="nobody@localhost", mbody="Who are you?",
                              mtype="chat")
        await self.bob.next("message_error")

    async def many(self):
        for _ in range(100):
            await self.delivered()

    async def guest(self):
        """One whom nobody misses when she is kicked."""
        self.guests.append(slixmpp_chat.Client(
            self.daemon, "alice@localhost/guest", "a1ice"))
        await self.guests[-1].login()

    async def hear(self, reader, writer):
        wanted = (await reader.readline()).decode().strip()
        says = {"refused": self.refused, "many": self.many,
                "guest": self.guest}
        async with self.turn:
            sent = int(time.time() * 1000)
            await says.get(wanted, self.delivered)()
        writer.write(f"done {sent}\n".encode())
        writer.close()
        await writer.wait_closed()

    async def __aenter__(self):
        await self.bob.login()
        await self.carol.login()
        self.server = await asyncio.start_unix_server(self.hear, self.socket)
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for guest in self.guests:
            if guest.is_connected():
                await guest.logout()
        await self.bob.logout()
        await self.carol.logout()


async def browse(environment):
    """Runs the flows; what they print, and whether they ended well."""
    node = await asyncio.create_subprocess_exec(
        "node", "run.mjs", cwd=HERE, env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT, preexec_fn=die_with_parent)
    try:
        output, _ = await node.communicate()
        return output.decode(errors="replace")
    finally:
        if node.returncode is None:
            node.kill()
            await node.wait()


def counted(output):
    """Prints what flows have printed, and tells how many passed and failed:
    where it does not end with that, one has."""
    print(output, flush=True)
    last = re.search(r"^(\d+) passed, (\d+) failed\s*\Z", output, re.MULTILINE)
    good, bad = (int(last[1]), int(last[2])) if last else (0, 1)
    return (good, bad) if good else (good, max(bad, 1))


def logic(folder, limit):
    """Runs the tests of the page's logic, and prints those that fail."""
    done = subprocess.run(["npm", "test", "--silent"], cwd=folder, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=limit, check=False)
    found = [re.search(rf"^# {word} (\d+)$", done.stdout, re.MULTILINE)
             for word in ("pass", "fail")]
    good, bad = (int(x[1]) if x else 0 for x in found)
    if done.returncode != 0 or not good:
        print(done.stdout, flush=True)
        bad = max(bad, 1)
    return good, bad


def built(build):
    """Where the build has made the page."""
    dist = pathlib.Path(build) / "tools" / "inspector" / "page" / "dist"
    if not (dist / "index.html").exists():
        raise RuntimeError(f"{dist} is missing: node and npm make it")
    return dist


def play(administrator, password, told):
    """A play for a daemon: what the flows print goes to `told`."""
    async def run(daemon):
        async with People(daemon) as people:
            told(await browse({
                "TROUPE_URL": f"http://127.0.0.1:{daemon.web}",
                "TROUPE_JID": administrator, "TROUPE_PASSWORD": password,
                "TROUPE_SEND": f"{sys.executable} {SAY} {people.socket}"}))
    return run
