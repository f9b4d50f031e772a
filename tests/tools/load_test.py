# SPDX-License-Identifier: Apache-2.0
"""troupe-load from the outside, against trouped.

  load_test.py TROUPED TROUPECTL TROUPE_LOAD [TEST...]
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from faulty_proxy import FaultyProxy  # noqa: E402
from harness import Place  # noqa: E402

COMMANDS = [str(pathlib.Path(each).resolve()) for each in sys.argv[1:3]]
LOAD = str(pathlib.Path(sys.argv[3]).resolve())
LIMIT = 120  # seconds for one run; under sanitizers on a busy machine
SHORT = ("--seconds", "0.5", "--warm-up", "0.1")
SETTINGS = """
[registration]
enabled = true

[rooms]
messages_per_second = 0

[limits]
registrations_per_address = 0
bytes_per_second = 0
"""


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place(COMMANDS)
        cls.addClassCleanup(cls.place.close)
        cls.place.write(cls.place.config.read_text() + SETTINGS)
        cls.daemon = cls.place.start()
        cls.direct_port = int(re.search(r"c2s-tls 127\.0\.0\.1:(\d+)",
                                        cls.daemon.ready).group(1))
        done = subprocess.run(
            [LOAD, "accounts", "--to", f"localhost:{cls.daemon.port}", "--tls",
             "none", "--count", "12", "--json"],
            text=True, capture_output=True, timeout=LIMIT, check=False)
        assert done.returncode == 0, done.stderr

    def run_load(self, mode, *words, port=None, tls="none"):
        port = port or self.daemon.port
        return subprocess.run(
            [LOAD, mode, "--to", f"localhost:{port}", "--tls", tls, *words],
            text=True, capture_output=True, timeout=LIMIT, check=False)

    def found(self, *words, code=0, **options):
        """The line of JSON of a run."""
        done = self.run_load(*words, "--json", **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("\n"), 1, done.stdout)
        return json.loads(done.stdout)

    def assert_sound(self, line):
        for key in ("lost", "duplicated", "reordered"):
            self.assertEqual(line[key], 0, line)


class Chatting(Case):
    def chat(self, *words, **options):
        return self.found("chat", "--pairs", "3", *SHORT, *words, **options)

    def assert_measured(self, line):
        self.assert_sound(line)
        self.assertGreater(line["messages"], 20)
        self.assertEqual(line["sessions"], 6)
        self.assertLessEqual(line["p50_us"], line["p99_us"])
        self.assertLessEqual(line["p99_us"], line["max_us"])
        self.assertGreater(line["max_us"], 0)
        self.assertIn("server_cpu_us_per_message", line)
        self.assertGreater(line["server_rss_after_mib"], 1)

    def test_messages_go_to_and_fro_in_clear_text(self):
        self.assert_measured(self.chat("--window", "4"))

    def test_and_with_starttls(self):
        self.assert_measured(self.chat("--insecure", tls="starttls"))

    def test_and_with_direct_tls(self):
        self.assert_measured(self.chat("--insecure", tls="direct",
                                       port=self.direct_port))

    def test_each_mechanism_logs_in(self):
        for name in ("plain", "scram-sha-1", "scram-sha-256"):
            self.assert_measured(self.chat("--auth", name))

    def test_a_rate_is_kept(self):
        line = self.chat("--rate", "400")
        self.assert_sound(line)
        self.assertGreater(line["messages"], 100)
        self.assertLess(line["messages"], 400)

    def test_everything_is_acknowledged(self):
        line = self.chat("--stream-management", "--resumable", "--ask-every",
                         "5", "--idle", "2", "--window", "4",
                         "--resource", "managed")
        self.assert_sound(line)
        self.assertGreater(line["stanzas_acknowledged"], line["messages"])
        self.assertEqual(line["stanzas_unacknowledged"], 0)
        self.assertEqual(line["sessions"], 8)

    def test_a_window_waits_for_its_acknowledgement(self):
        line = self.chat("--stream-management", "--await-acknowledgement",
                         "--window", "4", "--resource", "awaiting")
        self.assert_measured(line)
        self.assertEqual(line["stanzas_unacknowledged"], 0)
        self.assertEqual((line["stanzas_acknowledged"] - 12) % 4, 0, line)
        self.assertGreater(line["window_p50_us"], 0)
        self.assertLessEqual(line["window_p50_us"], line["window_max_us"])

    def test_without_json_there_is_a_table(self):
        done = self.run_load("chat", "--pairs", "1", *SHORT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^messages per second +[\d.]+$")
        self.assertRegex(done.stdout, r"(?m)^lost +0$")
        self.assertEqual(done.stderr, "")


class Faults(Case):
    """What a server does wrong is reported, and ends with code 1."""

    def chat_through(self, fault, code=1):
        proxy = FaultyProxy(self.daemon.port, fault)
        self.addCleanup(proxy.close)
        return self.found("chat", "--pairs", "2", "--window", "4", *SHORT,
                          code=code, port=proxy.port)

    def check(self, line, **wanted):
        self.assertEqual({key: line[key] for key in wanted}, wanted, line)

    def test_the_proxy_alone_does_no_harm(self):
        self.assert_sound(self.chat_through("none", code=0))

    def test_a_lost_message(self):
        self.check(self.chat_through("drop"), lost=1, duplicated=0,
                   reordered=0)

    def test_a_repeated_message(self):
        self.check(self.chat_through("repeat"), lost=0, duplicated=1,
                   reordered=0)

    def test_messages_in_the_wrong_order(self):
        self.check(self.chat_through("swap"), lost=0, duplicated=0,
                   reordered=1)

    def test_a_message_that_bounces(self):
        self.check(self.chat_through("error"), lost=1, errors=1)

    def test_a_connection_that_ends(self):
        line = self.chat_through("cut")
        self.assertEqual(line["sessions_ended"], 1)
        self.assertIn("closed the connection", line["first_end"])


class OtherModes(Case):
    def test_accounts_that_exist_are_left_alone(self):
        line = self.found("accounts", "--count", "13")
        self.assertEqual((line["accounts_made"], line["accounts_that_existed"],
                          line["accounts_refused"]), (1, 12, 0))

    def test_logins_are_measured(self):
        for tls in ("none", "starttls"):
            line = self.found("login", "--count", "12", "--rounds", "2",
                              "--insecure", tls=tls)
            self.assertEqual(line["logins"], 12)
            self.assertLessEqual(line["bound_p50_us"], line["p50_us"])
            self.assertIn("server_cpu_us_per_login", line)

    def test_handshakes_are_measured(self):
        for tls, port in (("starttls", None), ("direct", self.direct_port)):
            line = self.found("handshake", "--count", "20", "--insecure",
                              "--ciphersuite", "TLS_AES_256_GCM_SHA384",
                              tls=tls, port=port)
            self.assertEqual(line["handshakes"], 20)
            self.assertGreater(line["p50_us"], 0)
            self.assertIn("server_cpu_us_per_handshake", line)
            self.assertEqual(line["protection"],
                             "TLSv1.3 TLS_AES_256_GCM_SHA384")
            self.assertNotIn("mechanism", line)

    def test_it_is_told_how_one_logged_in(self):
        line = self.found("login", "--count", "2")
        self.assertEqual(line["mechanism"], "SCRAM-SHA-256")
        self.assertNotIn("protection", line)

    def test_sessions_can_stay_until_all_have_logged_in(self):
        line = self.found("login", "--count", "12", "--keep")
        self.assertEqual(line["logins"], 12)

    def test_idle_sessions_are_measured(self):
        line = self.found("idle", "--count", "10", "--roster", "3", *SHORT)
        self.assertEqual(line["sessions"], 10)
        self.assertIn("server_rss_kib_per_session", line)
        self.assertIn("server_cpu_percent_idle", line)
        self.assertLess(line["server_switches_per_second_idle"], 1000)

    def test_rosters_are_set_up_once(self):
        for _ in range(2):
            line = self.found("idle", "--count", "5", "--roster", "4",
                              "--set-up-only")
            self.assertEqual(line["rosters"], 5)


    def test_presence_reaches_each_contact_once(self):
        for _ in range(2):  # the second time all are subscribed
            line = self.found("presence", "--count", "8", "--roster", "4",
                              *SHORT)
            self.assert_sound(line)
            self.assertGreater(line["presences"], 20)
            self.assertEqual(line["sessions"], 8)

    def test_offline_messages_come_once_and_in_order(self):
        for words in ((), ("--stream-management",)):
            line = self.found("offline", "--count", "4", "--messages", "20",
                              *words)
            self.assert_sound(line)
            self.assertEqual((line["messages"], line["arrivals"]), (80, 80))

    def test_rosters_are_changed_and_fetched(self):
        line = self.found("roster", "--count", "4", "--items", "5", *SHORT)
        self.assertGreater(line["roster_sets"], 5)
        self.assertGreater(line["roster_gets"], 5)
        self.assertEqual((line["errors"], line["unanswered"]), (0, 0))

    def rooms(self, *words):
        line = self.found("rooms", "--senders", "2", *SHORT, *words)
        self.assert_sound(line)
        self.assertGreater(line["arrivals"], 20)
        self.assertEqual((line["errors"], line["strays"], line["expelled"]),
                         (0, 0, 0))
        self.assertIn("server_cpu_us_per_arrival", line)
        self.assertIn("server_cpu_us_per_join", line)
        self.assertLessEqual(line["p50_us"], line["p99_us"])
        return line

    def test_what_is_said_in_rooms_reaches_all_who_are_in(self):
        line = self.rooms("--occupants", "5", "--rooms", "2", "--window", "2")
        self.assertEqual((line["rooms"], line["occupants"], line["joins"]),
                         (2, 10, 8))
        # Of each: all who were in before, and oneself.
        self.assertGreaterEqual(line["join_presences"], 2 * (2 + 3 + 4 + 5))
        self.assertGreater(line["join_p50_us"], 0)

    def test_rooms_keep_a_rate(self):
        line = self.rooms("--occupants", "4", "--rate", "100")
        self.assertLess(line["messages_sent"], 100)

    def test_a_quiet_room_is_measured_beside_a_flooded_one(self):
        line = self.rooms("--flood", "6", "--quiet-room", "4", "--quiet-rate",
                          "50", "--window", "4")
        self.assertEqual((line["rooms"], line["occupants"]), (2, 10))
        for time in ("before", "during"):
            self.assertGreater(line[f"quiet_{time}_p50_us"], 0)
            self.assertLessEqual(line[f"quiet_{time}_p50_us"],
                                 line[f"quiet_{time}_p99_us"])

    def test_archives_are_filled_and_paged(self):
        for _ in range(2):
            line = self.found("archive", "--count", "2", "--messages", "120",
                              *SHORT)
            self.assertGreaterEqual(line["messages_walked"], 120)
            for kind in ("first", "last", "middle"):
                self.assertGreater(line[f"{kind}_pages"], 2)
                self.assertEqual(line[f"messages_per_{kind}_page"], 50)
            self.assertEqual((line["errors"], line["unanswered"]), (0, 0))


class Mistakes(Case):
    """Each says what to do."""

    def fails(self, code, text, *words, **options):
        done = self.run_load(*words, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(text, done.stderr)
        return done

    def test_no_server(self):
        self.fails(1, "does the server run", "chat", port=1)

    def test_no_account(self):
        self.fails(1, "troupe-load accounts", "chat", "--user", "nobody{}")

    def test_a_wrong_certificate(self):
        self.fails(1, "--insecure", "chat", tls="starttls")

    def test_wrong_words(self):
        self.fails(2, "--user", "chat", "--user", "alice")
        self.fails(2, "--to", "chat", "--to", "localhost:none")
        self.fails(2, "--rate", "chat", "--rate", "5", "--window", "5")
        self.fails(2, "--stream-management", "chat", "--await-acknowledgement")
        self.fails(2, "--rooms", "rooms", "--flood", "5", "--rooms", "2")
        self.fails(2, "--flood", "rooms", "--quiet-room", "5")
        self.fails(1, "--tls", "handshake", "--count", "1")

    def test_a_ciphersuite_that_nobody_knows(self):
        self.fails(2, "--ciphersuite", "handshake", "--ciphersuite", "ROT13",
                   tls="direct")

    def test_errors_are_json_too(self):
        line = self.found("chat", code=1, port=1)
        self.assertIn("does the server run", line["error"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
