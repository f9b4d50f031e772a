# SPDX-License-Identifier: Apache-2.0
"""What was sent, acknowledged, refused and received; kept outside of clients.

Each message carries a key as its body: "DEVICE|ACCOUNT|NUMBER", with
numbers counting up for each sending device.
"""

import collections
import dataclasses
import time


@dataclasses.dataclass
class Message:
    key: str
    source: str  # the sending device's name
    number: int
    sender: str  # accounts
    recipient: str
    to: str
    acked: bool = False
    refused: str = ""  # the error's condition
    received: int = 0  # by devices, again and again
    again: bool = False  # sent more than once


@dataclasses.dataclass
class Receipt:
    """One arrival of a message at one device."""
    message: Message
    stanza_id: str
    session: object
    place: int  # its number in the session
    kills: int  # how often the daemon was killed before
    delayed: bool


@dataclasses.dataclass
class Ledger:
    messages: dict = dataclasses.field(default_factory=dict)
    faults: list = dataclasses.field(default_factory=list)
    counts: collections.Counter = dataclasses.field(
        default_factory=collections.Counter)
    kills: int = 0
    log: object = None  # a file, where wanted

    def fault(self, text):
        self.note("FAULT " + text)
        self.faults.append(text)

    def note(self, text):
        if self.log:
            print(f"{time.time():.3f} {text}", file=self.log)

    def new_message(self, source, number, sender, recipient, to):
        key = f"{source}|{recipient}|{number}"
        made = Message(key, source, number, sender, recipient, to)
        self.messages[key] = made
        self.counts["sent"] += 1
        self.note(f"{source} sends {key} to {to}")
        return made

    def acknowledged(self, messages):
        for message in messages:
            if not message.acked:
                message.acked = True
                self.note(f"{message.source} knows that {message.key} is "
                          "acknowledged")
                self.counts["acknowledged"] += 1

    def refused(self, key, condition):
        message = self.messages.get(key)
        if message is None:
            self.fault(f"stray: an error for {key}, which nobody sent")
            return
        message.refused = condition
        self.note(f"{key} is refused: {condition}")
        self.counts[f"refused {condition}"] += 1

    def lost(self):
        """Acknowledged, not refused, and received by nobody."""
        return [m for m in self.messages.values()
                if m.acked and not m.refused and not m.received]

    def unacknowledged(self):
        return [m for m in self.messages.values()
                if not m.acked and not m.refused]


class Inbox:
    """What one device has received; it tells what may not be.

    @param whose  "recipient", or "sender" for copies of what others sent"""

    def __init__(self, ledger, name, account, whose="recipient"):
        self.ledger = ledger
        self.name = name
        self.account = account
        self.whose = whose
        self.first = {}  # key → its first receipt
        self.newest = {}  # (source, delayed) → greatest number so far

    def take(self, key, receipt_of):
        message = self.ledger.messages.get(key)
        if message is None or getattr(message, self.whose) != self.account:
            self.ledger.fault(f"stray: {self.name} got {key}")
            return
        receipt = receipt_of(message)
        if self.whose == "recipient":
            message.received += 1
            self.ledger.counts["received"] += 1
        else:
            self.ledger.counts["copies of what was sent"] += 1
        first = self.first.setdefault(key, receipt)
        self.ledger.note(
            f"{self.name} receives {key} as {receipt.stanza_id}, stanza "
            f"{receipt.place} of {receipt.session.jid}"
            + (", delayed" if receipt.delayed else ""))
        if first is receipt:
            self._check_order(receipt)
        else:
            self._check_repeated(first, receipt)

    def _check_order(self, receipt):
        message = receipt.message
        place = (message.source, receipt.delayed)
        newest = self.newest.get(place, 0)
        self.newest[place] = max(newest, message.number)
        if message.number >= newest:
            return
        if receipt.delayed:
            self.ledger.counts["late, with a stamp"] += 1
        elif message.again:
            self.ledger.counts["late, sent again"] += 1
        else:
            self.ledger.fault(f"order: {self.name} got {message.key} after "
                              f"number {newest}")

    def _check_repeated(self, first, again):
        what = f"{self.name} got {again.message.key} twice"
        if first.stanza_id != again.stanza_id:
            self.ledger.fault(f"duplicate: {what}, as {first.stanza_id!r} and "
                              f"{again.stanza_id!r}")
        elif first.kills != again.kills:
            self.ledger.counts["seen again after kill -9"] += 1
        elif first.session is again.session:
            self.ledger.fault(f"duplicate: {what} in one session, as stanza "
                              f"{first.place} and {again.place}")
        elif first.place <= first.session.confirmed:
            self.ledger.fault(f"duplicate: {what}, though the server knew that "
                              "it had it")
        else:
            self.ledger.counts["seen again on a new stream"] += 1
