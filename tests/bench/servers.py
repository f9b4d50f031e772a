# SPDX-License-Identifier: Apache-2.0
"""Servers for comparisons, each with its own directory, on loopback.

All have the same features as far as they go: roster, presence, offline
messages, stream management, carbons, blocking, registration by clients, rooms
at conference.localhost, no limits on rates or occupants, SCRAM-SHA-256 with
hashed passwords, the archive (of accounts and rooms) only if wished, and a
certificate with ECDSA P-256.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "interop"))

from daemon import Daemon, die_with_parent, free_port  # noqa: E402
from filling import add_accounts, opened  # noqa: E402
from troupe_load import Tool  # noqa: E402

START_LIMIT = 60
STOP_LIMIT = 30


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
        return True
    except OSError:
        return False


class Server:
    """One that runs in the foreground and is ended by its process id."""

    stores = ""  # what it keeps where, and whether it waits for the disk

    def __init__(self, build, archive, tls="none"):
        self.build = pathlib.Path(build).resolve()
        self.archive = archive
        self.tls = tls
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="compare-"))
        self.port = free_port()
        self.process = None

    def command(self):
        """Its words and environment; writes what it reads."""
        raise NotImplementedError

    def certificate(self):
        """One like that of `troupectl cert`."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-keyout", self.dir / "localhost.key", "-out",
             self.dir / "localhost.crt"], check=True, capture_output=True)

    def start(self):
        words, environment = self.command()
        self.log = open(self.dir / "output", "wb")
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=subprocess.STDOUT, preexec_fn=die_with_parent,
            cwd=self.dir, env=os.environ | environment)
        deadline = time.monotonic() + START_LIMIT
        while not accepts(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{words[0]} does not start; see {self.dir}")
            time.sleep(0.1)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def fill(self, count):
        """Accounts u0 to the one before `count`, all with one password."""
        self.tool().run(f"accounts --count {count}")

    def tool(self):
        return Tool(self.build, self.port, self.pid, self.tls)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    @property
    def pid(self):
        return self.process.pid


class Troupe(Server):
    name = "Troupe"
    stores = ("SQLite; what is to be kept is on the disk (fsync, many at once)"
              " before it is answered or acknowledged")
    CONFIG = """log_level = "warning"
c2s.require_encryption = false
registration.enabled = true
limits.registrations_per_address = 0
limits.connections_per_address = 0
limits.bytes_per_second = 0
limits.offline_messages = 100000
archive.enabled = {archive}
rooms.messages_per_second = 0
"""

    def __init__(self, build, archive, tls="none"):
        super().__init__(build, archive, tls)
        self.daemon = Daemon(self.build, {}, self.CONFIG.format(
            archive=str(archive).lower()))
        self.port = self.daemon.c2s

    def start(self):
        self.daemon.start()
        self.process = self.daemon.process

    def fill(self, count):
        super().fill(1)
        self.stop()
        with opened(self.daemon.directory) as db:
            add_accounts(db, count)
        self.start()

    def __exit__(self, *arguments):
        super().__exit__(*arguments)
        self.daemon.close()


class Prosody(Server):
    name = "Prosody"
    stores = ("a file for each account and kind, written anew with each change"
              " or appended to; no fsync")
    CONFIG = """daemonize = false
run_as_root = true
pidfile = "{dir}/pid"
data_path = "{dir}/data"
log = {{ error = "{dir}/log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{}}
s2s_ports = {{}}
http_ports = {{}}
https_ports = {{}}
network_backend = "epoll"
storage = "internal"
authentication = "internal_hashed"
password_hash = "SHA-256"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
allow_registration = true
archive_expires_after = "never"
default_archive_policy = true
max_archive_query_results = 50
modules_enabled = {{ "roster", "saslauth", "tls", "disco", "ping",
  "register_ibr", "offline", "smacks", "carbons", "blocklist", "private",
  "vcard"{more} }}
modules_disabled = {{ "s2s" }}
VirtualHost "localhost"
  ssl = {{ certificate = "{dir}/localhost.crt", key = "{dir}/localhost.key" }}
Component "conference.localhost" "muc"
  modules_enabled = {{ {rooms} }}
  muc_room_cache_size = 10000
"""

    def command(self):
        self.certificate()
        (self.dir / "data").mkdir(exist_ok=True)
        config = self.dir / "prosody.cfg.lua"
        config.write_text(self.CONFIG.format(
            dir=self.dir, port=self.port,
            more=', "mam"' if self.archive else "",
            rooms='"muc_mam"' if self.archive else ""))
        return ["prosody", "--config", str(config), "-F"], {}

    def fill(self, count):
        super().fill(1)
        self.stop()
        folder = self.dir / "data" / "localhost" / "accounts"
        for i in range(1, count):
            shutil.copyfile(folder / "u0.dat", folder / f"u{i}.dat")
        self.start()


class Ejabberd(Server):
    name = "ejabberd"
    stores = ("Mnesia: tables in memory with a log on the disk that is written"
              " from time to time; no fsync")
    CONFIG = """hosts: [localhost]
loglevel: error
certfiles: ["{dir}/both.pem"]
auth_method: internal
auth_password_format: scram
auth_scram_hash: sha256
registration_timeout: infinity
listen:
  -
    port: {port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    shaper: none
    access: all
    backlog: 1000
    starttls: true
modules:
  mod_blocking: {{}}
  mod_carboncopy: {{}}
  mod_disco: {{}}
  mod_muc:
    max_users: 5000
    max_users_presence: 5000
    max_user_conferences: 1000
    min_message_interval: 0
    min_presence_interval: 0
    default_room_options: {{ max_users: 5000, mam: {archive} }}
  mod_offline: {{}}
  mod_ping: {{}}
  mod_privacy: {{}}
  mod_private: {{}}
  mod_register:
    ip_access: all
    access: all
  mod_roster: {{}}
  mod_stream_mgmt: {{ max_ack_queue: infinity }}
  mod_vcard: {{}}
{more}"""

    def command(self):
        self.certificate()
        both = (self.dir / "localhost.crt").read_text() \
            + (self.dir / "localhost.key").read_text()
        (self.dir / "both.pem").write_text(both)
        config = self.dir / "ejabberd.yml"
        config.write_text(self.CONFIG.format(
            dir=self.dir, port=self.port, archive=str(self.archive).lower(),
            more="  mod_mam: { default: always }\n" if self.archive else ""))
        libraries = next(pathlib.Path("/usr/lib").glob(
            "*/ejabberd-*")).parent
        # As ejabberdctl does it, but without a node name: so there is no epmd.
        return (["erl", "+K", "true", "+P", "250000", "+Q", "65536",
                 "-noinput", "-mnesia",
                 "dir", f'"{self.dir}/spool"', "-s", "ejabberd"],
                {"EJABBERD_CONFIG_PATH": str(config),
                 "EJABBERD_LOG_PATH": str(self.dir / "ejabberd.log"),
                 "ERL_LIBS": str(libraries), "HOME": str(self.dir),
                 "ERL_CRASH_DUMP_BYTES": "0"})


class Relay(Server):
    name = "relay"
    stores = ("nothing; it does not even parse, the floor for chat and, without"
              " session tickets, for TLS")

    def command(self):
        words = [str(self.build / "tests" / "relay"), str(self.port)]
        if self.tls != "none":
            self.certificate()
            words += [str(self.dir / "localhost.crt"),
                      str(self.dir / "localhost.key")]
        return words, {}

    def fill(self, count):
        """It lets everybody in."""

    def tool(self):
        tool = Tool(self.build, self.port, self.pid,
                    self.tls if self.tls == "none" else "direct")
        tool.common += ["--auth", "plain"]
        return tool
