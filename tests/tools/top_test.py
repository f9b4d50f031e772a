# SPDX-License-Identifier: Apache-2.0
"""What troupectl top does to a terminal: under tmux, with a scripted source.

  top_test.py TOP_SCRIPTED [TEST...]
Nothing here sleeps: the terminal's output wakes who waits for a text.
"""

import copy
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

LIMIT = 30  # seconds for anything that takes no time; machines can be busy
TOP = str(pathlib.Path(sys.argv[1]).resolve())


def actor(number, name, messages, cpu=0.01, age=0.0):
    return {"id": number, "kind": "user", "name": name, "messages": messages,
            "cpu": cpu, "wait": {"mean": 8.1, "max": 90.0}, "depth": 3,
            "age": age, "memory": 21000, "worker": 0}


CENSUS = {
    "at": 1763731234567890, "seconds": 1.0, "sampling": 16, "dropped": 0,
    "kinds": [{"kind": "user", "actors": 120, "messages": 5321.0, "cpu": 0.12,
               "wait": {"mean": 8.1, "max": 411.0},
               "depth": {"mean": 0.2, "max": 12},
               "age": 2500.0, "memory": 0}],
    "actors": [actor(13, "alice@localhost", 300.0),
               actor(14, "bob@localhost", 200.0, 0.9),
               actor(15, "slow@localhost", 100.0, age=90e6),
               actor(16, "gone@localhost", 50.0)],
    "domains": [{"name": "example.net", "messages": 12.0,
                 "outcome": "refused"}],
    "workers": [{"index": 0, "load": 0.42}],
    "totals": {"sessions": 118, "accounts": 100, "rooms": 2,
               "stanzas_in": 900.0, "stanzas_out": 950.0,
               "resident": 21340160, "storage_waiting": 0}}


class Terminal:
    """A shell in a tmux server of its own."""

    def __init__(self, columns=80, lines=24):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="troupe-test-"))
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in ("TMUX", "NO_COLOR", "LC_ALL")}
        self.environment.update(LANG="C.UTF-8", PS1="$ ", TERM="xterm")
        self.fifo = self.dir / "script"
        os.mkfifo(self.fifo)
        self.script = os.open(self.fifo, os.O_RDWR)
        output = self.dir / "output"
        os.mkfifo(output)
        self.output = os.open(output, os.O_RDWR | os.O_NONBLOCK)
        self.tmux("-f", "/dev/null", "new-session", "-d",
                  "-x", str(columns), "-y", str(lines), "sh")
        self.tmux("pipe-pane", f"cat > {output}")

    def close(self):
        self.tmux("kill-server")
        os.close(self.script)
        os.close(self.output)
        shutil.rmtree(self.dir)

    def tmux(self, *words):
        return subprocess.run(
            ["tmux", "-S", str(self.dir / "tmux"), "-u", *words], check=True,
            env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True, timeout=LIMIT).stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def run(self, line):
        self.tmux("send-keys", "-l", line)
        self.keys("Enter")

    def tell(self, census):
        os.write(self.script, json.dumps(census).encode() + b"\n")

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def fact(self, name):
        return self.tmux("display-message", "-p", "#{%s}" % name).strip()

    def wait(self, holds, what):
        """Until it holds for the screen's text; looks after each output."""
        until = time.monotonic() + LIMIT
        while True:
            text = self.screen()
            if holds(text):
                return text
            if time.monotonic() > until:
                raise AssertionError(f"{what} is not there:\n{text}")
            if select.select([self.output], [], [], 1)[0]:
                os.read(self.output, 65536)

    def wait_for(self, part):
        return self.wait(lambda text: part in text, part)

    def wait_without(self, part):
        return self.wait(lambda text: part not in text, f"no {part}")


class Case(unittest.TestCase):
    def begin(self, columns=80, lines=24):
        self.terminal = Terminal(columns, lines)
        self.addCleanup(self.terminal.close)
        self.terminal.run("stty -g > before")
        # What is typed is on the screen, too, and may come before the prompt.
        self.terminal.run(f"{TOP} {self.terminal.fifo};"
                          " echo code=$?; stty -g > after; echo all-'done'")
        self.terminal.wait_for("Waiting for the server")
        self.terminal.tell(CENSUS)
        self.terminal.wait_for("alice@localhost")
        return self.terminal

    def setUp(self):
        # The shell's files of this test are its own.
        place = tempfile.mkdtemp(prefix="troupe-test-")
        self.addCleanup(shutil.rmtree, place)
        before = os.getcwd()
        os.chdir(place)
        self.addCleanup(os.chdir, before)
        self.place = pathlib.Path(place)

    def assert_clean(self, code):
        # The shell of root has a prompt of its own.
        text = self.terminal.wait(
            lambda text: "all-done\n$" in text or "all-done\n#" in text,
            "the shell's prompt")
        self.assertIn(f"code={code}\n", text)
        self.assertNotIn("MSG/S", text)
        self.assertEqual(self.terminal.fact("alternate_on"), "0")
        self.assertEqual(self.terminal.fact("cursor_flag"), "1")
        self.assertEqual((self.place / "before").read_text(),
                         (self.place / "after").read_text())


