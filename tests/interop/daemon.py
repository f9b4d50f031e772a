# SPDX-License-Identifier: Apache-2.0
"""A server of one's own: configuration, accounts, start, kill, stop."""

import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

START_LIMIT = 30
STOP_LIMIT = 20
PR_SET_PDEATHSIG = 1

CONFIG = """{extra}
data_dir = "."
c2s.listen = ["127.0.0.1:{c2s}"]
c2s.direct_tls = ["127.0.0.1:{tls}"]
http.listen = ["127.0.0.1:{http}"]
web.listen = ["127.0.0.1:{web}"]
[[host]]
name = "localhost"
certificate = "localhost.crt"
key = "localhost.key"
{host}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Daemon:
    """Runs `trouped` of a build in a directory that goes away in the end."""

    def __init__(self, build, accounts, extra="", host=""):
        self.tools = pathlib.Path(build) / "tools"
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="troupe-"))
        self.c2s, self.tls, self.web, http = (free_port() for _ in range(4))
        self.config = self.directory / "troupe.toml"
        self.certificate = self.directory / "localhost.crt"
        self.config.write_text(CONFIG.format(
            extra=extra, host=host, c2s=self.c2s, tls=self.tls, web=self.web,
            http=http))
        self.process = None
        self.environment = dict(os.environ)
        self.output = []
        self.control("cert", "localhost")
        for jid, password in accounts.items():
            self.control("adduser", jid, "-p", password)

    def control(self, *words):
        done = subprocess.run(
            [self.tools / "troupectl", "-c", self.config, *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=START_LIMIT, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"troupectl {words}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self):
        self.process = subprocess.Popen(
            [self.tools / "trouped", "-c", self.config],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, preexec_fn=die_with_parent,
            env=self.environment)
        self._news = threading.Condition()
        threading.Thread(target=self._read, args=(self.process.stdout,),
                         daemon=True).start()
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._accepts():
                return
            with self._news:
                self._news.wait(0.05)
        raise RuntimeError("trouped does not start:\n" + self.log())

    def _accepts(self):
        for port in (self.c2s, self.tls, self.web):
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
            except OSError:
                return False
        return True

    def _read(self, pipe):
        for line in pipe:
            with self._news:
                self.output.append(line.decode(errors="replace"))
                self._news.notify_all()

    def until_logged(self, text, seconds):
        """The first line of its log that has `text`."""
        end = time.monotonic() + seconds
        with self._news:
            while True:
                found = next((x for x in list(self.output) if text in x), None)
                if found:
                    return found
                left = end - time.monotonic()
                if left <= 0:
                    raise RuntimeError(f"never logged: {text}")
                self._news.wait(left)

    def log(self):
        return "".join(self.output[-50:])

    def kill(self):
        """At once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_LIMIT)

    def stop(self):
        """In order; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_LIMIT)

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
