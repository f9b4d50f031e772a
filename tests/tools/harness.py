# SPDX-License-Identifier: Apache-2.0
"""The two commands as processes, and a client in clear text, for the tests.

Nothing here sleeps: whatever is waited for is a line, a socket or an end, and
each has a deadline.
"""

import base64
import json
import os
import pathlib
import queue
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading

LIMIT = 30  # seconds for anything that takes no time; machines can be busy
CONFIG = """data_dir = "data"
log_level = "info"

[[host]]
name = "localhost"
certificate = "a.crt"
key = "a.key"

[c2s]
require_encryption = false
listen = ["127.0.0.1:{port}"]
direct_tls = ["127.0.0.1:0"]

[http]
listen = ["127.0.0.1:0"]

[web]
listen = ["127.0.0.1:0"]
"""


class Place:
    """A directory with a configuration, and what runs on it."""

    def __init__(self, commands, port=0):
        self.trouped, self.troupectl = commands
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="troupe-test-"))
        self.dir.chmod(0o755)
        self.config = self.dir / "t.toml"
        self.data = self.dir / "data"
        self.write(CONFIG.format(port=port))
        self.daemons = []
        self.certify()

    def write(self, text):
        self.config.write_text(text, encoding="utf-8")

    def change(self, old, new):
        text = self.config.read_text(encoding="utf-8")
        assert old in text, old
        self.write(text.replace(old, new))

    def certify(self):
        done = self.ctl("cert", "localhost")
        assert done.returncode == 0, done.stderr

    def ctl(self, *words, stdin="", config=None, **options):
        return subprocess.run(
            [self.troupectl, "-c", str(config or self.config), *words],
            input=stdin, text=True, capture_output=True, timeout=LIMIT,
            check=False, **options)

    def ctl_json(self, *words, **options):
        done = self.ctl("--json", *words, **options)
        return done.returncode, json.loads(done.stdout)

    def run(self, *words):
        """trouped as a command that ends by itself."""
        return subprocess.run(
            [self.trouped, "-c", str(self.config), *words], text=True,
            capture_output=True, timeout=LIMIT, check=False,
            stdin=subprocess.DEVNULL)

    def start(self, *words):
        daemon = Daemon([self.trouped, "-c", str(self.config), *words])
        self.daemons.append(daemon)
        return daemon

    def close(self):
        for each in self.daemons:
            each.kill()
        shutil.rmtree(self.dir, ignore_errors=True)


class Daemon:
    """A running trouped; its log is read line by line."""

    def __init__(self, words):
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.ready = self.wait_for("listening on")
        found = re.search(r"c2s 127\.0\.0\.1:(\d+)", self.ready)
        self.port = int(found.group(1)) if found else 0

    def read(self):
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def wait_for(self, text):
        seen = []
        while True:
            line = self.lines.get(timeout=LIMIT)
            seen.append(line)
            if line is None:
                raise AssertionError(f"no line with {text!r} in {seen}")
            if text in line:
                return line

    def signal(self, number):
        os.kill(self.process.pid, number)

    def end(self):
        """The exit code."""
        code = self.process.wait(timeout=LIMIT)
        self.reader.join(timeout=LIMIT)
        return code

    def stop(self):
        self.signal(signal.SIGTERM)
        return self.end()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.end()
        self.process.stderr.close()


class Client:
    """A client without TLS that logs in with PLAIN."""

    HEADER = ("<stream:stream xmlns='jabber:client' to='localhost' "
              "version='1.0' xmlns:stream='http://etherx.jabber.org/streams'>")

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), LIMIT)
        self.got = ""

    def send(self, text):
        self.socket.sendall(text.encode())

    def until(self, pattern):
        """Reads on until the pattern has matched; nothing at the end."""
        while True:
            found = re.search(pattern, self.got, re.S)
            if found:
                self.got = self.got[found.end():]
                return found
            data = self.socket.recv(65536)
            if not data:
                return None
            self.got += data.decode()

    def authenticate(self, user, password):
        """Whether the server takes the password."""
        self.send(self.HEADER)
        assert self.until("</stream:features>")
        proof = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
                  f"mechanism='PLAIN'>{proof}</auth>")
        return self.until("<(success|failure)").group(1) == "success"

    def log_in(self, user, password, resource):
        assert self.authenticate(user, password)
        self.got = ""
        self.send(self.HEADER)
        assert self.until("</stream:features>")
        self.send("<iq type='set' id='b'>"
                  "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                  f"<resource>{resource}</resource></bind></iq>")
        assert self.until("<jid>")
        return self

    def close(self):
        self.socket.close()
