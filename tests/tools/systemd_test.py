# SPDX-License-Identifier: Apache-2.0
"""What the daemon tells systemd, at a socket that stands for it.

  systemd_test.py TROUPED TROUPECTL
"""

import os
import pathlib
import signal
import socket
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import LIMIT, Place  # noqa: E402

COMMANDS = [str(pathlib.Path(each).resolve()) for each in sys.argv[1:3]]


class Systemd(unittest.TestCase):
    def setUp(self):
        self.place = Place(COMMANDS)
        self.addCleanup(self.place.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.settimeout(LIMIT)
        self.socket.bind(folder.name + "/notify")
        for name, value in (("NOTIFY_SOCKET", folder.name + "/notify"),
                            ("WATCHDOG_USEC", "200000")):
            os.environ[name] = value
            self.addCleanup(os.environ.pop, name)

    def wait_for(self, state):
        """What else came before it."""
        before = []
        while True:
            told = self.socket.recv(512).decode()
            if told.startswith(state):
                return before
            before.append(told)

    def test_it_is_told_of_each_state(self):
        daemon = self.place.start()
        self.assertNotIn("STOPPING=1", self.wait_for("READY=1"))
        for _ in range(3):
            self.wait_for("WATCHDOG=1")

        daemon.signal(signal.SIGHUP)
        self.wait_for("RELOADING=1\nMONOTONIC_USEC=")
        self.assertNotIn("STOPPING=1", self.wait_for("READY=1"))

        daemon.signal(signal.SIGTERM)
        self.wait_for("STOPPING=1")
        self.assertEqual(daemon.end(), 0)

    def test_a_refused_configuration_ends_the_reload_too(self):
        daemon = self.place.start()
        self.wait_for("READY=1")
        self.place.change("[c2s]", "[nonsense]")

        daemon.signal(signal.SIGHUP)

        self.wait_for("RELOADING=1")
        self.wait_for("READY=1")
        self.assertEqual(daemon.stop(), 0)

    def test_who_cannot_start_is_never_ready(self):
        self.place.change("[c2s]", "[nonsense]")
        self.assertEqual(self.place.run().returncode, 78)
        self.socket.setblocking(False)
        with self.assertRaises(BlockingIOError):
            self.socket.recv(512)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
