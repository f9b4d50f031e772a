# SPDX-License-Identifier: Apache-2.0
"""trouped and troupectl from the outside.

  commands_test.py TROUPED TROUPECTL [TEST...]
"""

import json
import os
import pathlib
import pty
import select
import signal
import socket
import stat
import subprocess
import sys
import termios
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from harness import LIMIT, Client, Place  # noqa: E402

COMMANDS = [str(pathlib.Path(each).resolve()) for each in sys.argv[1:3]]


class Case(unittest.TestCase):
    def setUp(self):
        self.place = Place(COMMANDS)
        self.addCleanup(self.place.close)

    def add(self, jid, password="secret"):
        done = self.place.ctl("adduser", jid, "--password-stdin",
                              stdin=password + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"{jid} was added.\n")

    def client(self, daemon, user="alice", password="secret", resource="r"):
        client = Client(daemon.port)
        self.addCleanup(client.close)
        return client.log_in(user, password, resource)

    def accepts(self, daemon, user, password):
        client = Client(daemon.port)
        self.addCleanup(client.close)
        return client.authenticate(user, password)

    def refused(self, code, *texts):
        """A start that fails by itself."""
        done = self.place.run()
        self.assertEqual(done.returncode, code, done.stderr)
        for text in texts:
            self.assertIn(text, done.stderr)
        return done


