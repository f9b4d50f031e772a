#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The harness tested by itself: its client, and that its checks find faults."""

import asyncio
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from checks import check_archive, check_delivery, check_ids  # noqa: E402
from device import Device  # noqa: E402
from fake_server import FakeServer  # noqa: E402
from ledger import Inbox, Ledger, Receipt  # noqa: E402
from session import Session  # noqa: E402
from stream import Stream  # noqa: E402

ME, YOU = "u@localhost", "v@localhost"


class ClientTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.server = FakeServer()
        await self.server.start()
        self.ledger = Ledger()
        self.device = Device(self.ledger, lambda: self.server.port, "d", ME,
                             "p", 600)
        self.assertTrue(await self.device.come_online())

    async def asyncTearDown(self):
        self.device.cut()
        await self.server.stop()
        self.assertEqual(self.ledger.faults, [])

    async def send(self, count):
        for _ in range(count):
            self.device.send_chat(YOU, YOU)
        total = self.device.number
        await self.server.until(
            lambda: f"d|{YOU}|{total}" in self.server.received)

    def acked(self):
        return [m.number for m in self.ledger.messages.values() if m.acked]

    async def test_what_was_not_acknowledged_is_sent_again_after_resumption(
            self):
        await self.send(3)
        self.server.resume_h = 2  # presence and the first message
        self.device.cut()
        self.server.received.clear()

        self.assertTrue(await self.device.come_online())

        await self.server.until(lambda: len(self.server.received) == 2)
        self.assertEqual(self.server.received, [f"d|{YOU}|2", f"d|{YOU}|3"])
        self.assertEqual(self.acked(), [1])
        self.assertEqual(self.ledger.counts["resumed"], 1)

    async def test_a_failed_resumption_sends_again_on_a_new_session(self):
        await self.send(3)
        self.server.resumes = False
        self.server.resume_h = 3
        self.device.cut()
        self.server.received.clear()

        self.assertTrue(await self.device.come_online())

        await self.server.until(lambda: len(self.server.received) == 1)
        self.assertEqual(self.server.received, [f"d|{YOU}|3"])
        self.assertEqual(self.acked(), [1, 2])
        self.assertEqual(self.ledger.counts["resumed"], 0)

    async def test_it_tells_how_many_stanzas_it_has_handled(self):
        self.server.push("<message type='headline'/><presence/><r xmlns="
                         "'urn:xmpp:sm:3'/>")
        await self.server.until(lambda: self.server.client_h == [2])

        self.server.push("<message type='headline'/><r xmlns='urn:xmpp:sm:3'"
                         "/>")
        await self.server.until(lambda: self.server.client_h == [2, 3])
        self.device.cut()
        self.assertTrue(await self.device.come_online())

        self.assertEqual(self.server.client_h, [2, 3, 3])

    async def test_what_is_acknowledged_is_noted(self):
        await self.send(2)
        self.device.ask()
        await self.device.close()

        self.assertEqual(self.acked(), [1, 2])

    async def test_an_acknowledgement_of_too_much_is_found(self):
        await self.send(1)
        self.server.push("<a xmlns='urn:xmpp:sm:3' h='3'/>")
        await asyncio.wait({self.device.reader}, timeout=10)

        self.assertIn("acknowledgement: d", self.ledger.faults.pop())

    async def test_an_acknowledgement_that_goes_back_is_found(self):
        await self.send(1)
        self.server.push("<a xmlns='urn:xmpp:sm:3' h='2'/><a xmlns="
                         "'urn:xmpp:sm:3' h='1'/>")
        await asyncio.wait({self.device.reader}, timeout=10)

        self.assertIn("h=1 after 2", self.ledger.faults.pop())


class StreamTest(unittest.TestCase):
    def test_an_element_is_there_with_its_last_byte(self):
        stream = Stream(None, None)
        stream.feed(b"<stream>")
        for byte in b"<a b='" + 5000 * b"c" + b"'>d</a":
            stream.feed(bytes([byte]))
        self.assertFalse(stream.elements)

        stream.feed(b">")

        self.assertEqual(stream.elements.popleft().text, "d")


class ChecksTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger()
        self.inbox = Inbox(self.ledger, "e", YOU)
        self.session = Session("v@localhost/r0")
        self.first, self.second = [
            self.ledger.new_message("d", n, ME, YOU, YOU) for n in (1, 2)]
        self.ledger.acknowledged([self.first, self.second])

    def arrive(self, message, stanza_id="a", place=1, delayed=False,
               session=None):
        self.inbox.take(message.key, lambda m: Receipt(
            m, stanza_id, session or self.session, place, self.ledger.kills,
            delayed))

    def faults(self):
        return [fault.partition(":")[0] for fault in self.ledger.faults]

    def test_what_arrives_once_and_in_order_is_right(self):
        self.arrive(self.first)
        self.arrive(self.second, "b", 2)
        check_delivery(self.ledger, {})

        self.assertEqual(self.faults(), [])

    def test_what_is_acknowledged_and_never_comes_is_lost(self):
        self.arrive(self.first)
        check_delivery(self.ledger, {})

        self.assertEqual(self.faults(), ["lost"])

    def test_the_archive_is_enough_for_a_full_jid_only(self):
        for message in (self.first, self.second):
            message.acked = True
        self.first.to = f"{self.first.recipient}/desk"
        self.second.to = self.second.recipient
        archives = {self.first.recipient: [("id1", self.first.key),
                                           ("id2", self.second.key)]}
        check_delivery(self.ledger, archives)

        self.assertEqual(self.faults(), ["lost"])
        self.assertIn(self.second.key, self.ledger.faults[0])
        self.assertNotIn(self.first.key, self.ledger.faults[0])

    def test_what_comes_too_late_is_out_of_order(self):
        self.arrive(self.second)
        self.arrive(self.first)

        self.assertEqual(self.faults(), ["order"])

    def test_what_comes_twice_in_a_session_is_a_duplicate(self):
        self.arrive(self.first)
        self.arrive(self.first, "a", 2)

        self.assertEqual(self.faults(), ["duplicate"])

    def test_what_comes_twice_under_two_ids_is_a_duplicate(self):
        self.arrive(self.first)
        self.ledger.kills += 1
        self.arrive(self.first, "b")

        self.assertEqual(self.faults(), ["duplicate"])

    def test_what_comes_again_on_a_new_stream_was_not_acknowledged(self):
        self.arrive(self.first, session=Session("v@localhost/r1"))
        self.arrive(self.first)
        self.assertEqual(self.faults(), [])

        self.arrive(self.second, "b", 3)
        self.session.confirmed = 3
        self.arrive(self.second, "b", session=Session("v@localhost/r2"))

        self.assertEqual(self.faults(), ["duplicate"])

    def test_an_archive_has_all_of_it_once_and_in_order(self):
        one, two = ("a", self.first.key), ("b", self.second.key)
        for archive, count in (([one, two], 0), ([one], 1), ([two, one], 1),
                               ([one, two, two], 2), ([], 1),
                               ([one, two, ("c", "x")], 1)):
            with self.subTest(archive=archive):
                self.ledger.faults.clear()
                check_archive(self.ledger, YOU, archive)
                self.assertEqual(len(self.ledger.faults), count)

    def test_a_message_has_one_id_everywhere(self):
        self.arrive(self.first, "a")
        key = self.first.key
        for other, expected in (("a", []), ("b", ["ids"])):
            check_ids(self.ledger, {YOU: [("a", key)], ME: [(other, key)]},
                      [self.inbox])
            self.assertEqual(self.faults(), expected)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed", flush=True)
    sys.exit(1 if bad else 0)
