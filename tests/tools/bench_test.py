# SPDX-License-Identifier: Apache-2.0
"""The programs of tests/bench: what they compute, and short runs of them.

  bench_test.py BUILD_DIR [TEST...]
"""

import importlib.machinery
import importlib.util
import json
import pathlib
import subprocess
import sys
import types
import unittest

BENCH = pathlib.Path(__file__).resolve().parent.parent / "bench"
sys.path.insert(0, str(BENCH))

import load  # noqa: E402, F401  its folders are where `daemon` is found
import filling  # noqa: E402
import mixture  # noqa: E402
import rows  # noqa: E402
from curves.curve import exponent  # noqa: E402
from measured import Measured  # noqa: E402

BUILD = pathlib.Path(sys.argv[1]).resolve()
LIMIT = 300  # seconds for one program; under sanitizers on a busy machine


def program(name):
    """One of the programs as a module; they have no suffix."""
    loader = importlib.machinery.SourceFileLoader(name, str(BENCH / name))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


class Exponents(unittest.TestCase):
    def test_powers_are_found(self):
        for wanted in (-0.5, 0, 1, 2):
            pairs = [(n, 7 * n ** wanted) for n in (10, 100, 1000, 10_000)]
            self.assertAlmostEqual(exponent(pairs), wanted)

    def test_the_lower_half_does_not_count(self):
        pairs = [(n, 1000 + n) for n in (1, 10)] \
            + [(n, n) for n in (100, 1000, 10_000)]
        self.assertAlmostEqual(exponent(pairs), 1)

    def test_one_size_has_none(self):
        self.assertIsNone(exponent([(10, 3)]))
        self.assertIsNone(exponent([]))


class Comparing(unittest.TestCase):
    def setUp(self):
        self.compare = program("compare")

    def test_a_cell_has_the_median_and_the_median_ratio(self):
        troupe = [{"k": 1}, {"k": 2}, {"k": 4}]
        other = [{"k": 10}, {"k": 10}, {"k": 30}]
        self.assertEqual(self.compare.cell(troupe, troupe, "k"), "2.00")
        self.assertEqual(self.compare.cell(other, troupe, "k"),
                         "10.0 (× 7.50)")

    def test_what_failed_has_no_ratio(self):
        self.assertEqual(self.compare.cell([{}], [{"k": 1}], "k"), "–")
        self.assertEqual(self.compare.cell([{"k": 3}], [{}], "k"), "3.00")
        self.assertEqual(
            self.compare.cell([{}, {"k": 8}], [{"k": 1}, {"k": 2}], "k"),
            "8.00 (× 4.00)")

    def test_a_name_is_shown_as_it_is(self):
        runs = [{"k": "SCRAM-SHA-256"}] * 2
        self.assertEqual(self.compare.cell(runs, runs, "k"), "SCRAM-SHA-256")

    def test_a_row_that_descriptors_are_short_for_is_named(self):
        found, refused = rows.chosen(("chat, 100 pairs",), "none", 1024)
        self.assertEqual([row.name for row in found],
                         ["chat, 100 pairs, window 1",
                          "chat, 100 pairs, window 16"])
        self.assertEqual(len(refused), 1)
        self.assertIn("10400 descriptors, 1024", refused[0])

    def test_handshakes_are_for_tls_only(self):
        for tls, count in (("none", 0), ("starttls", 1)):
            found, _ = rows.chosen(("handshake",), tls, 20_000)
            self.assertEqual(len(found), count)


