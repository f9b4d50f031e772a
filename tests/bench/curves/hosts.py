# SPDX-License-Identifier: Apache-2.0
"""More domains of one server, each with a name and a certificate of its own."""

import subprocess

from curves.curve import Column, Curve
from filling import add_accounts
from measured import Measured
from troupe_load import cpu_seconds

PAIRS = 100
HOST = """[[host]]
name = "{name}"
certificate = "hosts.crt"
key = "hosts.key"
"""


def name_of(number):
    return f"h{number}.example.test"


def certify(directory):
    """One certificate for all of them; it is read for each."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "365", "-subj",
         "/CN=example.test", "-addext", "subjectAltName=DNS:*.example.test",
         "-keyout", directory / "hosts.key", "-out", directory / "hosts.crt"],
        check=True, capture_output=True)


class Hosts(Curve):
    name = "hosts"
    title = "Virtual hosts"
    unit = "hosts"
    sizes = (1, 3, 10, 30, 100, 300, 1000)
    quick_sizes = (1, 10)
    columns = (
        Column("start", "start", "ms"),
        Column("start_cpu", "CPU of it", "ms"),
        Column("memory", "memory after it", "MiB"),
        Column("chat", "chat of 100 pairs at the last host", "µs/message"),
        Column("login", "login at the last host", "µs"))

    def measure(self, options, sizes):
        for size in sizes:
            hosts = "".join(HOST.format(name=name_of(i)) for i in range(size))
            with Measured(options, hosts=hosts) as server:
                certify(server.daemon.directory)
                domain = name_of(size - 1)
                server.fill(add_accounts, 2 * PAIRS, "u{}", domain)
                yield {"size": size, **self.at(server, domain)}

    def at(self, server, domain):
        start, start_cpu = server.start(), cpu_seconds(server.pid)
        memory = server.resident_kib()
        chat, = server.cost(f"chat --pairs {PAIRS} --window 1",
                            "server_cpu_us_per_message", domain=domain)
        login, = server.cost(f"login --count {2 * PAIRS} --rounds 5",
                             "server_cpu_us_per_login", domain=domain)
        return {"start": 1000 * start, "start_cpu": 1000 * start_cpu,
                "memory": memory / 1024, "chat": chat, "login": login}
