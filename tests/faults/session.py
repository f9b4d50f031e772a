# SPDX-License-Identifier: Apache-2.0
"""Stream management of a client (XEP-0198) as plain bookkeeping."""

import collections

SM = "urn:xmpp:sm:3"
MODULUS = 2**32


class Sent:
    """A stanza and, if it is one of the counted messages, its record."""

    __slots__ = ("text", "message")

    def __init__(self, text, message=None):
        self.text = text
        self.message = message


class BadAcknowledgement(Exception):
    """The server acknowledges what cannot be."""


class Session:
    """What outlives a connection: counters, and what is not acknowledged."""

    def __init__(self, jid):
        self.jid = jid
        self.id = None  # to resume by; None until <enabled/>
        self.max = 0
        self.detached_at = None
        self.handled = 0  # stanzas from the server
        self.acked = 0  # by the server
        self.unacked = collections.deque()
        self.told = collections.deque()  # what we said before each <r/>
        self.confirmed = 0  # of `handled`, what the server knows for sure

    def sent(self, item):
        self.unacked.append(item)

    def ask(self):
        """Tells what was handled, and asks what the server has."""
        self.told.append(self.handled)
        return (f"<a xmlns='{SM}' h='{self.handled % MODULUS}'/>"
                f"<r xmlns='{SM}'/>")

    def answered(self, h):
        """An <a/>: the messages that it acknowledges."""
        if self.told:
            self.confirmed = self.told.popleft()
        return self.acknowledge(h)

    def acknowledge(self, h):
        count = (h - self.acked) % MODULUS
        if count > len(self.unacked):
            raise BadAcknowledgement(
                f"{self.jid}: h={h} after {self.acked}, with "
                f"{len(self.unacked)} not acknowledged")
        self.acked = h
        done = [self.unacked.popleft() for _ in range(count)]
        return [item.message for item in done if item.message]

    def detach(self, now):
        self.detached_at = now
        self.told.clear()

    def messages(self):
        """What has to be sent again where the session is lost."""
        return [item for item in self.unacked if item.message]