class Enduring(unittest.TestCase):
    def setUp(self):
        self.endurance = program("endurance")

    def test_the_slope_is_of_an_hour(self):
        rising = [(minute, 100 + minute, 0) for minute in range(10)]
        self.assertAlmostEqual(self.endurance.slope_per_hour(rising), 60)

    def judge(self, memory, last):
        """@param memory  of each minute of the load"""
        course = self.endurance.Course(0)
        course.samples = [(minute + 0.5, mib, mib)
                          for minute, mib in enumerate(memory)]
        course.samples.append((len(memory) + 1, last, last))
        return self.endurance.judge(types.SimpleNamespace(minutes=30), course,
                                    10, len(memory))

    def test_memory_that_stays_is_flat(self):
        self.assertTrue(self.judge([50] + [100] * 29, 80))

    def test_memory_that_rises_or_stays_behind_is_not(self):
        self.assertFalse(self.judge([100 + m for m in range(30)], 80))
        self.assertTrue(self.judge([100] * 30, 104))
        self.assertFalse(self.judge([100] * 30, 106))

    def test_a_mixture_sums_up_what_was_done_and_what_failed(self):
        def start(words, *_):
            code = 0 if words.startswith("chat") else 3
            text = json.dumps({"messages": 2})
            return subprocess.Popen(
                [sys.executable, "-c",
                 f"print({text!r}, end=''); raise SystemExit({code})"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        made = mixture.Mixture(lambda tls: types.SimpleNamespace(start=start))
        made.over.wait = lambda _: made.over.set() or True
        for each in mixture.LOADS[2:4]:  # one of chat, one of logins
            made.over.clear()
            made.repeat(each)
        self.assertEqual(made.done["runs"], 2)
        self.assertEqual(made.done[mixture.LOADS[2].name], 2)
        self.assertEqual(len(made.faults), 1)
        self.assertIn("logins: exit code 3", made.faults[0])


class Filling(unittest.TestCase):
    """What is written past the server is what it reads."""

    def setUp(self):
        options = types.SimpleNamespace(build=BUILD, runs=1, seconds=0.3)
        self.server = self.enterContext(Measured(options, archive=True))

    def test_accounts_and_rosters(self):
        self.server.fill(filling.add_accounts, 3)
        self.server.fill(filling.add_contacts, ["u0@localhost"],
                         ["u1@localhost", "u2@localhost"])
        self.server.start()
        found = self.server.tool().run("presence --count 3 --roster 2", 0.3, 0)
        self.assertGreater(found["presences"], 0)
        self.assertEqual((found["lost"], found["sessions"]), (0, 3))

    def test_archives(self):
        self.server.fill(filling.add_accounts, 2)
        for owner, peer in (("u0", "u1"), ("u1", "u0")):
            self.server.fill(filling.add_archive, owner + "@localhost",
                             peer + "@localhost", 120)
        self.server.start()
        found = self.server.tool().run("archive --count 2 --messages 120", 0.3,
                                       0)
        self.assertEqual(found["messages_walked"], 120)
        self.assertEqual(found["messages_per_middle_page"], 50)
        self.assertEqual(found["errors"], 0)


class Running(unittest.TestCase):
    def run_program(self, name, *words):
        done = subprocess.run(
            [sys.executable, "-B", BENCH / name, BUILD, *words], text=True,
            capture_output=True, timeout=LIMIT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_growth_prints_a_line_for_each_size(self):
        printed = self.run_program(
            "growth", "--curve", "sessions", "--sizes", "4,8", "--runs", "1",
            "--seconds", "0.2", "--settle-seconds", "0", "--idle-seconds",
            "0.1")
        self.assertRegex(printed, r"(?m)^\| 4 \| [\d.,]+ \| [\d.,-]+ \|")
        self.assertRegex(printed, r"(?m)^\| 8 \| [\d.,]+ \| [\d.,-]+ \|")
        self.assertIn("| *exponent* |", printed)

    def test_compare_measures_what_it_is_told_to(self):
        printed = self.run_program(
            "compare", "--servers", "troupe", "--rows", "login", "--runs", "1",
            "--seconds", "0.2", "--tls", "starttls")
        self.assertRegex(printed, r"(?m)^\| login \| us/login \| [\d.]+ \|$")
        self.assertIn("| login | SASL | SCRAM-SHA-256 |", printed)
        self.assertIn("TLSv1.3 TLS_AES_128_GCM_SHA256, ECDSA P-256.", printed)
        self.assertNotIn("| chat", printed)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], buffer=True)