class Starting(Case):
    def test_a_sound_configuration_is_ok(self):
        done = self.place.run("--check")
        self.assertEqual((done.returncode, done.stdout), (0, "OK\n"))
        self.assertFalse(self.place.data.exists())

    def test_unknown_keys_are_named_one_per_line(self):
        self.place.change("log_level", "log_levle")
        self.place.change("[http]", "[http]\ncolour = 1")
        for words in ((), ("--check",)):
            done = self.place.run(*words)
            lines = done.stderr.splitlines()
            self.assertEqual(done.returncode, 78)
            self.assertEqual(len(lines), 2, done.stderr)
            self.assertIn("t.toml:2: log_levle: ", lines[0])
            self.assertIn("t.toml:15: http.colour: ", lines[1])

    def test_a_missing_key_file_is_named_with_its_line(self):
        (self.place.dir / "a.key").unlink()
        self.refused(78, "t.toml:7: host.key: ", "a.key: no such file")
        self.assertEqual(self.place.run("--check").returncode, 78)

    def test_a_key_of_another_certificate_is_refused(self):
        (self.place.dir / "a.key").rename(self.place.dir / "old.key")
        (self.place.dir / "a.crt").rename(self.place.dir / "old.crt")
        self.place.certify()
        (self.place.dir / "old.key").rename(self.place.dir / "a.key")
        self.refused(78, "t.toml:7: host.key: ", "does not match")

    def test_a_missing_configuration_is_told(self):
        self.place.config.unlink()
        self.refused(78, "t.toml: cannot be read")

    def test_a_port_in_use_is_named_with_its_line(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            self.place.change("\n\n[c2s]", "\n[c2s]")
            self.place.change("127.0.0.1:0\"]\ndirect", address + "\"]\ndirect")
            self.refused(1, "t.toml:10: c2s.listen: ", address,
                         "address already in use")

    def test_one_data_directory_has_one_server(self):
        self.place.start()
        self.refused(1, "in use by process")

    def test_a_data_directory_that_cannot_be_made_is_a_fault(self):
        self.place.data.write_text("")
        self.refused(78, "t.toml:1: data_dir: ", "is not a directory")

    def test_a_wrong_command_line_is_a_usage_error(self):
        for words in (("-L", "loud"), ("--what",), ("word",)):
            self.assertEqual(self.place.run(*words).returncode, 2)

    def test_both_commands_tell_their_version(self):
        self.assertRegex(self.place.run("--version").stdout,
                         r"^trouped \d+\.\d+\.\d+\n$")
        self.assertRegex(self.place.ctl("--version").stdout,
                         r"^troupectl \d+\.\d+\.\d+\n$")

    def test_the_command_line_stands_above_the_file(self):
        other = self.place.dir / "other"
        self.place.change('"info"', '"error"')
        self.place.start("-D", str(other), "-L", "info")
        self.assertTrue((other / "troupe.sock").exists())
        code, status = self.place.ctl_json("-D", str(other), "status")
        self.assertEqual(code, 0, status)

    def test_a_server_that_was_killed_starts_again(self):
        self.add("alice@localhost")
        first = self.place.start()
        first.kill()
        self.assertTrue((self.place.data / "troupe.sock").exists())
        self.assertEqual(self.place.ctl("sessions").returncode, 3)
        second = self.place.start()
        self.assertTrue(self.accepts(second, "alice", "secret"))

    def test_what_it_makes_is_for_its_user_only(self):
        self.place.start()
        for name, mode in ((".", 0o700), ("troupe.sock", 0o600),
                           ("troupe.sqlite", 0o600)):
            facts = (self.place.data / name).stat()
            self.assertEqual(stat.S_IMODE(facts.st_mode), mode, name)

    def test_journald_gets_priorities(self):
        os.environ["JOURNAL_STREAM"] = "1:2"
        self.addCleanup(os.environ.pop, "JOURNAL_STREAM")
        self.assertRegex(self.place.start().ready,
                         r"^<6>trouped \d+\.\d+\.\d+ listening on c2s ")


class Signals(Case):
    def test_a_stop_closes_streams_and_is_over_in_five_seconds(self):
        self.add("alice@localhost")
        daemon = self.place.start()
        client = self.client(daemon)
        for number in (signal.SIGTERM, signal.SIGINT):
            began = time.monotonic()
            daemon.signal(number)
            self.assertTrue(client.until("<system-shutdown.*</stream:stream>"))
            client.close()
            self.assertEqual(daemon.end(), 0)
            self.assertLess(time.monotonic() - began, 5)
            self.assertFalse((self.place.data / "troupe.sock").exists())
            daemon = self.place.start()
            client = self.client(daemon)

    def test_a_client_that_never_closes_does_not_hold_up_a_stop(self):
        self.add("alice@localhost")
        daemon = self.place.start()
        client = self.client(daemon)
        began = time.monotonic()
        code = daemon.stop()
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(code, 0)
        self.assertTrue(client.until("<system-shutdown"))

    def test_a_hangup_reads_the_file_again(self):
        daemon = self.place.start()
        self.place.change('"info"', '"warning"')
        self.place.change("[http]", "[limits]\nlockout = 60\n[http]")
        self.place.change("127.0.0.1:0\"]\ndirect", "127.0.0.1:1\"]\ndirect")
        daemon.signal(signal.SIGHUP)
        self.assertIn("key=c2s.listen", daemon.wait_for("restart_needed"))
        self.assertEqual(daemon.stop(), 0)

    def test_a_faulty_file_leaves_the_old_one_in_force(self):
        self.add("alice@localhost")
        daemon = self.place.start()
        self.place.change("log_level", "log_levle")
        self.place.change("name =", "nmae =")
        daemon.signal(signal.SIGHUP)
        self.assertIn("t.toml:2: log_levle",
                      daemon.wait_for("configuration.fault"))
        self.assertIn("t.toml:5: host.nmae",
                      daemon.wait_for("host.nmae"))
        daemon.wait_for("configuration.kept_old")
        self.assertTrue(self.accepts(daemon, "alice", "secret"))

    def test_a_broken_certificate_leaves_the_old_one_in_force(self):
        daemon = self.place.start()
        (self.place.dir / "a.crt").write_text("x")
        daemon.signal(signal.SIGHUP)
        self.assertIn("t.toml:6: host.certificate",
                      daemon.wait_for("configuration.fault"))
        daemon.wait_for("configuration.kept_old")
        self.assertEqual(
            len(self.place.ctl_json("status")[1]["certificates"]), 1)


class Offline(Case):
    def test_accounts_are_made_listed_changed_and_removed(self):
        self.add("bob@localhost")
        self.add("alice@localhost")
        self.assertEqual(self.place.ctl("users").stdout,
                         "alice@localhost\nbob@localhost\n")
        self.assertEqual(self.place.ctl_json("users", "localhost"),
                         (0, {"users": ["alice@localhost", "bob@localhost"]}))
        done = self.place.ctl("passwd", "ALICE@localhost", "-p", "new")
        self.assertEqual(done.stdout,
                         "The password of alice@localhost was changed.\n")
        self.assertEqual(self.place.ctl("deluser", "bob@localhost").stdout,
                         "bob@localhost was removed.\n")
        daemon = self.place.start()
        self.assertTrue(self.accepts(daemon, "alice", "new"))
        self.assertFalse(self.accepts(daemon, "alice", "secret"))
        self.assertFalse(self.accepts(daemon, "bob", "secret"))

    def test_failures_have_codes_that_scripts_can_rely_on(self):
        self.add("alice@localhost")
        table = (
            (1, "conflict", ("adduser", "alice@localhost", "-p", "x")),
            (1, "not_found", ("passwd", "bob@localhost", "-p", "x")),
            (1, "not_found", ("deluser", "bob@localhost")),
            (1, "not_found", ("adduser", "a@example.org", "-p", "x")),
            (1, "bad_password", ("adduser", "bob@localhost", "-p", "\a")),
            (1, "bad_password", ("adduser", "b@localhost", "--password-stdin")),
            (1, "conflict", ("cert", "localhost")),
            (1, "not_found", ("users", "example.org")),
            (2, "usage", ("adduser", "alice", "-p", "x")),
            (2, "usage", ("adduser", "a b@localhost", "-p", "x")),
            (2, "usage", ("adduser", "alice@localhost/r", "-p", "x")),
            (2, "usage", ("adduser", "bob@localhost")),
            (2, "usage", ("adduser",)),
            (2, "usage", ("fly",)),
            (2, "usage", ()),
            (3, "not_running", ("sessions",)),
            (3, "not_running", ("status",)),
            (3, "not_running", ("reload",)),
            (3, "not_running", ("describe",)),
            (3, "not_running", ("kick", "alice@localhost")),
        )
        for code, name, words in table:
            with self.subTest(words=words):
                came, answer = self.place.ctl_json(*words)
                self.assertEqual((came, answer["error"]["code"]), (code, name))
                self.assertTrue(answer["error"]["message"])
                plain = self.place.ctl(*words)
                self.assertEqual((plain.returncode, plain.stdout), (code, ""))
                self.assertTrue(plain.stderr)

    def test_faults_of_the_configuration_are_named(self):
        self.place.change("log_level", "log_levle")
        code, answer = self.place.ctl_json("users")
        self.assertEqual((code, answer["error"]["code"]), (78, "configuration"))
        self.assertIn("t.toml:2: log_levle: ", answer["error"]["message"])

    def test_a_check_looks_at_files_and_store(self):
        self.assertIn("first start", self.place.ctl("check").stdout)
        self.assertFalse(self.place.data.exists())
        self.add("alice@localhost")
        self.assertIn("can be opened", self.place.ctl("check").stdout)
        (self.place.data / "troupe.sqlite").write_bytes(b"garbage " * 1000)
        self.assertEqual(self.place.ctl("check").returncode, 1)
        (self.place.dir / "a.key").unlink()
        done = self.place.ctl("check")
        self.assertEqual(done.returncode, 78)
        self.assertIn("t.toml:7: host.key: ", done.stderr)

    def test_a_password_is_asked_for_twice_without_echo(self):
        self.assertEqual(self.typed("hush", "hush"), 0)
        self.assertEqual(self.typed("hush", "hash", jid="bob@localhost"), 1)
        daemon = self.place.start()
        self.assertTrue(self.accepts(daemon, "alice", "hush"))

    def typed(self, *answers, jid="alice@localhost"):
        """Types the answers when asked. The exit code."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [COMMANDS[1], "-c", str(self.place.config), "adduser", jid],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        seen = ""
        for question, answer in zip((f"Password for {jid}: ", "Once more: "),
                                    answers):
            while question not in seen:
                ready, _, _ = select.select([ours], [], [], LIMIT)
                self.assertTrue(ready, seen)
                seen += os.read(ours, 1024).decode()
            self.assert_silent(ours)
            os.write(ours, (answer + "\n").encode())
        code = process.wait(timeout=LIMIT)
        while True:
            try:
                seen += os.read(ours, 1024).decode()
            except OSError:
                break
        os.close(ours)
        for answer in answers:
            self.assertNotIn(answer, seen)
        return code

    def assert_silent(self, terminal):
        """Waits until the terminal does not echo."""
        deadline = time.monotonic() + LIMIT
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            self.assertLess(time.monotonic(), deadline)

    def test_root_works_as_the_owner_of_the_data(self):
        if os.geteuid() != 0:
            self.skipTest("needs root")
        self.place.data.mkdir(mode=0o700)
        os.chown(self.place.data, 65534, 65534)
        self.add("alice@localhost")
        self.assertEqual(
            (self.place.data / "troupe.sqlite").stat().st_uid, 65534)


class Online(Case):
    def setUp(self):
        super().setUp()
        self.add("alice@localhost")
        self.daemon = self.place.start()

    def test_accounts_are_made_listed_changed_and_removed(self):
        self.add("bob@localhost")
        self.assertTrue(self.accepts(self.daemon, "bob", "secret"))
        self.assertEqual(self.place.ctl("users").stdout,
                         "alice@localhost\nbob@localhost\n")
        self.assertEqual(
            self.place.ctl_json("adduser", "bob@localhost", "-p", "x")[1],
            {"error": {"code": "conflict",
                       "message": "bob@localhost exists already"}})
        self.assertEqual(
            self.place.ctl_json("passwd", "bob@localhost", "-p", "new"),
            (0, {"changed": "bob@localhost"}))
        self.assertTrue(self.accepts(self.daemon, "bob", "new"))
        self.assertFalse(self.accepts(self.daemon, "bob", "secret"))
        self.assertEqual(
            self.place.ctl_json("adduser", "eve@localhost", "-p", "\a")[1]
            ["error"]["code"], "bad_password")
        jid = "nobody@localhost"
        self.assertEqual(self.place.ctl("deluser", jid).returncode, 1)
        self.assertEqual(self.place.ctl("passwd", jid, "-p", "x").returncode, 1)

    def test_removing_an_account_ends_its_sessions(self):
        client = self.client(self.daemon)
        self.assertEqual(self.place.ctl("deluser", "alice@localhost").returncode,
                         0)
        self.assertTrue(client.until("<stream:error>"))
        self.assertFalse(self.accepts(self.daemon, "alice", "secret"))
        self.assertEqual(self.place.ctl("users").stdout, "")

    def test_sessions_are_listed_and_kicked(self):
        phone = self.client(self.daemon, resource="phone")
        desk = self.client(self.daemon, resource="desk")
        code, answer = self.place.ctl_json("sessions")
        self.assertEqual(code, 0)
        self.assertEqual([each["jid"] for each in answer["sessions"]],
                         ["alice@localhost/desk", "alice@localhost/phone"])
        self.assertFalse(answer["sessions"][0]["secure"])
        self.assertIn("127.0.0.1", answer["sessions"][0]["address"])
        self.assertIn("alice@localhost/desk", self.place.ctl("sessions").stdout)

        done = self.place.ctl("kick", "alice@localhost/phone")
        self.assertEqual(done.stdout,
                         "alice@localhost/phone: 1 session was ended.\n")
        self.assertTrue(phone.until("<policy-violation"))
        self.assertEqual(self.place.ctl_json("kick", "alice@localhost"),
                         (0, {"kicked": "alice@localhost", "sessions": 1}))
        self.assertTrue(desk.until("<policy-violation"))
        self.assertEqual(self.place.ctl("kick", "alice@localhost").returncode, 1)

    def test_the_status_tells_how_the_server_is(self):
        self.client(self.daemon)
        code, status = self.place.ctl_json("status")
        self.assertEqual(code, 0)
        self.assertEqual(status["pid"], self.daemon.process.pid)
        self.assertEqual((status["users"], status["sessions"]), (1, 1))
        self.assertIn({"service": "c2s",
                       "address": f"127.0.0.1:{self.daemon.port}"},
                      status["listening"])
        self.assertEqual(status["certificates"][0]["host"], "localhost")
        self.assertGreater(status["certificates"][0]["days_left"], 800)
        self.assertEqual(status["storage"]["driver"], "sqlite")
        self.assertGreater(status["memory_bytes"], 1 << 20)
        self.assertIn(str(self.daemon.process.pid),
                      self.place.ctl("status").stdout)

    def test_actors_are_described(self):
        code, answer = self.place.ctl_json("describe")
        self.assertEqual(code, 0)
        self.assertEqual([each["name"] for each in answer["actors"]],
                         ["registry", "storage", "auth"])
        self.assertIn("storage\n  waiting: 0\n",
                      self.place.ctl("describe").stdout)

    def test_a_reload_tells_what_came_of_it(self):
        self.assertEqual(self.place.ctl_json("reload"),
                         (0, {"reloaded": True, "restart_needed": []}))
        self.place.change("[http]", "[storage]\ndriver = \"memory\"\n[http]")
        done = self.place.ctl("reload")
        self.assertIn("storage.driver changes with the next start",
                      done.stdout)
        self.daemon.wait_for("configuration.reloaded")

    def test_a_reload_of_a_faulty_file_is_refused(self):
        # A running server goes by another file than the one that is read here.
        good = self.place.dir / "good.toml"
        good.write_text(self.place.config.read_text())
        (self.place.dir / "a.key").unlink()
        code, answer = self.place.ctl_json("reload", config=good)
        self.assertEqual((code, answer["error"]["code"]), (78, "configuration"))
        self.assertIn("t.toml:7: host.key", answer["error"]["message"])
        self.assertTrue(self.accepts(self.daemon, "alice", "secret"))

    def test_a_reload_can_add_a_host(self):
        self.place.change(
            "\n[c2s]", "\n[[host]]\nname = \"example.org\"\n"
            "certificate = \"b.crt\"\nkey = \"b.key\"\n[c2s]")
        self.assertEqual(self.place.ctl("cert", "example.org").returncode, 0)
        self.assertEqual(self.place.ctl("reload").returncode, 0)
        self.add("bob@example.org")
        self.assertEqual(self.place.ctl("users", "example.org").stdout,
                         "bob@example.org\n")

    def test_a_plan_tells_what_a_reload_would_change(self):
        self.assertEqual(self.place.ctl("config", "plan").stdout,
                         "Nothing would change.\n")
        self.place.change("[http]", "[limits]\nroster_items = 7\n"
                          "[storage]\ndriver = \"memory\"\n[http]")
        code, answer = self.place.ctl_json("config", "plan")
        self.assertEqual(code, 0, answer)
        self.assertEqual(answer["changes"], [
            {"key": "storage.driver", "old": "\"sqlite\"",
             "new": "\"memory\"", "restart": True, "touches": ["the store"]},
            {"key": "limits.roster_items", "old": "5000", "new": "7",
             "restart": False, "touches": ["all user actors, at once"]}])
        self.assertEqual(
            self.place.ctl("config", "plan").stdout,
            "storage.driver: \"sqlite\" -> \"memory\"\n  needs a restart\n"
            "  touches the store\nlimits.roster_items: 5000 -> 7\n"
            "  touches all user actors, at once\n")

    def test_another_file_can_be_planned_with(self):
        other = self.place.dir / "other.toml"
        text = self.place.config.read_text()
        other.write_text(text.replace("\"info\"", "\"debug\""))
        code, answer = self.place.ctl_json(
            "config", "plan", "--file", "other.toml", cwd=self.place.dir)
        self.assertEqual(code, 0, answer)
        self.assertEqual([each["key"] for each in answer["changes"]],
                         ["log_level"])
        other.write_text(text.replace("log_level", "log_levle"))
        done = self.place.ctl("config", "plan", "--file", str(other))
        self.assertEqual(done.returncode, 78, done.stdout)
        self.assertIn("other.toml:2: log_levle: ", done.stderr)

    def test_a_configuration_is_applied_as_a_whole_or_not_at_all(self):
        self.place.change("[http]", "[limits]\nroster_items = 7\n"
                          "[storage]\ndriver = \"memory\"\n[http]")
        code, answer = self.place.ctl_json("config", "apply")
        self.assertEqual((code, answer["error"]["code"]), (1, "conflict"))
        self.assertIn("storage.driver", answer["error"]["message"])
        self.assertEqual(len(self.planned()), 2)

        done = self.place.ctl("config", "apply", "--except-restart")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("limits.roster_items: 5000 -> 7\n", done.stdout)
        self.assertIn("but for what needs a restart: storage.driver.\n",
                      done.stdout)
        self.assertEqual(self.planned(), ["storage.driver"])

        self.place.change("\"memory\"", "\"sqlite\"")
        self.assertEqual(self.place.ctl("config", "apply").stdout,
                         "The configuration is in force.\n")

    def test_certificates_that_cannot_be_loaded_change_nothing(self):
        good = self.place.dir / "good.toml"
        good.write_text(self.place.config.read_text())
        self.place.change("\"info\"", "\"debug\"")
        (self.place.dir / "a.key").rename(self.place.dir / "kept.key")
        for words in (("config", "plan"), ("config", "apply"),
                      ("config", "apply", "--except-restart")):
            code, answer = self.place.ctl_json(*words, config=good)
            self.assertEqual((code, answer["error"]["code"]),
                             (78, "configuration"))
            self.assertIn("t.toml:7: host.key", answer["error"]["message"])
        (self.place.dir / "kept.key").rename(self.place.dir / "a.key")
        self.assertEqual(self.planned(), ["log_level"])

    def planned(self):
        code, answer = self.place.ctl_json("config", "plan")
        self.assertEqual(code, 0, answer)
        return [each["key"] for each in answer["changes"]]

    def test_a_check_asks_the_server(self):
        self.assertIn("used by the running server",
                      self.place.ctl("check").stdout)

    def test_the_log_has_who_did_what_without_passwords(self):
        self.place.ctl("passwd", "alice@localhost", "-p", "hush-hush")
        line = self.daemon.wait_for("admin.command")
        self.assertIn(f"who=uid:{os.getuid()} from=\"control socket\" "
                      "command=\"passwd\"", line)
        self.assertIn('{"jid":"alice@localhost"} outcome=done', line)
        self.assertNotIn("hush-hush", line)

    def test_a_stanza_is_explained_and_not_sent(self):
        self.add("bob@localhost")
        self.client(self.daemon)
        stanza = ("<message to='bob@localhost' type='chat'>"
                  "<body>hush-hush</body></message>")
        done = self.place.ctl("explain", stanza, "--as", "alice@localhost")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith(
            "A dry run: nothing was sent or stored.\n"), done.stdout)
        self.assertIn("▤ stored", done.stdout)
        self.assertIn("Note: sent as alice@localhost/r.\n", done.stdout)
        line = self.daemon.wait_for('command="explain"')
        self.assertNotIn("hush-hush", line)
        code, recent = self.place.ctl_json("recent")
        self.assertEqual((code, recent), (0, {"traces": []}))
        code, answer = self.place.ctl_json("explain", stanza, "--as",
                                           "alice@localhost/r")
        self.assertEqual((code, answer["notes"]), (0, []))
        self.assertEqual(answer["trace"]["outcome"], "stored")
        self.assertNotIn("xml", answer["trace"]["stanza"])

    def test_what_cannot_be_explained_is_refused(self):
        for stanza, who, code, error in (
                ("<message", "alice@localhost", 2, "usage"),
                ("<message/>", "alice@elsewhere", 1, "not_found"),
                ("<message/>", "nobody@localhost", 1, "not_found")):
            came, answer = self.place.ctl_json("explain", stanza, "--as", who)
            self.assertEqual((came, answer["error"]["code"]), (code, error))

    def follow(self, *words):
        """troupectl as a process that goes on."""
        process = subprocess.Popen(
            [COMMANDS[1], "-c", str(self.place.config), *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        self.daemon.wait_for("outcome=begun")
        return process

    def test_the_log_is_followed_at_a_level_of_its_own(self):
        process = self.follow("--json", "log", "follow", "--level", "debug",
                              "--jid", "alice@localhost")
        self.add("bob@localhost")
        self.client(self.daemon)
        event = json.loads(process.stdout.readline())
        self.assertIn("alice@localhost", event["message"])
        self.assertIn(event["level"], ("debug", "info"))
        self.assertAlmostEqual(event["at"] / 1e6, time.time(), delta=LIMIT)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=LIMIT)
        self.assertEqual((process.returncode, errors), (0, ""))
        self.assertNotIn("bob@localhost", rest)
        self.assertIn("log follow", self.daemon.wait_for("outcome=left"))

    def test_the_log_is_printed_for_people(self):
        process = self.follow("log", "follow")
        self.add("bob@localhost")
        self.assertRegex(
            process.stdout.readline(),
            r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4} info \S")
        process.terminate()
        self.assertEqual(process.wait(timeout=LIMIT), 0)

    def test_who_follows_learns_that_the_server_stops(self):
        process = self.follow("--json", "log", "follow")
        plain = self.follow("log", "follow", "--level", "error")
        self.assertEqual(self.daemon.stop(), 0)
        last = process.communicate(timeout=LIMIT)[0].splitlines()[-1]
        self.assertEqual(process.returncode, 3)
        self.assertEqual(json.loads(last)["error"],
                         {"code": "not_running",
                          "message": "the server stops"})
        self.assertEqual(plain.communicate(timeout=LIMIT)[1],
                         "troupectl: the server stops\n")
        self.assertEqual(plain.returncode, 3)

    def test_a_wrong_level_is_a_usage_error(self):
        done = self.place.ctl("log", "follow", "--level", "loud")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("no level", done.stderr)

    def test_a_disabled_account_is_closed_until_it_is_enabled(self):
        client = self.client(self.daemon)
        done = self.place.ctl("disable", "alice@localhost")
        self.assertEqual(done.stdout, "alice@localhost was disabled.\n")
        self.assertTrue(client.until("<not-authorized"))
        other = Client(self.daemon.port)
        self.addCleanup(other.close)
        self.assertFalse(other.authenticate("alice", "secret"))
        self.assertTrue(other.until("<account-disabled"))
        self.assertEqual(self.place.ctl("users", "--details").stdout,
                         "alice@localhost  disabled\n")
        self.assertEqual(self.place.ctl_json("users")[1],
                         {"users": ["alice@localhost"]})
        self.assertEqual(self.place.ctl_json("enable", "alice@localhost"),
                         (0, {"enabled": "alice@localhost"}))
        self.assertTrue(self.accepts(self.daemon, "alice", "secret"))

    def test_what_changes_something_is_kept_in_the_audit_log(self):
        self.place.ctl("passwd", "alice@localhost", "-p", "hush-hush")
        self.place.ctl("disable", "nobody@localhost")
        self.place.ctl("status")
        path = self.place.data / "audit.log"
        code, answer = self.place.ctl_json("audit", "--limit", "3")
        self.assertEqual(code, 0)
        uid = f"uid:{os.getuid()}"
        table = (
            (uid, "command line", "adduser", "alice@localhost", "done"),
            (uid, "control socket", "passwd", "alice@localhost", "done"),
            (uid, "control socket", "disable", "nobody@localhost",
             "not_found"))
        self.assertEqual(tuple(
            (each["who"], each["from"], each["command"],
             each["arguments"]["jid"], each["outcome"])
            for each in answer["entries"]), table)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertNotIn("hush-hush", path.read_text(encoding="utf-8"))

    def test_the_audit_log_can_be_rotated(self):
        self.place.ctl("enable", "alice@localhost")
        path = self.place.data / "audit.log"
        self.place.ctl("audit")
        path.rename(path.with_suffix(".1"))
        self.assertEqual(self.place.ctl("reload").returncode, 0)
        self.place.ctl("disable", "alice@localhost")
        commands = [each["command"]
                    for each in self.place.ctl_json("audit")[1]["entries"]]
        self.assertEqual(commands[-1], "disable")
        self.assertNotIn("enable", commands)

    def test_garbage_on_the_socket_is_answered(self):
        path = str(self.place.data / "troupe.sock")
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(LIMIT)
            asking.connect(path)
            lines = asking.makefile("rw", encoding="utf-8")
            for text in ("hello", "{}", "[" * 50000, '{"command":"fly"}'):
                lines.write(text + "\n")
                lines.flush()
                self.assertIn('"code":"usage"', lines.readline())
            lines.write("x" * 70000 + "\n")
            lines.flush()
            self.assertIn("too long", lines.readline())

    def test_strangers_are_kept_out(self):
        if os.geteuid() != 0:
            self.skipTest("needs root")
        program = self.place.dir / "troupectl"
        program.write_bytes(pathlib.Path(COMMANDS[1]).read_bytes())
        program.chmod(0o755)
        self.place.troupectl = str(program)
        done = self.place.ctl("users", user=65534, group=65534,
                              extra_groups=[])
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("permission denied", done.stderr)


def main():
    names = sys.argv[3:]
    suite = (unittest.defaultTestLoader.loadTestsFromNames(
        names, sys.modules[__name__]) if names else
        unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(suite)
    failed = len({str(case) for case, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed", flush=True)
    return 0 if failed == 0 and result.testsRun > 0 else 1


class Rooms(Case):
    ROOM = "coven@conference.localhost"

    def rooms(self, *words, code=0):
        came, answer = self.place.ctl_json("rooms", *words)
        self.assertEqual(came, code, answer)
        return answer

    def test_a_room_is_made_and_destroyed(self):
        self.place.start()
        done = self.place.ctl("rooms", "create", self.ROOM, "--hidden")
        self.assertEqual(done.stdout, f"{self.ROOM} was made.\n", done.stderr)
        self.assertEqual(self.rooms("create", self.ROOM,
                                    code=1)["error"]["code"], "conflict")
        self.assertEqual(self.rooms("list"), {"rooms": []})
        self.assertEqual(self.rooms("list", "--all")["rooms"],
                         [{"jid": self.ROOM, "name": "", "public": False}])
        done = self.place.ctl("rooms", "destroy", self.ROOM)
        self.assertEqual(done.stdout, f"{self.ROOM} is no more.\n")
        self.assertEqual(self.rooms("destroy", self.ROOM,
                                    code=1)["error"]["code"], "not_found")
        self.assertEqual(self.rooms("list", "--all"), {"rooms": []})

    def test_a_room_is_described(self):
        self.place.start()
        self.rooms("create", self.ROOM, "--owner", "alice@localhost", "--name",
                   "A Dark Cave")
        self.assertEqual(self.rooms("list")["rooms"],
                         [{"jid": self.ROOM, "name": "A Dark Cave",
                           "public": True}])
        told = self.rooms("describe", self.ROOM)
        self.assertEqual([each["jid"] for each in told["owners"]],
                         ["alice@localhost"])
        self.assertEqual(told["settings"]["roomname"], "A Dark Cave")
        self.assertTrue(told["settings"]["persistentroom"])
        self.assertEqual(told["occupants"], [])
        done = self.place.ctl("rooms", "describe", self.ROOM)
        self.assertRegex(done.stdout, r"(?m)^owner +alice@localhost")

    def test_affiliations_are_told_and_changed(self):
        self.place.start()
        self.rooms("create", self.ROOM)
        words = ("affiliation", self.ROOM, "bob@localhost")
        self.assertEqual(self.rooms(*words)["affiliation"], "none")
        for wanted in ("member", "owner"):
            self.rooms(*words, wanted)
            self.assertEqual(self.rooms(*words)["affiliation"], wanted)
        self.rooms("ban", self.ROOM, "eve@localhost", "--reason", "spam")
        outcasts = self.rooms("describe", self.ROOM)["outcasts"]
        self.assertEqual([each["jid"] for each in outcasts], ["eve@localhost"])
        self.rooms(*words, "king", code=2)

    def test_what_is_missing_is_named(self):
        self.place.start()
        error = self.rooms("kick", self.ROOM, "nobody", code=1)["error"]
        self.assertIn("there is no room", error["message"])
        self.rooms("create", self.ROOM)
        error = self.rooms("kick", self.ROOM, "nobody", code=1)["error"]
        self.assertIn("nickname", error["message"])
        self.rooms("describe", "coven@localhost", code=1)
        self.rooms("describe", "coven", code=2)

    def test_an_empty_history_is_no_line(self):
        self.place.start()
        self.rooms("create", self.ROOM)
        done = self.place.ctl("rooms", "export", self.ROOM, "--since",
                              "2026-01-01")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.rooms("export", self.ROOM, "--since", "yesterday", code=2)

    def test_rooms_need_a_running_server(self):
        self.assertEqual(self.place.ctl("rooms", "list").returncode, 3)

    def test_the_group_alone_is_a_usage_error(self):
        self.assertEqual(self.place.ctl("rooms").returncode, 2)
        self.assertIn("affiliation", self.place.ctl("rooms", "--help").stdout)


if __name__ == "__main__":
    sys.exit(main())
