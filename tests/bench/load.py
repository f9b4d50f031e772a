# SPDX-License-Identifier: Apache-2.0
"""Many cheap clients in one thread: they look for tags and parse nothing."""

import os
import pathlib
import re
import select
import socket
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
for folder in ("tools", "interop", "faults"):
    sys.path.insert(0, str(HERE.parent / folder))

from harness import Client  # noqa: E402

PASSWORD = "secret"
SM = "urn:xmpp:sm:3"
REQUEST = f"<r xmlns='{SM}'/>".encode()
ACK = re.compile(rb"<a [^>]*h='(\d+)'")
TEXT = "It is the east, and Juliet is the sun. Arise, fair sun, and kill the "
TICK = os.sysconf("SC_CLK_TCK")
SETTINGS = """log_level = "warning"
c2s.require_encryption = false
limits.bytes_per_second = 0
limits.connections_per_address = 0
"""


class Session:
    """One client. @param managed  None, or the attributes of <enable/>"""

    def __init__(self, port, name, other, managed):
        client = Client(port).log_in(name, PASSWORD, "r")
        client.send("<presence/>")
        assert client.until("<presence [^>]*?/>|</presence>")
        if managed is not None:
            client.send(f"<enable xmlns='{SM}'{managed}/>")
            assert client.until("<enabled [^>]*>")
        self.managed = managed is not None
        self.socket = client.socket
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.tail = client.got.encode()
        self.handled = 0  # stanzas that came
        self.sent = 0
        self.acked = 0
        self.head = (f"<message to='{other}@localhost' type='chat' id='"
                     ).encode()
        self.middle = (f"'><body>{TEXT}</body><origin-id xmlns='urn:xmpp:sid:0'"
                       " id='").encode()
        self.stem = f"{name}-{os.getpid()}-{time.monotonic_ns()}-".encode()

    def message(self):
        self.sent += 1
        key = self.stem + str(self.sent).encode()
        return b"".join((self.head, key, self.middle, key, b"'/></message>"))

    def write(self, data):
        self.socket.sendall(data)

    def read(self):
        """How many messages came, and whether there was an <a/>."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server has closed the connection: "
                                  + self.tail.decode())
        whole, end, self.tail = (self.tail + data).rpartition(b">")
        whole += end
        messages = whole.count(b"<message ")
        if not self.managed:
            return messages, False
        self.handled += messages
        if REQUEST in whole:
            self.write(b"<a xmlns='urn:xmpp:sm:3' h='%d'/>" % self.handled)
        answers = ACK.findall(whole)
        if answers:
            self.acked = int(answers[-1])
        return messages, bool(answers)

    def close(self):
        self.write(b"</stream:stream>")
        while self.socket.recv(262_144):
            pass
        self.socket.close()


class Load:
    """Sessions in pairs, and what happens when something comes to one."""

    def __init__(self, daemon, count, managed):
        self.daemon = daemon
        names = [f"u{i}" for i in range(count)]
        self.sessions = [
            Session(daemon.c2s, name, names[i ^ 1], managed)
            for i, name in enumerate(names)]
        self.poll = select.epoll()
        self.by_number = {}
        for session in self.sessions:
            self.by_number[session.socket.fileno()] = session
            self.poll.register(session.socket.fileno(), select.EPOLLIN)

    def turn(self, seconds, came):
        """Calls came(session, messages, acknowledged) for so long."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for number, _ in self.poll.poll(0.1):
                session = self.by_number[number]
                came(session, *session.read())

    def close(self):
        for session in self.sessions:
            session.close()
        self.poll.close()


def seconds_of(stat):
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def server_seconds(daemon):
    """CPU of the daemon so far."""
    return seconds_of(pathlib.Path(f"/proc/{daemon.process.pid}/stat"))


def memory_of(daemon):
    """Its resident set in MiB."""
    status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def thread_seconds(daemon):
    """CPU of each of its threads, by thread id."""
    tasks = pathlib.Path(f"/proc/{daemon.process.pid}/task")
    return {int(t.name): seconds_of(t / "stat") for t in tasks.iterdir()}


def accounts(count):
    return {f"u{i}@localhost": PASSWORD for i in range(count)}