class Top(Case):
    def test_shows_a_census_and_the_next(self):
        terminal = self.begin()
        text = terminal.screen()
        self.assertIn("sessions 118", text)
        self.assertIn("5321", text)
        self.assertEqual(len(text.splitlines()), 24)
        self.assertIn("q quit", text.splitlines()[-1])
        following = copy.deepcopy(CENSUS)
        following["totals"]["sessions"] = 4711
        terminal.tell(following)
        terminal.wait_for("sessions 4711")
        terminal.keys("q")
        self.assert_clean(0)

    def test_keys_sort_filter_and_pause(self):
        terminal = self.begin()

        def is_before(first, second):
            return lambda text: 0 < text.find(first) < text.find(second)

        terminal.wait(is_before("alice@", "bob@"), "alice before bob")
        terminal.wait_for("elsewhere  example.net 12/s refused")
        terminal.keys("c")
        terminal.wait(is_before("bob@", "alice@"), "bob before alice")
        terminal.keys("a")
        terminal.wait(is_before("slow@", "alice@"), "slow before alice")
        terminal.wait_for("1 min 30 s")
        terminal.tmux("send-keys", "-l", "/alice")
        terminal.wait_for("/alice_")
        terminal.wait_without("bob@")
        terminal.keys("Escape")
        terminal.wait_for("bob@")
        terminal.keys("Space")
        terminal.wait_for("PAUSED")
        terminal.keys("?")
        terminal.wait_for("what one actor does")
        terminal.keys("x")
        terminal.wait_for("ACTOR")
        terminal.keys("q")
        self.assert_clean(0)

    def test_enter_shows_one_actor(self):
        terminal = self.begin()
        terminal.keys("Down", "Enter")
        text = terminal.wait_for("9f3c000000000401")  # what is drawn last
        self.assertIn("user: bob@localhost", text)
        self.assertIn("  sessions: 2", text)
        self.assertIn("Its last messages:", text)
        terminal.keys("Escape")
        terminal.wait_for("ACTOR")
        terminal.keys("End", "Enter")
        terminal.wait_for("gone@localhost is not here")
        terminal.keys("?")
        terminal.wait_for("any key: back")
        terminal.keys("q")
        self.assert_clean(0)
        self.assertIn("looked at: bob@localhost - gone@localhost -",
                      terminal.screen())

    def test_a_question_without_an_answer_holds_up_nothing(self):
        terminal = self.begin()
        terminal.keys("Down", "Down", "Enter")
        terminal.wait_for("Asking")
        terminal.keys("Escape")
        terminal.wait_for("ACTOR")
        terminal.keys("q")
        self.assert_clean(0)

    def test_signals_leave_the_terminal_clean(self):
        for signal in ("INT", "TERM", "HUP"):
            with self.subTest(signal):
                terminal = self.begin()
                pid = subprocess.run(
                    ["pgrep", "-f", f"^{TOP} {terminal.fifo}$"], check=True,
                    stdout=subprocess.PIPE, text=True).stdout.split()[0]
                subprocess.run(["kill", f"-{signal}", pid], check=True)
                self.assert_clean(0)

    def test_control_c_leaves_the_terminal_clean(self):
        terminal = self.begin()
        terminal.keys("C-c")
        self.assert_clean(0)

    def test_follows_the_size_of_the_terminal(self):
        terminal = self.begin()
        terminal.tmux("resize-window", "-x", "200", "-y", "60")
        terminal.wait(lambda text: len(text.splitlines()) == 60
                      and "q quit" in text.splitlines()[-1], "60 lines")
        terminal.tmux("resize-window", "-x", "30", "-y", "8")
        terminal.wait_for("Too small: 40x10 at least")
        terminal.tmux("resize-window", "-x", "40", "-y", "10")
        terminal.wait_for("alice@")
        terminal.keys("q")
        self.assert_clean(0)

    def test_the_end_of_the_source_is_told(self):
        terminal = self.begin()
        terminal.tell({"end": "the server has gone"})
        terminal.wait_for("ended: the server has gone")
        terminal.keys("q")
        self.assert_clean(1)
        self.assertIn("top: the server has gone", terminal.screen())

    def test_needs_a_terminal(self):
        done = subprocess.run([TOP, "/dev/null"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True, check=False,
                              timeout=LIMIT)
        self.assertEqual(done.returncode, 1)
        self.assertIn("top needs a terminal", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
