# SPDX-License-Identifier: Apache-2.0
"""Runs of troupe-load, and what the kernel tells of a server meanwhile."""

import json
import pathlib
import re
import resource
import signal
import subprocess
import sys

from daemon import die_with_parent

LIMIT = 3600  # seconds for one run
CIPHERSUITE = "TLS_AES_128_GCM_SHA256"  # all servers have it, TLS 1.3 only


def raise_descriptor_limit():
    """For this process and those it starts. @returns what each may open"""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Tool:
    """troupe-load of a build, set up for one server."""

    def __init__(self, build, port, pid, tls="none", domain="localhost"):
        self.path = pathlib.Path(build) / "tools" / "load" / "troupe-load"
        self.common = [
            "--to", f"127.0.0.1:{port}", "--domain", domain, "--pid", str(pid),
            "--tls", tls, "--json"]
        if tls != "none":
            self.common += ["--insecure", "--ciphersuite", CIPHERSUITE]

    def words(self, words, seconds, warm_up):
        return [self.path, *words.split(), *self.common, "--seconds",
                str(seconds), "--warm-up", str(warm_up)]

    def run(self, words, seconds=2, warm_up=1):
        """What it finds; empty if it fails. Faults are told."""
        done = subprocess.run(
            self.words(words, seconds, warm_up), capture_output=True, text=True,
            timeout=LIMIT, check=False, preexec_fn=die_with_parent)
        if done.returncode != 0:
            print(f"  troupe-load {words}: exit code {done.returncode}: "
                  f"{done.stderr}{done.stdout}", file=sys.stderr, flush=True)
        return found_in(done.stdout)

    def start(self, words, seconds=100_000, warm_up=0):
        """One that goes on; `end` ends it."""
        return subprocess.Popen(
            self.words(words, seconds, warm_up), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)


def found_in(output):
    return json.loads(output) if output.startswith("{") else {}


def end(process):
    """Ends what `Tool.start` has begun, early if it still measures.

    @returns exit code, what it found, what it complained about
    """
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    output, complaints = process.communicate(timeout=LIMIT)
    return process.returncode, found_in(output), complaints


def status_number(pid, key):
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(rf"(?m)^{key}:\s+(\d+)", text)[1])


def resident_kib(pid):
    return status_number(pid, "VmRSS")


def cpu_seconds(pid):
    """Of its threads that live, finer than the ticks of /proc/PID/stat."""
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0])
               for task in tasks) / 1e9


def switches(pid):
    """How often its threads that live have waited."""
    return sum(status_number(f"{pid}/task/{task.name}",
                             "voluntary_ctxt_switches")
               for task in pathlib.Path(f"/proc/{pid}/task").iterdir())
